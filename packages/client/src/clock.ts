import { hasMethods } from './guard.ts'

/**
 * Time as the client reads it and waits for it: every wait and every reading of a clock goes through it. Pass another one
 * to let a day pass in a second of a test.
 */
export type Clock = {
  /**
   * Milliseconds that never go back, whatever is done to the machine's clock. The default counts them from the Unix epoch;
   * all times in errors and events are read from here.
   */
  readonly now: () => number
  /**
   * Resolves after that many milliseconds; at once for 0 or less. Rejects with the signal's reason as soon as the signal
   * aborts, and leaves no timer behind.
   */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Recognised by shape, since tests bring clocks of their own. */
export const isClock = (value: unknown): value is Clock => hasMethods(value, 'now', 'sleep')

/** The longest delay of `setTimeout`; it fires at once for a longer one. */
export const maxTimerMs = 2_147_483_647

/** Read once, since it costs more than the time itself. */
let originMs: number | undefined

/** The machine's monotonic clock, which an adjustment of the wall clock does not touch. */
export const systemClock: Clock = {
  now: () => (originMs ??= performance.timeOrigin) + performance.now(),
  async sleep(ms, signal) {
    for (let left = ms; left > 0; left -= maxTimerMs) {
      await timer(Math.min(left, maxTimerMs), signal)
    }
    signal.throwIfAborted()
  },
}

/** One moment by the service's clock, as a `Date` header tells it, and by the client's; in milliseconds. */
export type ServiceTime = { readonly date: number; readonly at: number }

/** How far the wall clock is ahead of the machine's monotonic clock; only a sleep or an adjustment changes it. */
export const wallLeadOf = (clock: Clock): number | undefined =>
  clock === systemClock ? Date.now() - clock.now() : undefined

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

/** Calls back after a while, and returns a function that cancels it. Never calls back when the clock's `sleep` rejects. */
export function after(clock: Clock, ms: number, callback: () => void): () => void {
  if (clock === systemClock && ms <= maxTimerMs) {
    const id = setTimeout(callback, ms)
    return () => clearTimeout(id)
  }
  const cancelled = new AbortController()
  const wake = (): void => {
    // The cancellation may have come in the same moment as the end of the sleep.
    if (!cancelled.signal.aborted) callback()
  }
  clock.sleep(ms, cancelled.signal).then(wake, () => {})
  // With a reason, since creating the default error costs more than the rest of this function.
  return () => cancelled.abort(null)
}
