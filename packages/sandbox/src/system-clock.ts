/** What time it is and how to wait, as a sandbox needs it. */
export type SandboxClock = {
  /** Epoch milliseconds. */
  now: () => number
  /** Resolves after that many milliseconds; rejects as soon as the signal aborts. The machine's timers when missing. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** The longest that `setTimeout` waits; beyond, it fires at once. */
const longestTimerMs = 2_147_483_647

/**
 * Waits by the machine's timers.
 *
 * @param ms How long, in milliseconds.
 * @param signal Ends the wait.
 * @returns Resolves afterwards; rejects with the signal's reason.
 */
export async function machineSleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  for (let left = ms; left > 0; left -= longestTimerMs) await timer(Math.min(left, longestTimerMs), signal)
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
