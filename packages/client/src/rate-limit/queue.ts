import { after } from '../clock.ts'
import type { LimiterRequest, LimitExceeded, Permit } from './limiter.ts'

type Result = Permit | LimitExceeded

/** The promise of a request that waits, and what else its abort does. */
export type WaiterHandlers = {
  readonly resolve: (result: Result) => void
  readonly reject: (reason: unknown) => void
  readonly onAbort: () => void
}

/** A request that waits for a slot, until it leaves its queue by one of its methods. */
export class Waiter {
  readonly request: LimiterRequest
  /** Its neighbours in the queue. */
  before: Waiter | undefined
  after: Waiter | undefined
  readonly #handlers: WaiterHandlers
  #queue: WaiterQueue | undefined
  #cancelTimer: (() => void) | undefined

  constructor(request: LimiterRequest, handlers: WaiterHandlers) {
    this.request = request
    this.#handlers = handlers
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

  /** Takes it out of the queue, to be resolved or rejected from elsewhere. */
  leave(): void {
    this.request.signal.removeEventListener('abort', this.#abort)
    this.#queue?.delete(this)
    this.#queue = undefined
    this.#cancelTimer?.()
  }

  resolve(result: Result): void {
    this.leave()
    this.#handlers.resolve(result)
  }

  reject(reason: unknown): void {
    this.leave()
    this.#handlers.reject(reason)
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

  readonly #abort = (): void => {
    this.reject(this.request.signal.reason)
    this.#handlers.onAbort()
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
    const before = isRetry ? this.#lastRetry : this.#last
    const after = before === undefined ? this.head : before.after
    this.#link(before, waiter)
    this.#link(waiter, after)
    if (isRetry) this.#lastRetry = waiter
    this.size++
  }

  delete(waiter: Waiter): void {
    this.#link(waiter.before, waiter.after)
    if (this.#lastRetry === waiter) this.#lastRetry = waiter.before
    this.size--
  }

  list(): Waiter[] {
    const waiters: Waiter[] = []
    for (let waiter = this.head; waiter !== undefined; waiter = waiter.after) waiters.push(waiter)
    return waiters
  }

  #link(before: Waiter | undefined, after: Waiter | undefined): void {
    if (before === undefined) this.head = after
    else before.after = after
    if (after === undefined) this.#last = before
    else after.before = before
  }
}
