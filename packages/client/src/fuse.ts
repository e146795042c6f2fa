import type { Clock } from './clock.ts'

/** A signal that aborts after a while, or with another signal. */
export type Fuse = {
  readonly signal: AbortSignal
  /** Takes the fuse out: no timer and no listener stays. */
  readonly end: () => void
}

/** Lights a fuse. What the signal aborts with is asked for when it does. */
export function light(
  clock: Clock,
  ms: number,
  parent: AbortSignal | undefined,
  reasonOf: (why: 'time' | 'parent') => unknown,
): Fuse {
  const burning = new AbortController()
  const out = new AbortController()
  const onAbort = (): void => burning.abort(reasonOf('parent'))
  if (parent?.aborted === true) onAbort()
  else {
    parent?.addEventListener('abort', onAbort)
    clock.sleep(ms, out.signal).then(
      () => burning.abort(reasonOf('time')),
      () => {},
    )
  }
  return {
    signal: burning.signal,
    end() {
      parent?.removeEventListener('abort', onAbort)
      // With a reason, since an error made for it would cost more than the rest.
      out.abort(null)
    },
  }
}

/**
 * Settles as the work does, or rejects with the signal's reason as soon as that aborts: neither a token function, nor a
 * given fetch, clock or limiter has to heed it.
 */
export function heed<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
    const end = (): void => signal.removeEventListener('abort', onAbort)
    work.then(
      (result) => (end(), resolve(result)),
      (reason: unknown) => (end(), reject(reason)),
    )
  })
}
