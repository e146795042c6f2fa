import type { BlockSlotsError } from '../error.ts'
import type { OnUnknown } from '../options/call.ts'
import { setBounded } from '../options/shared.ts'
import type { Kind } from '../http/classify.ts'

/** What a call has done so far. */
export type RetryState = {
  /** Requests sent, reads that settle a create left out. */
  sends: number
  /** 401s among the answers. */
  refusals: number
  /** Unknown outcomes that turned out as not carried out. */
  doubts: number
  /** What the last retry cost. */
  cost: number
}

/** What to do after an attempt that failed. */
export type RetryDecision =
  | { readonly do: 'stop' }
  | { readonly do: 'reconcile' }
  /** Ask for another token. */
  | { readonly do: 'refresh-token' }
  | { readonly do: 'retry'; readonly waitMs: number; readonly reason: 'backoff' | 'retry-after' | 'token' }

/** What a decision depends on besides the attempt itself. */
export type Conditions = {
  /** By the clock. */
  readonly now: number
  readonly onUnknown: OnUnknown
  /** True when a limiter waits as long as a 429 asks for. */
  readonly limited: boolean
  /** From 0 to 1. */
  readonly random: number
}

/** The most requests that a call sends of each kind. */
export const maxAttempts: Readonly<Record<Kind, number>> = { read: 5, 'idempotent-write': 4, create: 5 }
/** How often a create is sent again because it was not carried out after all. */
export const maxReconciles = 2

/** Doubles with every request, up to 2 s for the last one. */
const baseMs = 250
const stop: RetryDecision = { do: 'stop' }

/** Decides what follows a failed attempt. The verdict decides, never the status alone. */
export function decide(
  kind: Kind,
  error: Pick<BlockSlotsError, 'applied' | 'code' | 'retry' | 'retryAt' | 'status'>,
  past: RetryState,
  { now, onUnknown, limited, random }: Conditions,
): RetryDecision {
  const { applied, code, retry, retryAt, status } = error
  // Sending a create again is out of the question until a read has shown that it was not carried out.
  if (kind === 'create' && applied !== 'no') return onUnknown === 'reconcile' ? { do: 'reconcile' } : stop
  if (applied === 'yes' || past.sends >= maxAttempts[kind]) return stop
  if (code === 'unauthenticated' && status === 401) {
    // Single 401s come now and then for tokens that are in order, so the first is no reason to renew one.
    if (past.refusals === 1) return { do: 'retry', waitMs: 500 + 500 * random, reason: 'token' }
    return past.refusals === 2 ? { do: 'refresh-token' } : stop
  }
  if (retry === 'never' || retry === 'after-reauth') return stop
  // Without a status it was no answer to the request, but to somebody who wanted a token, and nobody else waits for that.
  if (code === 'rate-limited' && limited && status !== undefined)
    return { do: 'retry', waitMs: 0, reason: 'retry-after' }
  // Full jitter: whoever failed together does not come back together.
  const backoffMs = random * baseMs * 2 ** (past.sends - 1)
  const floorMs = retryAt === undefined ? 0 : (retryAt - now) * (1 + random / 10)
  return floorMs > backoffMs
    ? { do: 'retry', waitMs: floorMs, reason: 'retry-after' }
    : { do: 'retry', waitMs: backoffMs, reason: 'backoff' }
}

/** What retries may spend together: the tries of those that fail must not starve the others. */
const retryBudget = 500

/** Pays for a retry; false when nothing is left. Waiting for a limit or a token costs nothing. */
export function takeBudget(
  budgets: Map<string, number>,
  key: string,
  past: RetryState,
  { code, status }: Pick<BlockSlotsError, 'code' | 'status'>,
): boolean {
  if (code === 'rate-limited' || status === 401) return true
  // An answer that never came kept a connection busy for long.
  const cost = status === undefined && code !== 'not-sent' ? 10 : 5
  const left = budgets.get(key) ?? retryBudget
  if (left < cost) return false
  setBounded(budgets, key, left - cost)
  past.cost += cost
  return true
}

/** Gives back after a success what its retries cost, or a little for one that needed none. */
export function giveBudget(budgets: Map<string, number>, key: string, { cost }: RetryState): void {
  const left = budgets.get(key)
  if (left === undefined) return
  const now = left + Math.max(1, cost)
  if (now < retryBudget) budgets.set(key, now)
  else budgets.delete(key)
}
