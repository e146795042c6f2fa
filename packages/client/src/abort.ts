import { after, type Clock } from './clock.ts'

/**
 * An `AbortController` that makes its signal when it is asked for: a signal and a listener for each request cost more than
 * the checks of the request and of its response.
 */
export class LazyAbortController {
  #made: AbortController | undefined
  #end: { readonly reason: unknown } | undefined
  /** Closes the connection of the request in flight, or of the body that is being read. */
  close: (() => void) | undefined

  get aborted(): boolean {
    return this.#end !== undefined
  }
  get reason(): unknown {
    return this.#end?.reason
  }
  get signal(): AbortSignal {
    this.#made ??= new AbortController()
    if (this.#end !== undefined) this.#made.abort(this.#end.reason)
    return this.#made.signal
  }
  throwIfAborted(): void {
    if (this.#end !== undefined) throw this.#end.reason
  }
  abort(reason: unknown): void {
    if (this.#end !== undefined) return
    this.#end = { reason }
    this.#made?.abort(reason)
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
  controller: LazyAbortController
  reject?: ((reason: unknown) => void) | undefined
}

/** Creates the scope of a call. */
export const createAbortScope = (): AbortScope => ({ controller: new LazyAbortController() })

/** Ends the call: rejects the pending wait and every later one. */
export function abortCall({ controller, reject }: AbortScope, reason: unknown): void {
  controller.abort(reason)
  reject?.(reason)
}

/** Ends the request in flight: rejects its wait, and leaves later ones alone. */
export function abortAttempt(scope: AbortScope, reason: unknown): void {
  const { controller, reject } = scope
  if (controller.aborted) return
  scope.controller = new LazyAbortController()
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
    const { controller } = scope
    if (controller.aborted) reject(controller.reason)
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
    scope.controller.abort(undefined)
  }
}
