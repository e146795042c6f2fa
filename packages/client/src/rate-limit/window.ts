import { after, type Clock } from '../clock.ts'
import { grant, release, type Change } from './advance.ts'
import { isExhausted, readResponse } from './headers.ts'
import type { LimiterRequest, LimitExceeded, Permit, PermitOutcome } from './limiter.ts'
import { createPermit } from './permit.ts'
import { graceMs, maxBypasses, memoryMs } from './policy.ts'
import { Waiter, WaiterQueue } from './queue.ts'
import {
  currentMax,
  expire,
  isUnused,
  mergeStates,
  nextOpening,
  pauseMsOf,
  type QuotaState,
} from './state.ts'

/** The scheduler of one quota. `state.ts` and `advance.ts` decide; this waits, grants and notifies. */
export class QuotaWindow {
  readonly key: string
  isShared = false
  // A quota that continues in another shares the queues and the state of that one.
  #queues = { interactive: new WaiterQueue(), bulk: new WaiterQueue() }
  #state: QuotaState
  /** A quota that was merged before its first use is kept until then. */
  #usedAt = Infinity
  #wakeAt = Infinity
  #cancelWake: (() => void) | undefined
  /** The quota that this one continues in: it alone has a timer. */
  #mergedInto: QuotaWindow | undefined

  constructor(key: string, state: QuotaState) {
    this.key = key
    this.#state = state
  }

