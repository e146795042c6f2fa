import { after, type Clock } from './clock.ts'

/** Aborts a request, and closes what it has open: a listener on the signal for each would cost more than its checks. */
export class RequestController extends AbortController {
  /** Closes the connection of the request, or of the body that is being read. */
  close: (() => void) | undefined

  override abort(reason: unknown): void {
    if (this.signal.aborted) return
    super.abort(reason)
    this.close?.()
  }
}

/**
 * The wait of one call, and how it ends early: at the deadline, by the caller's signal, or at the timeout of one request. A
 * call waits for one thing at a time, so one `reject` is enough; a listener on a signal for each wait would cost more than
 * the rest of a call.
 */
export type AbortScope = {
  /** Aborts the request in flight. Replaced by a new one when only that request is aborted. */
  controller: RequestController
  reject?: ((reason: unknown) => void) | undefined
}

/** Creates the scope of a call. */
export const createAbortScope = (): AbortScope => ({ controller: new RequestController() })

/** Ends the call: rejects the pending wait and every later one. */
export function abortCall({ controller, reject }: AbortScope, reason: unknown): void {
  controller.abort(reason)
  reject?.(reason)
}

/** Ends the request in flight: rejects its wait, and leaves later ones alone. */
export function abortAttempt(scope: AbortScope, reason: unknown): void {
  const { controller, reject } = scope
  if (controller.signal.aborted) return
  scope.controller = new RequestController()
  abortCall({ controller, reject }, reason)
}

/** When a call ends at the latest. */
type Deadline = {
  readonly clock: Clock
  readonly timeoutMs: number | undefined
  readonly signal: AbortSignal | undefined
  /** Called when the call ends, since creating an error for each call would be waste. */
  readonly reasonOf: (cause: 'timeout' | 'signal') => unknown
}

/** Ends the call at its deadline. Returns a function that removes the timer and the listener. */
export function startDeadline(
  scope: AbortScope,
  { clock, timeoutMs, signal, reasonOf }: Deadline,
): () => void {
  const onAbort = (): void => abortCall(scope, reasonOf('signal'))
  if (signal?.aborted === true) onAbort()
  const cancel =
    timeoutMs === undefined ? undefined : after(clock, timeoutMs, () => abortCall(scope, reasonOf('timeout')))
  signal?.addEventListener('abort', onAbort)
  return () => {
    cancel?.()
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Settles as the work does, or rejects as soon as the call is aborted, even if user-supplied code ignores the signal. */
export function raceAbort<Result>(scope: AbortScope, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const { signal } = scope.controller
    if (signal.aborted) reject(signal.reason)
    scope.reject = reject
    work.then(resolve, reject)
  })
}

/** Settles as the work does, or rejects with the signal's reason as soon as it aborts; the work itself goes on. */
export function raceSignal<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
    void work.finally(() => signal.removeEventListener('abort', onAbort)).then(resolve, reject)
  })
}

/**
 * Runs work in a scope that ends after a time, if one is given, when the outer signal aborts, and when the work has ended, so
 * that no timer and no request stays behind. Rejects as soon as the scope ends, even if the work ignores it.
 */
export async function withDeadline<Result>(
  clock: Clock,
  timeoutMs: number | undefined,
  work: (scope: AbortScope) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const scope = createAbortScope()
  const stop = startDeadline(scope, {
    clock,
    timeoutMs,
    signal,
    reasonOf: (cause) =>
      cause === 'timeout' ? new Error(`no result within ${timeoutMs} ms`) : signal?.reason,
  })
  try {
    return await raceAbort(scope, work(scope))
  } finally {
    stop()
    // With a reason, since creating the default error costs more than the rest of this function.
    scope.controller.abort(null)
  }
}
