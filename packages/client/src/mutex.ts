/** Keyed mutex: for each key in use, the end of the work that was queued last. */
export type Mutex = Map<string, Promise<unknown>>

/**
 * Runs work after all earlier work under one of the same keys has ended. Several keys are taken at once, so no two callers
 * can wait for each other.
 *
 * @param wait Waits for the earlier work. A rejection cancels the work of this caller alone; the order of the others stays.
 */
export function runExclusive<Result>(
  mutex: Mutex,
  key: string | readonly string[],
  work: () => Promise<Result>,
  wait: (earlier: Promise<unknown>) => Promise<unknown> = (earlier) => earlier,
): Promise<Result> {
  const keys = typeof key === 'string' ? [key] : key
  const queued = keys.flatMap((each) => mutex.get(each) ?? [])
  const earlier = Promise.all(queued)
  const result = queued.length === 0 ? work() : wait(earlier).then(work)
  // The next caller waits for the earlier work as well, since this one may stop waiting for it. The end holds no result:
  // each would keep all that came before it in memory.
  const end = Promise.allSettled([earlier, result]).then(() => {
    for (const each of keys) if (mutex.get(each) === end) mutex.delete(each)
  })
  for (const each of keys) mutex.set(each, end)
  return result
}
