import { after } from '../clock.ts'
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

/** A request that waits for a slot. */
export type Waiter = {
  readonly request: LimiterRequest
  /** Puts it at the end of a queue, and takes it out of the one that it is in. */
  readonly join: (queue: PriorityQueue) => void
  readonly isWaiting: () => boolean
  /** Takes it out of the queue, to be resolved or rejected from elsewhere. */
  readonly leave: () => void
  /** Takes it out of the queue with a result. */
  readonly resolve: (result: Permit | LimitExceeded) => void
  /** Takes it out of the queue with an error. */
  readonly reject: (reason: unknown) => void
  /**
   * Sets its timer, in place of an earlier one. A timer ends with the request that set it in some runtimes, such as
   * Cloudflare Workers, so no waiter may depend on that of another.
   */
  readonly wakeAfter: (ms: number, wake: () => void) => void
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

/** Makes the waiter of a request, which leaves its queue when its signal aborts. */
export function createWaiter(
  request: LimiterRequest,
  handlers: Pick<Waiter, 'resolve' | 'reject'> & { readonly onAbort: () => void },
): Waiter {
  const { signal, isRetry, clock } = request
  let items: Set<Waiter> | undefined
  let cancelTimer: (() => void) | undefined
  const waiter: Waiter = {
    request,
    join(queue) {
      items?.delete(waiter)
      items = (isRetry ? queue.retry : queue.first).items.add(waiter)
    },
    isWaiting: () => items !== undefined,
    leave() {
      signal.removeEventListener('abort', abort)
      items?.delete(waiter)
      items = undefined
      cancelTimer?.()
    },
    resolve(result) {
      waiter.leave()
      handlers.resolve(result)
    },
    reject(reason) {
      waiter.leave()
      handlers.reject(reason)
    },
    wakeAfter(ms, wake) {
      cancelTimer?.()
      // Whole milliseconds, because a timer may round a fraction down to nothing.
      cancelTimer = after(clock, Math.ceil(ms), wake)
    },
  }
  const abort = (): void => {
    waiter.reject(signal.reason)
    handlers.onAbort()
  }
  signal.addEventListener('abort', abort)
  return waiter
}

/** Counts every waiter. */
export const countWaiters = ({ retry, first }: PriorityQueue): number => retry.items.size + first.items.size
