import type { LimiterRequest, LimitExceeded, Permit } from './limiter.ts'

/** A first-in, first-out queue. Any item can leave at constant cost, however long the queue is. */
export type Queue<Item> = {
  readonly items: Set<Item>
  /** The item that has waited longest. */
  readonly head: () => Item | undefined
}

/** Makes an empty queue. */
export function createQueue<Item>(): Queue<Item> {
  const items = new Set<Item>()
  // One iterator for the whole life of the queue: a new one would first pass every item that was deleted.
  let iterator = items.values()
  let first: Item | undefined
  const head = (): Item | undefined => {
    while (items.size > 0) {
      if (first !== undefined && items.has(first)) return first
      const { value, done } = iterator.next()
      first = value
      if (done === true) iterator = items.values()
    }
    return (first = undefined)
  }
  return { items, head }
}

/** Acquires a permit, and calls back with what came of it. */
export type AcquireWith = (
  request: LimiterRequest,
  resolve: (result: Permit | LimitExceeded) => void,
  reject: (reason: unknown) => void,
) => void

/** A request that waits for a slot. Each of its functions takes it out of the queue. */
export type Waiter = {
  readonly request: LimiterRequest
  readonly resolve: (result: Permit | LimitExceeded) => void
  readonly reject: (reason: unknown) => void
  /** Lets it wait elsewhere. */
  readonly move: (acquire: AcquireWith) => void
}

/** The waiters of one priority: retries go before first attempts. */
export type PriorityQueue = {
  readonly retry: Queue<Waiter>
  readonly first: Queue<Waiter>
}

/** Makes a queue without waiters. */
export function createPriorityQueue(): PriorityQueue {
  return { retry: createQueue(), first: createQueue() }
}

/** Returns the waiter that is next in line. */
export function nextWaiter({ retry, first }: PriorityQueue): Waiter | undefined {
  return retry.head() ?? first.head()
}

/** Lists every waiter, in the order in which they go. */
export function waitersOf({ retry, first }: PriorityQueue): Waiter[] {
  return [...retry.items, ...first.items]
}

/** Lets a request wait until its waiter is resolved, rejected or moved, or its signal aborts. */
export function enqueue(
  queue: PriorityQueue,
  request: LimiterRequest,
  settle: Pick<Waiter, 'resolve' | 'reject'> & { readonly onAbort: () => void },
): void {
  const { signal } = request
  const { items } = queue[request.isRetry ? 'retry' : 'first']
  const leave = (): void => {
    signal.removeEventListener('abort', abort)
    items.delete(waiter)
  }
  const waiter: Waiter = {
    request,
    resolve(result) {
      leave()
      settle.resolve(result)
    },
    reject(reason) {
      leave()
      settle.reject(reason)
    },
    move(acquire) {
      leave()
      acquire(request, settle.resolve, settle.reject)
    },
  }
  const abort = (): void => {
    waiter.reject(signal.reason)
    settle.onAbort()
  }
  items.add(waiter)
  signal.addEventListener('abort', abort)
}
