/** Runs functions, a limited number at a time; the others wait in their order. */
export type Semaphore = <Result>(work: () => Promise<Result>) => Promise<Result>

/** Creates a semaphore. */
export function createSemaphore(max: number): Semaphore {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // The permit passes to the next one, so the count stays.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

/** Works on items, at most `max` at a time. After the first error no further one is begun, and those in work end first. */
export async function forEachConcurrently<Item>(
  items: Iterable<Item>,
  max: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]()
  let failed = false
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true && !failed; next = rest.next()) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- A worker has one item at a time.
        await work(next.value)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const results = await Promise.allSettled(Array.from({ length: max }, worker))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/**
 * Maps items, at most `max` at a time.
 *
 * @yields The results, in the order of the items.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item>,
  max: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const started: Promise<Result>[] = []
  const rest = items[Symbol.iterator]()
  const startNext = (): void => {
    const next = rest.next()
    if (next.done === true) return
    const result = map(next.value)
    // Awaited later: until then, a rejection must not count as unhandled.
    result.catch(() => {})
    started.push(result)
  }
  for (let index = 0; index < max; index += 1) startNext()
  for (let first = started.shift(); first !== undefined; first = started.shift()) {
    // oxlint-disable-next-line no-await-in-loop -- In order.
    yield await first
    startNext()
  }
}

/** Waits for a promise until a signal aborts: code of the user may ignore the signal. */
export async function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const ended = new AbortController()
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: ended.signal })
  })
  try {
    signal.throwIfAborted()
    return await Promise.race([
      work,
      aborted.then(() => {
        throw signal.reason
      }),
    ])
  } finally {
    ended.abort()
    // It may fail later.
    work.catch(() => {})
  }
}
