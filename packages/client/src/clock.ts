/**
 * Time, as the client reads it and waits for it. Pass one of your own to let a day of a test pass in a second; every wait
 * and every reading of a clock in a client goes through it.
 */
export type Clock = {
  /**
   * Milliseconds that never go back, whatever is done to the machine's clock. The default counts them from the Unix epoch,
   * and whatever an error or an event calls a moment is read from here.
   */
  readonly now: () => number
  /**
   * Resolves after that many milliseconds; at once for 0 or less. Rejects with the signal's reason as soon as the signal
   * aborts, and leaves no timer behind.
   */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The longest that `setTimeout` waits; beyond, it fires at once. */
const longestTimerMs = 2_147_483_647

/** The machine's monotonic clock, which an adjustment of the wall clock does not touch. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    for (let left = ms; left > 0; left -= longestTimerMs) {
      await timer(Math.min(left, longestTimerMs), signal)
    }
    signal.throwIfAborted()
  },
}

function timer(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = (): void => {
      clearTimeout(id)
      reject(signal.reason)
    }
    const id = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort)
  })
}

/** Calls back after a while, unless that is cancelled before. A clock that cannot wait calls back never. */
export function after(clock: Clock, ms: number, callback: () => void): () => void {
  if (clock === systemClock && ms <= longestTimerMs) {
    const id = setTimeout(callback, ms)
    return () => clearTimeout(id)
  }
  const over = new AbortController()
  const wake = (): void => {
    // It may have been cancelled at the very moment at which the sleep ended.
    if (!over.signal.aborted) callback()
  }
  clock.sleep(ms, over.signal).then(wake, () => {})
  // With a reason, since an error made for it would cost more than the rest.
  return () => over.abort(null)
}
