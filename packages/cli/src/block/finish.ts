import type { Session } from '../session.ts'
import { sleepOf } from '../time/sleep.ts'

/** How long an interruption waits for the response to what was sent: as long as `apply` does. */
const graceMs = 10_000

/** Runs a write, which an interruption lets finish: the signal that it gets is aborted ten seconds after that of the run. */
export async function finishing<Result>(
  { signal, clock, note }: Pick<Session, 'signal' | 'clock' | 'note'>,
  write: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const writing = new AbortController()
  const waiting = new AbortController()
  const onAbort = (): void => {
    void note('Interrupted. Waiting for the response to what was sent; interrupt again to end at once.')
    sleepOf(clock)(graceMs, waiting.signal).then(
      () => writing.abort(signal.reason),
      () => {},
    )
  }
  signal.addEventListener('abort', onAbort)
  try {
    return await write(writing.signal)
  } finally {
    signal.removeEventListener('abort', onAbort)
    waiting.abort()
  }
}
