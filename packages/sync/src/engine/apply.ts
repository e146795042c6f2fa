import { syncError } from '../error.ts'
import type { PlannedOwner, Run } from '../plan.ts'
import type { Report } from '../report.ts'
import { noSteps, outcomes, type Outcome, type StepState, type StoredStep } from '../step.ts'
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
/** Requests that are in flight when a run is interrupted get this long to end, before they are aborted. */
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
  const shutdown = createShutdown(call)
  try {
    if (!isShared) {
      await store.startRun(run.id)
      // Blocks that an earlier process has sent may still appear, and its journal may lack the last of them.
      if (isResumed) await waitForLate(call, call.startedAt)
    }
    const journal = createJournal(store)
    const inFlight = createSemaphore(maxInFlight)
    const stopped: PlannedOwner[] = []
    const locations = isShared
      ? [locationId]
      : await store.locations(run.id, only === 'failed' ? undefined : 'unfinished')
    const job = {
      run,
      isShared,
      isResumed,
      isInterrupted,
      only,
      journal,
      inFlight,
      draining: shutdown.draining,
    }
    await forEachConcurrently(locations, maxLocations, async (location) => {
      if (shutdown.draining.aborted) return
      try {
        stopped.push(
          ...(await applyLocation({ ...call, signal: shutdown.aborting }, { ...job, locationId: location })),
        )
      } catch (error) {
        shutdown.drain(error)
        throw error
      }
    })
    if (!isShared) {
      const { planned, sent } = await store.counts(run.id)
      await store.endRun(run.id, planned + sent > 0 ? 'stopped' : 'done')
    }
    const report = await reportOf(call, run, { stopped, locationId })
    if (!isShared) {
      call.emit({ type: 'run', at: clock.now(), run: report.run, state: report.run.state, changes: 0 })
    }
    return report
  } finally {
    shutdown.end()
  }
}

/** The two stages in which a run is interrupted. */
type Shutdown = {
  /** Aborts at once: no new step is sent. */
  readonly draining: AbortSignal
  /** Aborts after the grace period: requests in flight end. */
  readonly aborting: AbortSignal
  /** Begins the first stage by itself, when it is not certain any more what is recorded. */
  readonly drain: (reason: unknown) => void
  /** Releases the listener and the timer. */
  readonly end: () => void
}

/** Creates the graceful shutdown of a run, which the signal of its call begins. */
function createShutdown({ signal, clock }: SyncCall): Shutdown {
  const [draining, aborting, ended] = [new AbortController(), new AbortController(), new AbortController()]
  const abortLater = (): void => {
    clock.sleep(graceMs, ended.signal).then(
      () => aborting.abort(signal.reason),
      () => {},
    )
  }
  signal.addEventListener('abort', abortLater, { once: true })
  return {
    draining: AbortSignal.any([signal, draining.signal]),
    aborting: aborting.signal,
    drain: (reason) => draining.abort(reason),
    end() {
      signal.removeEventListener('abort', abortLater)
      ended.abort()
    },
  }
}

/**
 * Creates the report of a run, or of one location of it: every step of its plan is in exactly one count.
 *
 * @throws BlockSlotsError of code `store-damaged` when the store has more or fewer steps than the plan.
 */
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
  // The next run plans what was not sent again, and reads the list for what was sent without an outcome.
  counts.skipped += states.planned
  counts.unknown += states.sent
  if (sum(counts) !== sum(plan.counts)) {
    const message = `Expected ${sum(plan.counts)} steps in run ${id} and found ${sum(counts)}.`
    throw syncError('store-damaged', message, { hint: 'Plan again; the calendars are read again.' })
  }
  return { run: plan.run, counts, stopped: [...plan.stopped, ...stopped], steps: plan.steps }
}

/** Counts steps by their state. */
async function countStates(steps: AsyncIterable<StoredStep>): Promise<Record<StepState, number>> {
  const counts = { ...noSteps }
  for await (const { state } of steps) counts[state] += 1
  return counts
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, one) => total + one, 0)

const notApplying = ({ id, state }: Run): Error =>
  syncError('plan-stale', `Expected run ${id} to be applying and it is ${state}.`, {
    hint: 'Apply it as a whole, or plan again when another run was applied since.',
  })
