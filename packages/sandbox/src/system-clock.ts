/** The time and the timers of a sandbox. */
export type SandboxClock = {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Resolves after that many milliseconds; rejects when the signal aborts. The system's timers when missing. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** The longest delay of `setTimeout`; a longer one fires at once. */
const maxTimerMs = 2_147_483_647

/**
 * Sleeps by the system's timers.
 *
 * @param ms The duration in milliseconds.
 * @param signal Ends the sleep.
 * @returns Resolves afterwards; rejects with the signal's reason.
 */
export async function systemSleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  for (let left = ms; left > 0; left -= maxTimerMs) await timer(Math.min(left, maxTimerMs), signal)
}

async function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(id)
      reject(signal?.reason)
    }
    const id = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
