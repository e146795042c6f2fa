import { syncError } from '../error.ts'
import type { PlannedOwner, Run } from '../plan.ts'
import type { Report } from '../report.ts'
import { outcomes, type Outcome, type StepState, type StoredStep } from '../step.ts'
import type { ApplyOptions } from '../sync.ts'
import { waitForLate, type SyncCall } from './context.ts'
import { createJournal } from './journal.ts'
import { createSemaphore, forEachConcurrently } from './concurrency.ts'
import { applyLocation } from './location.ts'
import { planOf } from './stored.ts'

/** Locations that are open at a time: their steps are in memory, and each may wait for its own rate limit. */
const maxLocations = 128
/** Requests in flight at a time. */
const maxInFlight = 256
/** What is in flight when a run is interrupted gets this long to end. */
const graceMs = 10_000

/** Carries out a run, or continues it. */
export async function applyRun(call: SyncCall, run: Run, options: ApplyOptions): Promise<Report> {
  const { store, clock } = call
  const { locationId, only } = options
  const isShared = locationId !== undefined
  if (isShared && run.state !== 'applying') throw notApplying(run)
  // Of a location that several processes share, its steps say whether one of them has begun it.
  const isResumed = !isShared && run.state !== 'planned'
  const isInterrupted = !isShared && run.state === 'applying'
  const work = interruptible(call)
  try {
    if (locationId === undefined) {
      await store.startRun(run.id)
      // What an earlier process has sent may still appear, and its journal may lack the last of it.
      if (isResumed) await waitForLate(call, call.startedAt)
    }
    const journal = createJournal(store)
    const inFlight = createSemaphore(maxInFlight)
    const stopped: PlannedOwner[] = []
    const open = only === 'failed' ? undefined : 'unfinished'
    const locations = locationId === undefined ? await store.locations(run.id, open) : [locationId]
    const job = {
      run,
      isShared,
      isResumed,
      isInterrupted,
      only,
      journal,
      inFlight,
      stop: work.stop,
    }
    await forEachConcurrently(locations, maxLocations, async (location) => {
      if (work.stop.aborted) return
      try {
        stopped.push(
          ...(await applyLocation({ ...call, signal: work.abort }, { ...job, locationId: location })),
        )
      } catch (error) {
        work.halt(error)
        throw error
      }
    })
    if (locationId === undefined) {
      const { planned, sent } = await store.counts(run.id)
      await store.endRun(run.id, planned + sent > 0 ? 'stopped' : 'done')
    }
    const report = await reportOf(call, run, { stopped, locationId })
    if (locationId === undefined) {
      call.emit({ type: 'run', at: clock.now(), run: report.run, state: report.run.state, changes: 0 })
    }
    return report
  } finally {
    work.end()
  }
}

/** Splits a signal: at once nothing new is begun, and only after a while what is in flight is aborted. */
function interruptible({ signal, clock }: SyncCall): {
  readonly stop: AbortSignal
  readonly abort: AbortSignal
  /** Begins nothing new: what is recorded is not certain any more. */
  readonly halt: (reason: unknown) => void
  readonly end: () => void
} {
  const [halted, abort, over] = [new AbortController(), new AbortController(), new AbortController()]
  const begin = (): void => {
    clock.sleep(graceMs, over.signal).then(
      () => abort.abort(signal.reason),
      () => {},
    )
  }
  signal.addEventListener('abort', begin, { once: true })
  return {
    stop: AbortSignal.any([signal, halted.signal]),
    abort: abort.signal,
    halt: (reason) => halted.abort(reason),
    end() {
      signal.removeEventListener('abort', begin)
      over.abort()
    },
  }
}

/** Reports a run, or one location of it: every step of its plan is in exactly one count. */
export async function reportOf(
  { store }: Pick<SyncCall, 'store'>,
  { id }: Run,
  {
    stopped,
    locationId,
  }: { readonly stopped: readonly PlannedOwner[]; readonly locationId?: string | undefined },
): Promise<Report> {
  const plan = await planOf({ store }, id, locationId)
  const states = locationId === undefined ? await store.counts(id) : await countStates(plan.steps())
  const counts: Record<Outcome, number> = {
    done: 0,
    exists: plan.counts.exists,
    failed: 0,
    unknown: 0,
    refused: 0,
    skipped: 0,
  }
  for (const outcome of outcomes) counts[outcome] += states[outcome]
  // What was not begun is left for the next run; what was sent without an outcome is looked at again by it.
  counts.skipped += states.planned
  counts.unknown += states.sent
  if (sum(counts) !== sum(plan.counts)) {
    const message = `Expected ${sum(plan.counts)} steps in run ${id} and found ${sum(counts)}.`
    throw syncError('store-damaged', message, { hint: 'Plan again; the calendars are read anew.' })
  }
  return { run: plan.run, counts, stopped: [...plan.stopped, ...stopped], steps: plan.steps }
}

/** Counts steps by their state. */
async function countStates(steps: AsyncIterable<StoredStep>): Promise<Record<StepState, number>> {
  const counts: Record<StepState, number> = {
    planned: 0,
    sent: 0,
    done: 0,
    exists: 0,
    failed: 0,
    unknown: 0,
    refused: 0,
    skipped: 0,
  }
  for await (const { state } of steps) counts[state] += 1
  return counts
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, one) => total + one, 0)

const notApplying = ({ id, state }: Run): Error =>
  syncError('plan-stale', `Expected run ${id} to be applying and it is ${state}.`, {
    hint: 'Apply it as a whole, or plan again when another run was applied since.',
  })
