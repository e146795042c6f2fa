import type { BlockedSlot } from '@block-slots/client'
import type { Value } from '../../src/block.ts'
import { diff, type DiffInput, type OwnerDiff } from '../../src/diff/diff.ts'
import type { LedgerChange, LedgerEntry } from '../../src/ledger.ts'
import { defaultRules, type Rules } from '../../src/rules.ts'
import type { Step, StepState, StoredStep } from '../../src/step.ts'
import type { Wanted } from '../../src/wanted.ts'
import { hour } from './diff.calendar.ts'

/** A value of one hour. */
export const at = (start: number, title = 'Busy'): Value => ({
  startTime: hour(start),
  endTime: hour(start + 1),
  title,
})

/** A wanted block. */
export const want = (value: Value, ...reasons: string[]): Wanted => ({ ...value, reasons })

/** What is remembered of a block that is as it was made. */
export const entry = (value: Value, ...reasons: string[]): LedgerEntry => ({ reasons, wanted: value })

/** A row of a list. */
export const row = (id: string, value: Value): BlockedSlot => ({ id, ...value })

/** A step as a store keeps it. */
export const stored = (id: number, step: Step, state: StepState = 'sent', blockId?: string): StoredStep => ({
  id,
  owner: 'l/user/u',
  state,
  step,
  ...(blockId !== undefined && { detail: { id: blockId } }),
})

/** The ledger after changes. */
export function changed(
  ledger: DiffInput['ledger'],
  changes: readonly LedgerChange[],
): Map<string, LedgerEntry> {
  const next = new Map(ledger)
  for (const change of changes)
    if (change.entry === null) next.delete(change.id)
    else next.set(change.id, change.entry)
  return next
}

/** Compares in a window from the hour 0 to 100. */
export function compare({
  rules,
  ...input
}: {
  readonly wanted?: readonly Wanted[]
  readonly listed?: readonly BlockedSlot[]
  readonly ledger?: Readonly<Record<string, LedgerEntry>>
  readonly rules?: Partial<Rules>
  readonly window?: DiffInput['window']
  readonly unresolved?: readonly StoredStep[]
  readonly unreadable?: ReadonlySet<string>
  readonly allow?: number
}): OwnerDiff {
  return diff({
    wanted: [],
    listed: [],
    window: { from: hour(0), to: hour(100) },
    ...input,
    ledger: new Map(Object.entries(input.ledger ?? {})),
    rules: { ...defaultRules, ...rules },
  })
}
