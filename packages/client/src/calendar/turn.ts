import type { Clock } from '../clock.ts'
import type { CallOptions } from '../options/call.ts'

/** The ends of the calls under way of each client, by what they may make. */
const ends = new WeakMap<object, Map<string, Promise<unknown>>>()

/**
 * Does some work when every earlier work of the same client under one of the same keys has ended. All keys are taken at
 * once, so no two can wait for each other. When the wait is stopped, by signal or time, the work begins all the same:
 * its first request says that it was stopped.
 */
export function inTurn<Result>(
  client: object,
  keys: readonly string[],
  options: CallOptions,
  clock: Clock,
  work: () => Promise<Result>,
): Promise<Result> {
  const own = ends.get(client) ?? new Map<string, Promise<unknown>>()
  ends.set(client, own)
  const earlier = keys.flatMap((key) => own.get(key) ?? [])
  const before = Promise.all(earlier)
  const run = earlier.length === 0 ? work() : wait(before, options, clock).then(work)
  // Whoever comes next waits for those before as well, since this one may stop waiting for them. Never rejects.
  const end = Promise.allSettled([before, run])
  for (const key of keys) own.set(key, end)
  void end.then(() => {
    for (const key of keys) if (own.get(key) === end) own.delete(key)
  })
  return run
}

/** Waits until the promise settles, the signal aborts or the time is over. */
async function wait(
  before: Promise<unknown>,
  { signal, timeoutMs }: CallOptions,
  clock: Clock,
): Promise<void> {
  const stop = new AbortController()
  const onAbort = (): void => stop.abort()
  const stopped = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve())
  })
  if (signal?.aborted === true) onAbort()
  signal?.addEventListener('abort', onAbort)
  // Its rejection is the end of the wait.
  const timer = timeoutMs === undefined ? [] : [clock.sleep(timeoutMs, stop.signal).catch(() => {})]
  await Promise.race([before, stopped, ...timer])
  signal?.removeEventListener('abort', onAbort)
  stop.abort()
}
