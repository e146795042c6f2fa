import { raceAbort } from '../abort.ts'
import { isBlockSlotsError, type BlockSlotsError } from '../error.ts'
import type { WaitEvent } from '../event.ts'
import { kindOf } from '../operation.ts'
import { attempt, type OperationHandler } from './attempt.ts'
import { throwIfAborted, type CallContext } from './context.ts'
import { createCallError } from './failure.ts'
import { decide, giveBudget, maxAttempts, maxReconciles, takeBudget, type RetryState } from './policy.ts'
import { readToken, renewToken } from './token.ts'

/** The attempts of one operation. */
type RetryContext<Result> = {
  readonly call: CallContext
  readonly reconcile: OperationHandler<never, Result>['reconcile']
  readonly state: RetryState
  readonly startedAt: number
  /** Takes the cost of a retry after an error; false when the retry budget is used up. */
  readonly takeBudget: (error: BlockSlotsError) => boolean
}

/** Sends until the outcome is decided. */
export async function withRetries<Input, Result>(
  call: CallContext,
  handler: OperationHandler<Input, Result>,
  input: Input,
): Promise<Result> {
  const state: RetryState = { sends: 0, unauthorizedCount: 0, reconciles: 0, cost: 0 }
  const { budgets } = call.settings.shared
  // Only an attempt knows the quota of a call that names no sub-account.
  const budgetKey = (): string => `${call.key} ${kindOf(call.operation)}`
  const context: RetryContext<Result> = {
    call,
    reconcile: handler.reconcile,
    state,
    startedAt: call.settings.clock.now(),
    takeBudget: (error) => takeBudget(budgets, budgetKey(), state, error),
  }
  for (;;) {
    try {
      const result = await attempt(call, handler, input, state.sends > 0)
      giveBudget(budgets, budgetKey(), state)
      return result
    } catch (thrown) {
      throwIfAborted(call)
      if (!call.retry || !isBlockSlotsError(thrown)) throw thrown
      const found = await beforeRetry(context, thrown)
      if (found !== undefined) return found
    }
  }
}

/** Does what has to come before the next attempt, and throws when there is none. Returns the result if that was found. */
async function beforeRetry<Result>(
  context: RetryContext<Result>,
  error: BlockSlotsError,
): Promise<Result | undefined> {
  const { call, state } = context
  call.last = error
  state.sends++
  if (error.status === 401) state.unauthorizedCount++
  const now = call.settings.clock.now()
  const next = decide(kindOf(call.operation), error, state, {
    now,
    elapsedMs: now - context.startedAt,
    onUnknown: call.onUnknown,
    limited: call.settings.limiter !== undefined,
    random: Math.random(),
  })
  if (next.do === 'reconcile') return reconcileBeforeRetry(context, error)
  if (next.do === 'retry') {
    // Another token needs no wait.
    const refreshed = next.reason === 'token' && (await readToken(call)).generation !== call.generation
    const waitMs = refreshed ? 0 : next.waitMs
    if (exceedsDeadline(call, waitMs, error) || !context.takeBudget(error)) throw error
    await waitBeforeRetry(call, waitMs, next.reason, error)
    return undefined
  }
  if (next.do === 'refresh-token' && (await renewToken(call))) return undefined
  throw error
}

/** Reconciles a create: returns the block if it was applied, and allows a retry if it certainly was not. */
async function reconcileBeforeRetry<Result>(
  { call, reconcile, state, takeBudget: take }: RetryContext<Result>,
  error: BlockSlotsError,
): Promise<Result | undefined> {
  if (reconcile === undefined) throw error
  const found = await reconcile(error)
  if (found !== undefined) return found
  const { reason = error.message } = call.unknown ?? {}
  call.unknown = undefined
  state.reconciles++
  if (state.reconciles > maxReconciles || state.sends >= maxAttempts.create || !take(error)) {
    const message = `${reason}; it was sent ${state.sends} times and not carried out`
    throw createCallError(
      call,
      { code: 'unavailable', applied: 'no', retry: 'after' },
      { message, cause: error },
    )
  }
  return undefined
}

/** True when a wait, or the time that the service or a limiter asks for, ends after the call. */
const exceedsDeadline = (
  { settings, deadline }: CallContext,
  waitMs: number,
  { retryAt = 0 }: BlockSlotsError,
): boolean => Math.max(settings.clock.now() + waitMs, retryAt) >= deadline

/** Waits before the next step; throws the error instead when the wait would end after the call. */
export async function waitBeforeRetry(
  context: CallContext,
  waitMs: number,
  reason: WaitEvent['reason'],
  error: BlockSlotsError,
): Promise<void> {
  if (waitMs <= 0) return
  if (exceedsDeadline(context, waitMs, error)) throw error
  await wait(context, waitMs, reason)
}

/** Waits, and reports it. */
export async function wait(
  { operation, settings, abort }: CallContext,
  waitMs: number,
  reason: WaitEvent['reason'],
): Promise<void> {
  const at = settings.clock.now()
  settings.notify({ type: 'wait', at, operation, reason, waitMs })
  await raceAbort(abort, settings.clock.sleep(waitMs, abort.controller.signal))
}
