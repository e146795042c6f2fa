import { after, type Clock } from './clock.ts'

/**
 * What a call waits for, and how that is ended: by the deadline, by the caller's signal, or by the time of one request. There
 * is one wait at a time, so one place for what to reject is enough; listeners on a signal would cost more than the rest.
 */
export type AbortScope = {
  /** Aborts what is under way; a fresh one takes its place when only one request was given up. */
  controller: AbortController
  reject?: ((reason: unknown) => void) | undefined
}

/** Ends what is waited for, and everything after it. */
export function abortCall(fuse: AbortScope, reason: unknown): void {
  const { controller, reject } = fuse
  controller.abort(reason)
  reject?.(reason)
}

/** Ends what is waited for, and nothing after it. */
export function abortAttempt(fuse: AbortScope, reason: unknown): void {
  const { controller, reject } = fuse
  if (controller.signal.aborted) return
  fuse.controller = new AbortController()
  controller.abort(reason)
  reject?.(reason)
}

/**
 * Burns a fuse after a while, or when a signal aborts.
 *
 * @param reasonOf Is asked for the reason when it is needed.
 * @returns Takes the fuse out: no timer and no listener stays.
 */
export function startDeadline(
  fuse: AbortScope,
  clock: Clock,
  ms: number,
  signal: AbortSignal | undefined,
  reasonOf: (why: 'time' | 'signal') => unknown,
): () => void {
  const onAbort = (): void => abortCall(fuse, reasonOf('signal'))
  if (signal?.aborted === true) {
    onAbort()
    return () => {}
  }
  const cancel = after(clock, ms, () => abortCall(fuse, reasonOf('time')))
  signal?.addEventListener('abort', onAbort)
  return () => {
    cancel()
    signal?.removeEventListener('abort', onAbort)
  }
}

/**
 * Settles as the work does, or rejects as soon as the fuse burns: neither a token function, nor a given fetch, clock or
 * limiter has to heed a signal.
 */
export function raceAbort<Result>(fuse: AbortScope, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const { signal } = fuse.controller
    if (signal.aborted) reject(signal.reason)
    fuse.reject = reject
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
 * Runs work with a signal that aborts after a time, if one is given, when the outer signal does, and when the work has ended,
 * so that no timer and no request stays behind. Rejects as soon as the signal aborts, even if the work ignores it.
 */
export async function withDeadline<Result>(
  clock: Clock,
  timeoutMs: number | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
  outer?: AbortSignal,
): Promise<Result> {
  const scope = new AbortController()
  const onAbort = (): void => scope.abort(outer?.reason)
  if (outer?.aborted === true) onAbort()
  outer?.addEventListener('abort', onAbort)
  try {
    if (timeoutMs !== undefined) {
      void clock.sleep(timeoutMs, scope.signal).then(
        () => scope.abort(new Error(`no result within ${timeoutMs} ms`)),
        () => {},
      )
    }
    return await raceSignal(scope.signal, work(scope.signal))
  } finally {
    outer?.removeEventListener('abort', onAbort)
    scope.abort()
  }
}
