import type { PlannedOwner, Run, RunState } from '../../plan.ts'
import type { StepState, StoredStep } from '../../step.ts'
import type { OwnerPlan, Store, StoreChange } from '../store.ts'
import type { BlockTable } from './blocks.ts'
import { misuse } from './failure.ts'
import { ledgerOf, toOwner, toRow, type OwnerRow, type OwnerTable } from './owners.ts'
import { serialOf, toRun, verifyLast, type RunRow, type RunTable } from './runs.ts'
import { toStep, type StepTable } from './steps.ts'

type Tables = {
  readonly runs: RunTable
  readonly owners: OwnerTable
  readonly steps: StepTable
  readonly blocks: BlockTable
}

type Filter = NonNullable<Parameters<Store['steps']>[1]>

/** The operations of a store on its tables. Those that write have to run in a transaction. */
export type Plans = {
  readonly addRun: (run: Omit<Run, 'state' | 'serial'>) => number
  readonly addOwners: (run: string, owners: readonly OwnerPlan[]) => void
  readonly finish: (run: string) => void
  readonly start: (run: string) => void
  readonly end: (run: string, state: RunState) => void
  readonly remove: (ids: readonly string[]) => void
  readonly commit: (changes: readonly StoreChange[]) => void
  readonly runs: (id?: string) => Run[]
  readonly locations: (run: string, only?: 'unfinished') => string[]
  readonly owners: (run: string, locationId?: string) => Generator<PlannedOwner[], void, undefined>
  readonly steps: (run: string, filter?: Filter) => Generator<StoredStep[], void, undefined>
  readonly counts: (run: string) => Record<StepState, number>
  readonly unresolved: (owner: string) => StoredStep[]
}

/** States of a step whose block may exist or come to exist. */
const unresolvedStates: ReadonlySet<StepState> = new Set(['planned', 'sent', 'unknown'])

/** Creates the operations of a store on its tables. */
export function createPlans({ runs, owners, steps, blocks }: Tables): Plans {
  function findPlanning(id: string): RunRow {
    const run = runs.find(id)
    if (run.state !== 'planning')
      throw misuse(`Expected a run that is being planned, and run ${id} is ${run.state}.`)
    return run
  }

  function* unresolvedOf(owner: OwnerRow): Generator<StoredStep, void, undefined> {
    for (const page of steps.pages(owner)) {
      for (const row of page) if (unresolvedStates.has(row.state)) yield toStep(row, owner.owner)
    }
  }

  /** Ends what earlier runs have left of an owner that this run has compared with it. */
  function takeOver(owner: OwnerRow): void {
    for (const earlier of owners.open(owner.owner)) {
      if (earlier.n >= owner.n) continue
      for (const { id } of unresolvedOf(earlier)) steps.setState(id, 'skipped')
      owners.save({ ...earlier, open: 0 })
    }
    for (const change of ledgerOf(owner)) blocks.change(owner.owner, change)
  }

  function removeRun(run: RunRow): void {
    steps.removeRun(run)
    owners.removeRun(run)
    runs.remove(run)
  }

  return {
    addRun({ id, ...rest }) {
      const all = runs.all()
      for (const run of all) if (run.state === 'planning') removeRun(run)
      const kept = all.filter(({ state }) => state !== 'planning')
      if (kept.some((run) => run.id === id))
        throw misuse(`Expected the id of a new run, and there is a run ${id}.`)
      const [last] = kept
      const serial = serialOf(all)
      runs.save({
        n: (last?.n ?? 0) + 1,
        id,
        state: 'planning',
        started: null,
        first_owner: last === undefined ? 1 : last.first_owner + last.owners,
        owners: 0,
        first_step: last === undefined ? 1 : last.first_step + last.steps,
        steps: 0,
        data: JSON.stringify({ ...rest, serial }),
      })
      return serial
    },
    addOwners(id, added) {
      let run = findPlanning(id)
      for (const plan of added) {
        if (owners.open(plan.owner).some((row) => row.run === run.n)) {
          throw misuse(`Expected each owner of run ${id} once, and ${plan.owner} was added before.`)
        }
        const row = toRow(plan, run)
        owners.save(row)
        for (const [index, step] of plan.steps.entries()) steps.add(row.first_step + index, step)
        run = { ...run, owners: run.owners + 1, steps: run.steps + row.steps }
      }
      runs.save(run)
    },
    finish: (id) => runs.save({ ...findPlanning(id), state: 'planned' }),
    start(id) {
      const all = runs.all()
      const run = runs.find(id)
      const serial = serialOf(all)
      verifyLast(run, serial)
      for (const other of all) {
        if (other.state === 'applying' && other.n !== run.n) runs.save({ ...other, state: 'stopped' })
      }
      // A run that continues changes the calendars too: what was planned before that is stale.
      runs.save({ ...run, state: 'applying', started: serial + 1 })
      if (run.started !== null) return
      for (const page of owners.pages(run)) {
        for (const row of page) if (toOwner(row).stop === undefined) takeOver(row)
      }
    },
    end(id, state) {
      const run = runs.find(id)
      if (run.started === null) throw misuse(`Expected a started run, and run ${id} is ${run.state}.`)
      runs.save({ ...run, state })
    },
    remove(ids) {
      // The numbers of the next run follow those of the newest, and its serial that of the run that was started last.
      const all = runs.all()
      const [newest] = all
      for (const id of ids) {
        const run = runs.find(id)
        if (run.n === newest?.n || run.started === serialOf(all))
          throw misuse(
            `Expected an earlier run than the newest and the one that was started last, and got ${id}.`,
          )
        removeRun(run)
      }
    },
    commit(changes) {
      for (const change of changes) {
        if (change.change === 'intent') steps.setState(change.step, 'sent')
        if (change.change === 'outcome') steps.setState(change.step, change.state, change.detail)
        if (change.change !== 'intent' && change.ledger !== undefined)
          blocks.change(change.owner, change.ledger)
      }
    },
    runs: (id = '') =>
      runs
        .all()
        .filter((run) => run.state !== 'planning' && run.id.startsWith(id))
        .map(toRun),
    locations(id, only) {
      // By location, in the order of the first owner of each.
      const found = new Map<string, boolean>()
      for (const page of owners.pages(runs.find(id))) {
        for (const row of page) {
          if (found.get(row.location) === true) continue
          found.set(row.location, only === undefined || steps.hasUnfinished(row))
        }
      }
      return [...found].flatMap(([location, isAsked]) => (isAsked ? [location] : []))
    },
    *owners(id, locationId) {
      for (const page of owners.pages(runs.find(id), locationId)) yield page.map(toOwner)
    },
    *steps(id, { locationId, states } = {}) {
      for (const page of owners.pages(runs.find(id), locationId)) {
        for (const owner of page) {
          for (const rows of steps.pages(owner)) {
            // Filtered here, not by SQLite: a row with a damaged state would go unnoticed there.
            const kept = states === undefined ? rows : rows.filter(({ state }) => states.includes(state))
            yield kept.map((row) => toStep(row, owner.owner))
          }
        }
      }
    },
    counts: (id) => steps.counts(runs.find(id)),
    unresolved(owner) {
      const open = owners.open(owner).filter(({ run }) => runs.byNumber(run).started !== null)
      return open.flatMap((row) => [...unresolvedOf(row)])
    },
  }
}
