import type { BlockedSlot } from '@block-slots/client'
import { isSameValue } from '../../src/block.ts'
import { adopt } from '../../src/diff/adopt.ts'
import { checkStep } from '../../src/diff/check.ts'
import { diff, type DiffInput, type OwnerDiff } from '../../src/diff/diff.ts'
import { indexList } from '../../src/diff/list.ts'
import type { LedgerChange, LedgerEntry } from '../../src/ledger.ts'
import { isChange, type Change, type StoredStep } from '../../src/step.ts'
import { alter, type Calendar } from './diff.calendar.ts'

/** The functions under test; a control replaces one of them. */
export type Tested = {
  readonly diff: (input: DiffInput) => OwnerDiff
  readonly check: typeof checkStep
  readonly adopt: typeof adopt
}

/** The functions as they are. */
export const tested: Tested = { diff, check: checkStep, adopt }

/** Where a run is cut off: before a send, or between a send and its record. */
export type Cut = { readonly at: number; readonly isSent: boolean }

/** One machine with a state of its own. */
export class Machine {
  ledger: Map<string, LedgerEntry> = new Map()
  unresolved: StoredStep[] = []
  /** Its state was set back: it remembers what is not so any more. */
  isSetBack = false
  /** Changes that were carried out, and breaches of the rules. */
  readonly sent: Change[] = []
  readonly breaches: string[] = []
  /** Blocks of people that were taken for ones made here, because an unfinished create was equal. */
  takenOver = 0
  adopted = 0
  readonly number: number
  readonly #calendar: Calendar
  readonly #tested: Tested
  #nextStep = 1

  constructor(number: number, calendar: Calendar, functions: Tested) {
    this.number = number
    this.#calendar = calendar
    this.#tested = functions
  }

  /** Takes over what an interrupted run has left, and compares. */
  plan(input: Omit<DiffInput, 'ledger' | 'unresolved'>): OwnerDiff {
    for (const { step, ledger } of this.#tested.adopt(this.unresolved, input.listed, this.ledger)) {
      this.unresolved = this.unresolved.filter(({ id }) => id !== step)
      this.#takeOver(ledger)
    }
    return this.#tested.diff({ ...input, ledger: this.ledger, unresolved: this.unresolved })
  }

  /** Carries out a plan against the list as it is now. `isRace`: another machine sends at the same time. */
  apply(
    plan: OwnerDiff,
    listed: readonly BlockedSlot[],
    { cut, isRace = false }: { cut?: Cut; isRace?: boolean } = {},
  ): void {
    if (plan.stop !== undefined) return
    for (const change of plan.ledger) this.remember(change)
    // A person may have given a block the very value that its source wants now: then it is as it should be.
    for (const step of plan.steps) {
      if (step.action !== 'exists' || !step.owned) continue
      const row = this.#calendar.rows.get(step.id)
      if (row !== undefined && isSameValue(row.value, step.wanted)) row.written = row.value
    }
    const index = indexList(listed, this.ledger)
    const changes = plan.steps.filter(isChange)
    this.unresolved = []
    for (const [at, step] of changes.entries()) {
      const check = this.#tested.check(step, index, this.ledger)
      const isCut = cut?.at === at
      if (isCut)
        this.unresolved = changes.slice(at).map((open, place) => this.#store(open, place === 0 && cut.isSent))
      if (isCut && !cut.isSent) return
      if (check !== 'send') {
        if (check.ledger !== undefined) this.remember(check.ledger)
        if (isCut) return
        continue
      }
      const outcome = this.#send(step, isRace)
      if (isCut) return
      this.remember(outcome)
    }
  }

  remember({ id, entry }: LedgerChange): void {
    if (entry === null) this.ledger.delete(id)
    else this.ledger.set(id, entry)
  }

  #store(step: Change, isSent: boolean): StoredStep {
    this.#nextStep += 1
    return { id: this.#nextStep, owner: 'o', state: isSent ? 'sent' : 'planned', step }
  }

  #takeOver(change: LedgerChange): void {
    const row = this.#calendar.rows.get(change.id)
    this.adopted += 1
    if (row !== undefined && !row.makers.has(this.number)) {
      this.takenOver += 1
      row.makers.add(this.number)
      row.written = row.value
    }
    this.remember(change)
  }

  #send(step: Change, isRace: boolean): LedgerChange {
    this.sent.push(step)
    if (step.action === 'create') return this.#create(step, isRace)
    const row = this.#calendar.rows.get(step.id)
    if (row === undefined) {
      // Two machines may have adopted the same block.
      if (!isRace) this.breaches.push('a block is changed that is not there')
      return { id: step.id, entry: null }
    }
    if (!row.makers.has(this.number)) this.breaches.push('a block of another maker is changed')
    if (step.action === 'update') {
      const others = this.#calendar.equalTo(step.wanted).filter(({ id }) => id !== row.id)
      if (others.length > 0 && !isRace) this.breaches.push('a block is made twice')
      row.value = alter(step.wanted)
      row.written = row.value
      return { id: row.id, entry: entryOf(step.wanted) }
    }
    const isEdited = row.written === undefined || !isSameValue(row.value, row.written)
    if (isEdited && !this.isSetBack) this.breaches.push('a block is deleted that a person has edited')
    this.#calendar.rows.delete(row.id)
    return { id: row.id, entry: null }
  }

  #create({ wanted }: Extract<Change, { action: 'create' }>, isRace: boolean): LedgerChange {
    const { startTime, endTime, title } = wanted
    if (this.#calendar.equalTo(wanted).length > 0 && !isRace) this.breaches.push('a block is made twice')
    const row = this.#calendar.add(alter({ startTime, endTime, title }), this.number)
    return { id: row.id, entry: entryOf(wanted) }
  }
}

function entryOf({
  reasons,
  startTime,
  endTime,
  title,
}: Extract<Change, { action: 'create' }>['wanted']): LedgerEntry {
  const wanted = { startTime, endTime, title }
  const stored = alter(wanted)
  return { reasons, wanted, ...(!isSameValue(wanted, stored) && { stored }) }
}
