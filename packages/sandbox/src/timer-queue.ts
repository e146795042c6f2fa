/** A timer of a virtual clock. Without `fire` it is cancelled or has fired. */
export type Timer = { readonly at: number; readonly seq: number; fire: (() => void) | undefined }

/** The timers of a virtual clock: the earliest first, and of equal times the one that was added first. */
export type TimerQueue = {
  readonly add: (timer: Timer) => void
  /** The next timer, or `undefined` when the queue is empty. It stays in the queue. */
  readonly peek: () => Timer | undefined
  /** Removes the next timer. */
  readonly remove: () => void
  /** Drops cancelled timers when more than half are cancelled, so that they cost no memory. */
  readonly compact: (active: number) => void
}

/** The size below which a queue is not compacted. */
const minCompactedSize = 64

/**
 * Creates an empty queue, a binary heap.
 *
 * @returns The queue.
 */
export function createTimerQueue(): TimerQueue {
  let heap: Timer[] = []
  return {
    add: (timer) => push(heap, timer),
    peek: () => {
      while (heap[0] !== undefined && heap[0].fire === undefined) pop(heap)
      return heap[0]
    },
    remove: () => pop(heap),
    compact: (active) => {
      if (heap.length <= minCompactedSize || active * 2 >= heap.length) return
      const timers = heap
      heap = []
      for (const timer of timers) if (timer.fire !== undefined) push(heap, timer)
    },
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
