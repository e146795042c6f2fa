import { setTimeout } from 'node:timers/promises'
import { isBlockSlotsError } from '@block-slots/client'
import { reportOf } from '../engine/apply.ts'
import { runScope } from '../engine/context.ts'
import { findRun } from '../engine/stored.ts'
import type { PlannedOwner } from '../plan.ts'
import type { Plan, Report } from '../report.ts'
import type { Store } from '../store/store.ts'
import { newJob, queueName, queueOptions, readJob, readLeft, type Boss, type BossJob } from './boss.ts'

/** Options of `distribute`. */
export type DistributeOptions = {
  /** Ends the wait. Locations that were handed out are worked on; `distribute` takes the run up again when it is called for it. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds between two looks at the run. Default: 1,000. */
  readonly pollIntervalMs?: number | undefined
}

type Distribution = { readonly boss: Boss; readonly store: Store }

/** So long may PostgreSQL be away while a run is distributed. */
const maxOutageMs = 10 * 60_000
/** The most that `findJobs` returns. */
const maxJobs = 100_000
/** States in which a job is still to be carried out. */
const openStates: ReadonlySet<string> = new Set(['created', 'retry', 'active'])

/**
 * Hands out the locations of a plan to workers, each to one of them, and resolves with the report when all have ended. The process
 * may be ended and the call repeated: the run is continued. PostgreSQL may be restarted meanwhile.
 *
 * @throws BlockSlotsError of code `plan-stale` when another run was applied since the plan was made, and `store-locked` while
 *   another process plans or applies as a whole.
 * @example
 * ```ts
 * import { distribute, type Boss } from '@block-slots/sync/pg-boss'
 * import { postgresStore } from '@block-slots/sync/postgres'
 *
 * const store = postgresStore({ connectionString: 'postgres://sync@127.0.0.1:1/calendars' })
 * // In a program: `await new PgBoss(…).start()`, and the plan of `sync.plan()`.
 * const boss: Boss = {
 *   createQueue: async () => {},
 *   insert: async () => {},
 *   findJobs: async () => [],
 *   work: async () => 'worker',
 *   offWork: async () => {},
 * }
 * const failure = await distribute({ boss, store }, '0a1b2c3d').catch((error) => error.code)
 * console.log(failure) // => store-unavailable
 * await store.close()
 * ```
 */
export async function distribute(
  { boss, store }: { readonly boss: Boss; readonly store: Store },
  plan: Plan | string,
  { signal, pollIntervalMs = 1000 }: DistributeOptions = {},
): Promise<Report> {
  const { id: run } = await findRun({ store }, typeof plan === 'string' ? plan : plan.run.id)
  await boss.createQueue(queueName, queueOptions)
  // Until the first of them has succeeded, a failure is not an outage but a mistake.
  const outage: { since: number | undefined } = { since: undefined }
  const onProgress = (): void => {
    outage.since = Infinity
  }
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- Again only after an outage.
      return await distributeRun({ boss, store }, run, { signal, pollIntervalMs, onProgress })
    } catch (error) {
      if (signal?.aborted === true || outage.since === undefined || !mayPass(error)) throw error
      if (outage.since === Infinity) outage.since = Date.now()
      if (Date.now() - outage.since > maxOutageMs) throw error
      // oxlint-disable-next-line no-await-in-loop -- PostgreSQL starts.
      await setTimeout(pollIntervalMs, undefined, { signal })
    }
  }
}

/** Errors of pg-boss are those of its connection. */
const mayPass = (error: unknown): boolean =>
  !isBlockSlotsError(error) || error.code === 'store-unavailable' || error.code === 'store-locked'

type Wait = {
  readonly signal: AbortSignal | undefined
  readonly pollIntervalMs: number
  readonly onProgress: () => void
}

/** Distributes a run while no other process plans or applies one. */
async function distributeRun(
  { boss, store }: Distribution,
  run: string,
  { signal, pollIntervalMs, onProgress }: Wait,
): Promise<Report> {
  const lock = await store.lock(runScope)
  const stopped: PlannedOwner[] = []
  try {
    await store.startRun(run)
    const before = new Set((await findJobs(boss, run)).filter(hasEnded).map(({ id }) => id))
    const ofLock = AbortSignal.any([lock.signal, ...(signal === undefined ? [] : [signal])])
    const wait = { signal: ofLock, pollIntervalMs, onProgress }
    const jobs = await untilEnded(() => handOut({ boss, store }, run, before), wait)
    const left = new Map(jobs.flatMap((job) => [...readLeft(job)]))
    for (const location of new Set(jobs.map((job) => job.location))) {
      for await (const owner of store.owners(run, location)) {
        const stop = left.get(owner.owner)
        if (stop !== undefined) stopped.push({ ...owner, stop })
      }
    }
    await store.endRun(run, jobs.length > 0 ? 'stopped' : 'done')
  } catch (error) {
    throw lock.signal.aborted ? lock.signal.reason : error
  } finally {
    await lock.release()
  }
  return reportOf({ store }, await findRun({ store }, run), { stopped })
}

/** Looks again and again, until all jobs of unfinished locations have ended. Returns them. */
async function untilEnded(
  look: () => Promise<readonly LocationJobState[]>,
  { signal, pollIntervalMs, onProgress }: Wait,
): Promise<readonly LocationJobState[]> {
  for (;;) {
    const begin = performance.now()
    // oxlint-disable-next-line no-await-in-loop -- Again after a while.
    const jobs = await look()
    if (jobs.every(hasEnded)) return jobs
    onProgress()
    // Looking at thousands of jobs takes a tenth of the time at most.
    const pauseMs = Math.max(pollIntervalMs, (performance.now() - begin) * 9)
    // oxlint-disable-next-line no-await-in-loop -- The while.
    await setTimeout(pauseMs, undefined, { signal })
  }
}

type LocationJobState = BossJob & { readonly location: string }

/** Gives every unfinished location a job, unless it had one of this distribution. Returns their jobs. */
async function handOut(
  { boss, store }: Distribution,
  run: string,
  before: ReadonlySet<string>,
): Promise<readonly LocationJobState[]> {
  // In this order: what a job has done before it ended is seen.
  const known = await findJobs(boss, run)
  const unfinished = new Set(await store.locations(run, 'unfinished'))
  const jobs = known.filter(({ id, location }) => unfinished.has(location) && !before.has(id))
  for (const { location } of jobs) unfinished.delete(location)
  if (unfinished.size === 0) return jobs
  const added = [...unfinished].map((location) => newJob(run, location))
  await boss.insert(queueName, added)
  // They are looked at the next time.
  const queued = { id: '', state: 'created', output: undefined }
  return [...jobs, ...added.map(({ data }) => ({ ...queued, data, location: data.locationId }))]
}

async function findJobs(boss: Boss, run: string): Promise<readonly LocationJobState[]> {
  const jobs = await boss.findJobs(queueName, { data: { run }, limit: maxJobs })
  return jobs.map((job) => ({ ...job, location: readJob(job.data)?.locationId ?? '' }))
}

const hasEnded = ({ state }: { readonly state: string }): boolean => !openStates.has(state)
