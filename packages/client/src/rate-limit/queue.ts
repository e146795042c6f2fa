import { after } from '../clock.ts'
import type { LimiterRequest, LimitExceeded, Permit } from './limiter.ts'

type Result = Permit | LimitExceeded

/** A request that waits for a slot, until it leaves its queue by one of its methods. */
export class Waiter {
  readonly request: LimiterRequest
  /** The result of the request. */
  readonly result: Promise<Result>
  /** Its neighbours in the queue. */
  previous: Waiter | undefined
  next: Waiter | undefined
  #queue: WaiterQueue | undefined
  #cancelTimer: (() => void) | undefined
  #resolve!: (result: Result | Promise<Result>) => void
  readonly #abort: () => void

  constructor(request: LimiterRequest, onAbort: () => void) {
    this.request = request
    this.result = new Promise((resolve) => (this.#resolve = resolve))
    this.#abort = () => {
      this.resolve(Promise.reject(request.signal.reason))
      onAbort()
    }
    request.signal.addEventListener('abort', this.#abort)
  }

  get isWaiting(): boolean {
    return this.#queue !== undefined
  }

  /** Puts it into a queue, and takes it out of the one that it is in. */
  join(queue: WaiterQueue): void {
    this.#queue?.delete(this)
    this.#queue = queue
    queue.add(this)
  }

  /** Takes it out of the queue with a result, which may come later or be an error. */
  resolve(result: Result | Promise<Result>): void {
    this.request.signal.removeEventListener('abort', this.#abort)
    this.#queue?.delete(this)
    this.#queue = undefined
    this.#cancelTimer?.()
    this.#resolve(result)
  }

  /**
   * Sets its timer, in place of an earlier one. A timer ends with the request that set it in some runtimes, such as
   * Cloudflare Workers, so no waiter may depend on that of another.
   */
  wakeAfter(ms: number, wake: () => void): void {
    this.#cancelTimer?.()
    // Whole milliseconds, because a timer may round a fraction down to nothing.
    this.#cancelTimer = after(this.request.clock, Math.ceil(ms), wake)
  }
}

/** The waiters of one priority, linked in the order in which they go: retries before first attempts, then by arrival. */
export class WaiterQueue {
  /** The waiter that goes next. */
  head: Waiter | undefined
  size = 0
  #last: Waiter | undefined
  #lastRetry: Waiter | undefined

  add(waiter: Waiter): void {
    const { isRetry } = waiter.request
    const previous = isRetry ? this.#lastRetry : this.#last
    const next = previous === undefined ? this.head : previous.next
    this.#link(previous, waiter)
    this.#link(waiter, next)
    if (isRetry) this.#lastRetry = waiter
    this.size++
  }

  delete(waiter: Waiter): void {
    this.#link(waiter.previous, waiter.next)
    if (this.#lastRetry === waiter) this.#lastRetry = waiter.previous
    this.size--
  }

  list(): Waiter[] {
    const waiters: Waiter[] = []
    for (let waiter = this.head; waiter !== undefined; waiter = waiter.next) waiters.push(waiter)
    return waiters
  }

  #link(previous: Waiter | undefined, next: Waiter | undefined): void {
    if (previous === undefined) this.head = next
    else previous.next = next
    if (next === undefined) this.#last = previous
    else next.previous = previous
  }
}
