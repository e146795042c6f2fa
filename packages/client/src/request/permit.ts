import { raceAbort } from '../abort.ts'
import { isBlockSlotsError, type BlockSlotsError } from '../error.ts'
import type { LimitExceeded, Permit } from '../rate-limit/limiter.ts'
import type { CallContext } from './context.ts'
import { createCallError } from './failure.ts'

/** Waits until the rate limit lets a request through; not at all where a slot is free. */
export async function acquirePermit(context: CallContext, isRetry: boolean): Promise<Permit | undefined> {
  const { settings, key, priority, abort, deadline } = context
  const { limiter, clock, notify } = settings
  if (limiter === undefined) return undefined
  const { signal } = abort.controller
  let waiting: Promise<Permit | LimitExceeded> | undefined
  try {
    const acquired = limiter.acquire({ key, priority, isRetry, deadline, signal, clock, notify })
    if ('then' in acquired) waiting = acquired
    const granted = 'then' in acquired ? await raceAbort(abort, acquired) : acquired
    if ('release' in granted) return granted
    throw limitExceededError(context, granted.retryAt)
  } catch (thrown) {
    if (waiting === undefined || !signal.aborted) throw limiterError(context, thrown)
    // A permit that is granted too late is given back.
    waiting.then((granted) => 'release' in granted && granted.release({ sent: 'no' })).catch(() => {})
    throw signal.reason
  }
}

/** Returns what a limiter threw if it is an error of this call, or else the error that tells of it. */
function limiterError(context: CallContext, thrown: unknown): BlockSlotsError {
  if (isBlockSlotsError(thrown, 'rate-limited')) return thrown
  const verdict = { code: 'store-unavailable', applied: 'no', retry: 'after' } as const
  const message = 'the limiter failed, so nothing was sent'
  return createCallError(context, verdict, { message, cause: thrown })
}

function limitExceededError(context: CallContext, retryAt: number): BlockSlotsError {
  const { last } = context
  const verdict = { code: 'rate-limited', applied: 'no', retry: 'after' } as const
  return createCallError(context, verdict, {
    message: 'the rate limit is used up for longer than this call may take, so nothing was sent',
    status: last?.status,
    detail: last?.detail,
    retryAt: Math.ceil(retryAt),
    cause: last,
  })
}
