/** The lock of a key in use: the end of the work that was queued last. */
export type Lock = { end?: Promise<void> }

/** Keyed mutex. */
export type Mutex = Map<string, Lock>

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
  const locks = keys.map((each) => {
    const lock = mutex.get(each) ?? {}
    mutex.set(each, lock)
    return lock
  })
  const queued = locks.flatMap(({ end }) => end ?? [])
  const earlier = queued.length === 0 ? undefined : Promise.all(queued)
  const result = earlier === undefined ? work() : wait(earlier).then(work)
  const release = (): void => {
    for (const each of keys) if (mutex.get(each)?.end === end) mutex.delete(each)
  }
  // The next caller waits for the earlier work as well, since this one may stop waiting for it. The end holds no result:
  // each would keep all that came before it in memory.
  const end = (earlier?.then(() => result) ?? result).then(release, release)
  for (const lock of locks) lock.end = end
  return result
}
