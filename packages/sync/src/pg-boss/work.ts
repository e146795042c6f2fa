import { isBlockSlotsError } from '@block-slots/client'
import { syncError } from '../error.ts'
import type { SyncEvent } from '../event.ts'
import type { Report } from '../report.ts'
import type { Sync } from '../sync.ts'
import {
  queueName,
  queueOptions,
  readJob,
  type Boss,
  type BossTask,
  type JobResult,
  type LeftOwner,
} from './boss.ts'

/** Options of `work`. */
export type WorkOptions = {
  /** Ends the work: what is in flight ends, and what is left is given to other workers. */
  readonly signal: AbortSignal
  /** Locations at a time. Default: 8. */
  readonly concurrency?: number | undefined
  /** Called with every step and its outcome. Errors that it throws are ignored. */
  readonly onEvent?: ((event: SyncEvent) => void) | undefined
}

/** Seconds between two looks at the queue; its own default is 2. */
const pollingIntervalSeconds = 1

/**
 * Works on the locations that `distribute` hands out, until its signal aborts; resolves when the last one has ended. Run it in as
 * many processes as you like, each with a store of its own in the same database.
 *
 * A location that another process still holds, and one that was interrupted, is left for later. One to which nothing can be sent,
 * such as that of a refused token, is left as it is; the report of `distribute` has the reason.
 *
 * @example
 * ```ts
 * import { createBlockSlotsClient } from '@block-slots/client'
 * import { createSync } from '@block-slots/sync'
 * import { work, type Boss } from '@block-slots/sync/pg-boss'
 * import { postgresStore } from '@block-slots/sync/postgres'
 *
 * const store = postgresStore({ connectionString: 'postgres://sync@127.0.0.1:1/calendars' })
 * const sync = createSync({
 *   config: { name: 'nights', timeZone: 'Europe/Berlin', window: { days: 60 }, owners: {}, sources: {} },
 *   clientOf: (locationId) => createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '', locationId }),
 *   store,
 * })
 * // In a program: `await new PgBoss(…).start()`, and a signal that SIGTERM aborts.
 * const boss: Boss = {
 *   createQueue: async () => {},
 *   insert: async () => {},
 *   findJobs: async () => [],
 *   work: async () => 'worker',
 *   offWork: async () => {},
 * }
 * await work({ boss, sync }, { signal: AbortSignal.abort('SIGTERM') })
 * await store.close()
 * ```
 */
export async function work(
  { boss, sync }: { readonly boss: Boss; readonly sync: Pick<Sync, 'apply'> },
  { signal, concurrency = 8, onEvent }: WorkOptions,
): Promise<void> {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    const message = `Expected concurrency to be a whole number above 0 and got ${concurrency}.`
    throw syncError('invalid-input', message)
  }
  await boss.createQueue(queueName, queueOptions)
  if (signal.aborted) return
  const options = { batchSize: 1, localConcurrency: concurrency, pollingIntervalSeconds }
  const id = await boss.work(queueName, options, async ([task]) =>
    task === undefined ? {} : applyTask(sync, task, { signal, onEvent }),
  )
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }
  await boss.offWork(queueName, { id, wait: true })
}

/** Applies one location. Rejects when it is to be tried again. */
async function applyTask(
  sync: Pick<Sync, 'apply'>,
  task: BossTask,
  { signal, onEvent }: Pick<WorkOptions, 'signal' | 'onEvent'>,
): Promise<JobResult> {
  const job = readJob(task.data)
  if (job === undefined) return { skipped: 'Expected the run and the location of a job.' }
  const { run, locationId } = job
  try {
    const ended = AbortSignal.any([signal, task.signal])
    const report = await sync.apply(run, { locationId, signal: ended, onEvent })
    const open = await openOwners(report)
    const left: LeftOwner[] = report.stopped.flatMap(({ owner, stop }) =>
      stop !== undefined && open.has(owner) ? { owner, stop } : [],
    )
    // What is left without a reason was interrupted.
    if (left.length < open.size) {
      throw syncError('aborted', `Expected location ${locationId} to be finished and it was interrupted.`)
    }
    return { counts: report.counts, left }
  } catch (error) {
    // Another run was started since, or this one is not there any more: nothing is to be done.
    if (isBlockSlotsError(error, 'plan-stale') || isBlockSlotsError(error, 'invalid-input')) {
      return { skipped: error.message }
    }
    throw error
  }
}

/** The owners with unfinished steps. */
async function openOwners(report: Report): Promise<ReadonlySet<string>> {
  const open = new Set<string>()
  for await (const { owner, state } of report.steps()) {
    if (state === 'planned' || state === 'sent') open.add(owner)
  }
  return open
}
