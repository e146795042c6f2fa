import type { ReportCounts, Stop } from '../plan.ts'

/** What is used of a queue's job. */
export type BossJob = {
  readonly id: string
  readonly data: unknown
  readonly state: string
  /** What its worker has returned. */
  readonly output: unknown
}

/** What is used of a job that a worker has taken. */
export type BossTask = {
  readonly data: unknown
  /** Aborts when the job was given to another worker. */
  readonly signal: AbortSignal
}

/** A job as it is added. */
export type NewBossJob = { readonly data: LocationJob; readonly singletonKey: string }

/** How a queue treats its jobs. */
export type BossQueueOptions = {
  readonly policy: 'exclusive'
  readonly heartbeatSeconds: number
  readonly expireInSeconds: number
  readonly retryLimit: number
  readonly retryDelay: number
  readonly retryBackoff: boolean
  readonly retryDelayMax: number
  readonly deleteAfterSeconds: number
}

/**
 * What is used of `PgBoss`, which a program makes, starts and stops. Methods, since the types of `pg-boss` are narrower than
 * what it takes.
 */
export type Boss = {
  createQueue(name: string, options: BossQueueOptions): Promise<unknown>
  insert(name: string, jobs: NewBossJob[]): Promise<unknown>
  findJobs(name: string, options: { data: object; limit: number }): Promise<readonly BossJob[]>
  work(
    name: string,
    options: { batchSize: number; localConcurrency: number; pollingIntervalSeconds: number },
    handler: (tasks: BossTask[]) => Promise<object>,
  ): Promise<string>
  offWork(name: string, options: { id: string; wait: boolean }): Promise<void>
}

/** The queue of the locations of runs. */
export const queueName = 'block-slots-locations'

/**
 * A location has one job that is queued or active (`exclusive`, by its `singletonKey`). The job of a worker that has died is
 * given to another after ten seconds without a heartbeat, the least that pg-boss takes, and its next look at the queue. A
 * location may take long, and be handed on often: it is the worker's lock that keeps two of them apart.
 */
export const queueOptions: BossQueueOptions = {
  policy: 'exclusive',
  heartbeatSeconds: 10,
  expireInSeconds: 23 * 3600,
  retryLimit: 10_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 30,
  deleteAfterSeconds: 3 * 24 * 3600,
}

/** One location of a run. */
export type LocationJob = { readonly run: string; readonly locationId: string }

/** An owner to which nothing could be sent, and why. */
export type LeftOwner = { readonly owner: string; readonly stop: Stop }

/** What a job leaves in the queue, to be looked at there. */
export type JobResult =
  | { readonly counts: ReportCounts; readonly left: readonly LeftOwner[] }
  | { readonly skipped: string }

/** Makes the job of a location. */
export const newJob = (run: string, locationId: string): NewBossJob => ({
  data: { run, locationId },
  singletonKey: `${run} ${locationId}`,
})

/** Reads the data of a job; `undefined` when another program has put it there. */
export function readJob(data: unknown): LocationJob | undefined {
  if (typeof data !== 'object' || data === null || !('run' in data) || !('locationId' in data))
    return undefined
  const { run, locationId } = data
  return typeof run === 'string' && typeof locationId === 'string' ? { run, locationId } : undefined
}

/** Reads why nothing could be sent to owners of a location, from the result of its job. */
export function readLeft({ output }: BossJob): ReadonlyMap<string, Stop> {
  const left = new Map<string, Stop>()
  if (typeof output !== 'object' || output === null || !('left' in output)) return left
  if (!Array.isArray(output.left)) return left
  const owners: readonly LeftOwner[] = output.left
  for (const { owner, stop } of owners) left.set(owner, stop)
  return left
}
