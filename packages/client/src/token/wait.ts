import type { Clock } from '../clock.ts'

/** Waits for work until the signal aborts, and rejects with its reason then; the work itself goes on. */
export function within<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
    void work.finally(() => signal.removeEventListener('abort', stop)).then(resolve, reject)
  })
}

/**
 * Does work that heeds a signal, which aborts when the time is over, when the outer signal does, and when the work is done,
 * so that nothing of it stays behind.
 */
export async function bounded<Value>(
  clock: Clock,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<Value>,
  outer?: AbortSignal,
): Promise<Value> {
  const over = new AbortController()
  const stop = (): void => over.abort(outer?.reason)
  if (outer?.aborted === true) stop()
  outer?.addEventListener('abort', stop)
  try {
    void clock.sleep(limitMs, over.signal).then(
      () => over.abort(new Error(`no end within ${limitMs} ms`)),
      () => {},
    )
    return await within(over.signal, work(over.signal))
  } finally {
    outer?.removeEventListener('abort', stop)
    over.abort()
  }
}
