import { setBounded } from '../bounded-map.ts'
import type { BlockSlotsError } from '../error.ts'
import type { OperationKind } from '../operation.ts'
import type { OnUnknown } from '../options/call.ts'

/** Counts of the attempts of one operation so far. */
export type RetryState = {
  /** Requests sent, without reads that reconcile a create. */
  sends: number
  /** Responses with status 401. */
  unauthorizedCount: number
  /** Unknown outcomes that turned out as not applied. */
  reconciles: number
  /** Taken from the retry budget so far. */
  cost: number
}

/** The next step after a failed attempt. */
export type RetryDecision =
  | { readonly do: 'stop' }
  | { readonly do: 'reconcile' }
  | { readonly do: 'refresh-token' }
  | { readonly do: 'retry'; readonly waitMs: number; readonly reason: 'backoff' | 'retry-after' | 'token' }

/** Conditions of a decision besides the attempt itself. */
export type Conditions = {
  /** By the clock. */
  readonly now: number
  /** Since the operation was begun. */
  readonly elapsedMs: number
  readonly onUnknown: OnUnknown
  /** True when a limiter waits as long as a 429 asks for. */
  readonly limited: boolean
  /** From 0 to 1. */
  readonly random: number
}

/** The most requests that a call sends, by kind of operation. */
export const maxAttempts: Readonly<Record<OperationKind, number>> = {
  read: 5,
  'idempotent-write': 4,
  create: 5,
}
/** The most times that a create is sent again because it was not applied after all. */
export const maxReconciles = 2

/** The first backoff in milliseconds. It doubles with every request, up to 2 s before the last one. */
export const firstBackoffMs = 250
/** The wait before a refused token is tried again, in milliseconds; up to as much again is added at random. */
const tokenRetryMs = 500

/** A store that is unavailable for longer is reported: a person has to look at it. */
const maxStoreWaitMs = 10_000

const stop: RetryDecision = { do: 'stop' }

/** Decides what follows a failed attempt: by its verdict, never by its status alone. */
export function decide(
  kind: OperationKind,
  error: Pick<BlockSlotsError, 'applied' | 'code' | 'retry' | 'retryAt' | 'status'>,
  state: RetryState,
  { now, elapsedMs, onUnknown, limited, random }: Conditions,
): RetryDecision {
  const { applied, code, retry, retryAt, status } = error
  // A create is not sent again until a read has proven that it was not applied.
  if (kind === 'create' && applied !== 'no') return onUnknown === 'reconcile' ? { do: 'reconcile' } : stop
  if (applied === 'yes' || state.sends >= maxAttempts[kind]) return stop
  if (code === 'unauthenticated' && status === 401) {
    // Single 401s occur for valid tokens, so the first one is no reason for a refresh.
    if (state.unauthorizedCount === 1)
      return { do: 'retry', waitMs: tokenRetryMs + tokenRetryMs * random, reason: 'token' }
    return state.unauthorizedCount === 2 ? { do: 'refresh-token' } : stop
  }
  if (retry === 'never' || retry === 'after-reauth') return stop
  if (code === 'store-unavailable' && elapsedMs >= maxStoreWaitMs) return stop
  // Without a status the 429 came from a token endpoint, for which the limiter does not wait.
  if (code === 'rate-limited' && limited && status !== undefined)
    return { do: 'retry', waitMs: 0, reason: 'retry-after' }
  // Full jitter, so that calls that failed together do not retry together.
  const backoffMs = random * firstBackoffMs * 2 ** (state.sends - 1)
  const floorMs = retryAt === undefined ? 0 : (retryAt - now) * (1 + random / 10)
  return floorMs > backoffMs
    ? { do: 'retry', waitMs: floorMs, reason: 'retry-after' }
    : { do: 'retry', waitMs: backoffMs, reason: 'backoff' }
}

/** The budget that the retries of all calls of one quota and kind share, so that an outage causes no retry storm. */
export const retryBudget = 500
/** The cost of a retry. */
export const retryCost = 5
/** The cost of a retry after a request without a response, which kept a connection busy for long. */
export const noResponseCost = 10

/** Takes the cost of a retry; false when too little is left. Waiting for a limit or a token costs nothing. */
export function takeBudget(
  budgets: Map<string, number>,
  key: string,
  state: RetryState,
  { code, status }: Pick<BlockSlotsError, 'code' | 'status'>,
): boolean {
  if (code === 'rate-limited' || status === 401) return true
  const cost = status === undefined && code !== 'not-sent' ? noResponseCost : retryCost
  const left = budgets.get(key) ?? retryBudget
  if (left < cost) return false
  setBounded(budgets, key, left - cost)
  state.cost += cost
  return true
}

/** Gives back after a success what the retries of the call have taken, or 1 when it needed none. */
export function giveBudget(budgets: Map<string, number>, key: string, { cost }: RetryState): void {
  const left = budgets.get(key)
  if (left === undefined) return
  const refilled = left + Math.max(1, cost)
  if (refilled < retryBudget) budgets.set(key, refilled)
  else budgets.delete(key)
}
