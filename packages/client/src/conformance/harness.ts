import type { Clock } from '../clock.ts'
import type { Priority } from '../options/call.ts'
import type { Limiter, LimitExceeded, Permit, PermitOutcome } from '../rate-limit/limiter.ts'

/** The parts of a request that checks vary. */
export type AcquireOptions = {
  readonly key: string
  readonly priority: Priority
  readonly isRetry: boolean
  /** Time until the deadline. */
  readonly withinMs: number
  readonly signal: AbortSignal
}

/** The surroundings of one check: a limiter of its own, and a key that no other check uses. */
export type CheckContext = {
  readonly max: number
  readonly intervalMs: number
  readonly maxDelayMs: number
  readonly clock: Clock
  readonly limiter: Limiter
  readonly key: string
  readonly acquire: (options?: Partial<AcquireOptions>) => Promise<Permit | LimitExceeded>
  readonly sleep: (ms: number) => Promise<void>
}

/** Checks by what they show. A check that fails throws an error with one sentence. */
export type Checks = Readonly<Record<string, (context: CheckContext) => Promise<void>>>

/** Throws an error with this message unless the condition holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

/** Makes the outcome of a request with a response. */
export const response = (status: number, fields: Record<string, string | number> = {}): PermitOutcome => ({
  sent: 'yes',
  status,
  headers: { get: (name) => String(fields[name.toLowerCase()] ?? '') || null },
})

/** A response without quota headers. */
export const ok: PermitOutcome = response(200)

/** An acquire, and its outcome once there is one. */
export type Pending = { result: Permit | LimitExceeded | undefined; failure?: unknown; at: number }

/** Starts to acquire a permit. */
export function startAcquire({ acquire, clock }: CheckContext, options?: Partial<AcquireOptions>): Pending {
  const pending: Pending = { result: undefined, at: Infinity }
  acquire(options).then(
    (result) => Object.assign(pending, { result, at: clock.now() }),
    (failure: unknown) => Object.assign(pending, { failure, at: clock.now() }),
  )
  return pending
}

/** Starts to acquire several permits. */
export const acquireMany = (
  context: CheckContext,
  count: number,
  options?: Partial<AcquireOptions>,
): Pending[] => Array.from({ length: count }, () => startAcquire(context, options))

/** Returns the permit of an acquire that was granted. */
export const permitOf = ({ result }: Pending): Permit | undefined =>
  result !== undefined && 'release' in result ? result : undefined

/** Returns the permits of all acquires that were granted. */
export const permitsOf = (pending: readonly Pending[]): Permit[] =>
  pending.map(permitOf).filter((permit) => permit !== undefined)

/** Acquires permits that have to be free, by default all of the window. */
export async function takeSlots(
  context: CheckContext,
  count: number = context.max,
  options?: Partial<AcquireOptions>,
): Promise<Permit[]> {
  const pending = acquireMany(context, count, options)
  await context.sleep(context.maxDelayMs)
  const permits = permitsOf(pending)
  assert(
    permits.length === count,
    `of ${count} free slots, ${permits.length} were granted within ${context.maxDelayMs} ms`,
  )
  return permits
}

/** A number of grants, exact or between bounds, and the time after which it has to be reached. */
export type ExpectedGrants = { readonly afterMs: number } & (
  | { readonly count: number }
  | { readonly min: number; readonly max: number }
)

/** Waits, then asserts how many requests were granted. */
export async function assertGranted(
  context: CheckContext,
  pending: readonly Pending[],
  expected: ExpectedGrants,
  when: string,
): Promise<void> {
  await context.sleep(expected.afterMs)
  const granted = permitsOf(pending).length
  const { min, max } = 'count' in expected ? { min: expected.count, max: expected.count } : expected
  const wanted = min === max ? `${min}` : `${min} to ${max}`
  assert(
    granted >= min && granted <= max,
    `${when}, ${granted} of ${pending.length} waiting requests had gone instead of ${wanted}`,
  )
}

/** Releases several permits with the same outcome. */
export const releaseAll = (permits: readonly Permit[], outcome: PermitOutcome): void => {
  for (const permit of permits) permit.release(outcome)
}
