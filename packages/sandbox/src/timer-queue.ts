/** A timer of a virtual clock. Without `fire` it is cancelled or has fired. */
type Timer = { readonly at: number; readonly seq: number; fire: (() => void) | undefined }

/** The timers of a virtual clock: the earliest first, and of equal times the one that was scheduled first. */
export type TimerQueue = {
  /** Resolves when the timer fires at a time; rejects with the signal's reason when the signal aborts. */
  readonly schedule: (at: number, signal: AbortSignal | undefined) => Promise<void>
  /** The time of the next timer, or `undefined` when there is none. */
  readonly nextTime: () => number | undefined
  /** Removes the next timer and returns a function that fires it, unless it is cancelled by then. */
  readonly take: () => () => void
  /** The number of scheduled timers. */
  readonly size: () => number
  /** Counts what happened to the timers: the event loop is idle when it stays the same. */
  readonly changes: () => number
}

/** The size below which cancelled timers stay in the heap. */
const minCompactedSize = 64

/**
 * Creates an empty queue, a binary heap.
 *
 * @returns The queue.
 */
export function createTimerQueue(): TimerQueue {
  let heap: Timer[] = []
  let seq = 0
  let active = 0
  let changes = 0

  const end = (timer: Timer): void => {
    timer.fire = undefined
    active -= 1
    changes += 1
  }
  /** Drops cancelled timers when more than half are cancelled, so that they cost no memory. */
  const compact = (): void => {
    if (heap.length <= minCompactedSize || active * 2 >= heap.length) return
    const timers = heap
    heap = []
    for (const timer of timers) if (timer.fire !== undefined) push(heap, timer)
  }
  const next = (): Timer | undefined => {
    while (heap[0] !== undefined && heap[0].fire === undefined) pop(heap)
    return heap[0]
  }

  return {
    schedule: async (at, signal) =>
      new Promise<void>((resolve, reject) => {
        const timer: Timer = { at, seq: (seq += 1), fire: undefined }
        const onAbort = (): void => {
          end(timer)
          reject(signal?.reason)
          compact()
        }
        timer.fire = () => {
          end(timer)
          signal?.removeEventListener('abort', onAbort)
          resolve()
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        active += 1
        changes += 1
        push(heap, timer)
      }),
    nextTime: () => next()?.at,
    take: () => {
      const timer = next()
      pop(heap)
      return () => timer?.fire?.()
    },
    size: () => active,
    changes: () => changes,
  }
}

function compare(one: Timer, other: Timer): number {
  return one.at === other.at ? one.seq - other.seq : one.at < other.at ? -1 : 1
}

function push(heap: Timer[], added: Timer): void {
  let index = heap.length
  heap.push(added)
  while (index > 0) {
    const above = (index - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || compare(parent, added) <= 0) break
    heap[index] = parent
    index = above
  }
  heap[index] = added
}

function pop(heap: Timer[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let index = 0
  for (;;) {
    const left = 2 * index + 1
    const [one, other] = [heap[left], heap[left + 1]]
    if (one === undefined) break
    const [child, below] = other !== undefined && compare(other, one) < 0 ? [other, left + 1] : [one, left]
    if (compare(last, child) <= 0) break
    heap[index] = child
    index = below
  }
  heap[index] = last
}