  acquire(request: LimiterRequest): Permit | LimitExceeded | Promise<Permit | LimitExceeded> {
    const { clock, priority } = request
    const ahead = this.#size
    // At once if possible, unless that would overtake a waiter.
    const decided = ahead === 0 ? this.#decide(request, this.#update(clock)) : ahead
    if (typeof decided !== 'number') return decided
    const waiter = new Waiter(request, () => this.#schedule(clock))
    waiter.join(this.#queues[priority])
    this.#schedule(clock)
    this.#watch(waiter, ahead)
    return waiter.result
  }

  /** Takes a slot without asking. */
  take(request: LimiterRequest, now: number, waiter?: Waiter): Permit {
    const permit = createPermit((outcome) => this.#release(permit, request, outcome))
    waiter?.resolve(permit)
    const bulkWaits = this.#queues.bulk.size > 0
    // Last, because a listener that aborts the call must not leave the permit half granted.
    this.#notify(request, grant(this.#state, { permit, request, bulkWaits }, now), now)
    return permit
  }

  /** The length of a window. */
  get intervalMs(): number {
    return this.#state.intervalMs
  }

  /** Continues this quota in another. */
  mergeInto(other: QuotaWindow): void {
    const waiters = this.#waiters()
    this.#cancelWake?.()
    this.#mergedInto = other
    mergeStates(other.#state, this.#state)
    this.#state = other.#state
    this.#queues = other.#queues
    for (const waiter of waiters) waiter.join(this.#queues[waiter.request.priority])
    if (waiters[0] !== undefined) this.#schedule(waiters[0].request.clock)
  }

  /** True when nothing of value would be lost with this quota. Where there are many, limits of idle ones are forgotten. */
  isIdle(now: number, isCrowded: boolean): boolean {
    expire(this.#state, now)
    const isForgettable =
      !(this.#state.learned || this.isShared) || isCrowded || this.#usedAt + memoryMs <= now
    return isForgettable && isUnused(this.#state, now) && this.#size === 0
  }

  /** Reads the clock, and frees the slots that count no longer. */
  #update(clock: Clock): number {
    const now = clock.now()
    // Its tokens were counted elsewhere until now, so nothing is sent until those requests count no longer.
    if (this.isShared && this.#usedAt === Infinity) {
      this.#state.closedUntil = now + this.#state.intervalMs + graceMs
    }
    this.#usedAt = now
    expire(this.#state, now)
    return now
  }

  /** Serves every waiter that can go or is too late, and sets the timer for the next. */
  #schedule(clock: Clock): void {
    if (this.#mergedInto !== undefined) return this.#mergedInto.#schedule(clock)
    const now = this.#update(clock)
    let wakeAt = this.#serve(now)
    while (wakeAt === undefined) wakeAt = this.#serve(now)
    if (wakeAt === this.#wakeAt) return
    this.#cancelWake?.()
    this.#wakeAt = wakeAt
    if (wakeAt === Infinity) return
    const wake = (): void => {
      this.#wakeAt = Infinity
      this.#schedule(clock)
    }
    // Whole milliseconds, because a timer may round a fraction down to nothing.
    this.#cancelWake = after(clock, Math.ceil(wakeAt - now), wake)
  }

  /** Wakes a waiter by its own timer: when it can go if it is next, else about when its turn comes. */
  #watch(waiter: Waiter, ahead = 0): void {
    if (!waiter.isWaiting) return
    const { clock, priority } = waiter.request
    const now = clock.now()
    const windowMs = pauseMsOf(this.#state)
    const ms = this.#heads().includes(waiter)
      ? Math.min(windowMs, nextOpening(this.#state, priority, now).expectedAt - now)
      : windowMs * Math.max(1, ahead / currentMax(this.#state))
    waiter.wakeAfter(ms, () => {
      this.#schedule(clock)
      this.#watch(waiter)
    })
  }

  /** Grants or refuses one waiter. If none is ready, returns when the next may be. */
  #serve(now: number): number | undefined {
    let wakeAt = Infinity
    for (const waiter of this.#heads()) {
      const decided = this.#decide(waiter.request, now, waiter)
      if (typeof decided !== 'number') return undefined
      wakeAt = Math.min(wakeAt, decided)
    }
    return wakeAt
  }

  /** Grants or refuses a request, or returns when it may go. */
  #decide(request: LimiterRequest, now: number, waiter?: Waiter): Permit | LimitExceeded | number {
    const { expectedAt, notBefore } = nextOpening(this.#state, request.priority, now)
    if (notBefore <= request.deadline) return expectedAt <= now ? this.take(request, now, waiter) : expectedAt
    const refusal = { retryAt: notBefore }
    waiter?.resolve(refusal)
    return refusal
  }

  #release(permit: Permit, request: LimiterRequest, given: PermitOutcome): void {
    const now = this.#update(request.clock)
    const outcome = given.sent === 'yes' ? readResponse(given.status, given.headers, now) : given
    const closes = outcome.sent === 'yes' && isExhausted(outcome)
    const random = closes ? Math.random() : undefined
    this.#notify(request, release(this.#state, { permit, request, outcome, random }, now), now)
    if (closes) this.#refuseLate()
    if (this.#size > 0 || this.#wakeAt < Infinity) this.#schedule(request.clock)
  }

  #notify({ key, notify }: LimiterRequest, state: Change, at: number): void {
    if (state === undefined) return
    const change = { type: 'limit', at, key, state, max: currentMax(this.#state) } as const
    notify(state === 'closed' ? { ...change, until: this.#state.closedUntil } : change)
  }

  /** Refuses every waiter whose deadline passes while the quota is closed. */
  #refuseLate(): void {
    const { closedUntil } = this.#state
    for (const waiter of this.#waiters()) {
      if (waiter.request.deadline < closedUntil) waiter.resolve({ retryAt: closedUntil })
    }
  }

  /** The next waiter of each priority, in the order in which they go. */
  #heads(): Waiter[] {
    const { interactive, bulk } = this.#queues
    const queues = this.#state.bypasses > maxBypasses ? [bulk, interactive] : [interactive, bulk]
    return queues.map(({ head }) => head).filter((waiter) => waiter !== undefined)
  }

  /** The number of waiters. */
  get #size(): number {
    return this.#queues.interactive.size + this.#queues.bulk.size
  }

  #waiters(): Waiter[] {
    return Object.values(this.#queues).flatMap((queue) => queue.list())
  }
}
