import type { Reply } from '../reply.ts'
import type { Change } from '../state/store.ts'
import { jsonResponse, type WireResponse } from '../transport/wire.ts'
import type { CommitTiming, FaultName } from './fault.ts'

/** Facts about a request at the time a fault is applied to it. */
export type FaultContext = {
  /** Arrival in epoch milliseconds. */
  readonly now: number
  readonly traceId: string
  /** The reply and the change without the fault. */
  readonly reply: Reply
  readonly change: Change | undefined
  /** The rate limit headers of the response. */
  readonly limits: Readonly<Record<string, string>>
  readonly bearer: string | undefined
  readonly query: Readonly<Record<string, string | readonly string[]>>
  /** The body of the last create in this location. */
  readonly lastCreate: Readonly<Record<string, unknown>> | undefined
}

/** When the change of a request is committed, and which response is sent when. */
export type ResponsePlan = {
  readonly change: Change | undefined
  readonly commit: 'after-response' | 'before-response' | 'never'
  /** Milliseconds from the response to a commit after it. */
  readonly commitDelayMs: number
  /** Milliseconds from the request to the response. */
  readonly delayMs: number
  readonly response: WireResponse
  /** Lead of the `Date` header over the clock in milliseconds, or none of the header at all. */
  readonly date?: { readonly skewMs: number } | 'missing'
}

/**
 * Plans a request without a fault: commit, then respond, without a delay.
 *
 * @param context The request.
 * @returns The plan.
 */
export function normalPlan({ reply, change, limits }: FaultContext): ResponsePlan & {
  readonly response: WireResponse & { readonly wire: 'response' }
} {
  const response = jsonResponse({ ...reply, headers: { ...reply.headers, ...limits } })
  return { change, commit: 'before-response', commitDelayMs: 0, delayMs: 0, response }
}

/**
 * Plans a request with another response.
 *
 * @param context The request.
 * @param fault The fault; its own `commit`, `commitDelayMs` and `delayMs` win.
 * @param commit When the change is committed by default.
 * @param response The response.
 * @returns The plan.
 */
export function planWith(
  context: FaultContext,
  fault: CommitTiming & { readonly fault: FaultName },
  commit: ResponsePlan['commit'],
  response: WireResponse,
): ResponsePlan {
  const { commitDelayMs = 2000, delayMs = 0 } = fault
  return { change: context.change, commit: fault.commit ?? commit, commitDelayMs, delayMs, response }
}
