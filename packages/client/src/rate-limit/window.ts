import { after, type Clock } from '../clock.ts'
import { advance, type QuotaEvent } from './advance.ts'
import { isExhausted, readResponse } from './headers.ts'
import type { LimiterRequest, LimitExceeded, Permit, PermitOutcome } from './limiter.ts'
import { createPermit } from './permit.ts'
import { maxBypasses, memoryMs } from './policy.ts'
import { rootOf } from './quota-map.ts'
import {
  countWaiters,
  createPriorityQueue,
  createWaiter,
  nextWaiter,
  waitersOf,
  type Waiter,
} from './queue.ts'
import {
  currentMax,
  expire,
  isUnused,
  mergeStates,
  nextOpening,
  pauseMsOf,
  type QuotaState,
} from './state.ts'

/** The scheduler of one quota. `state.ts` decides; this waits, grants and notifies. */
export class QuotaWindow {
  /** The quota that this one continues in. */
  mergedInto: QuotaWindow | undefined
  readonly #queues = { interactive: createPriorityQueue(), bulk: createPriorityQueue() }
  #state: QuotaState
  /** A quota that was merged before its first use is kept until then. */
  #usedAt = Infinity
  #wakeAt = Infinity
  #cancelWake: (() => void) | undefined

  constructor(state: QuotaState) {
    this.#state = state
  }

  acquire(
    request: LimiterRequest,
    resolve: (result: Permit | LimitExceeded) => void,
    reject: (reason: unknown) => void,
  ): void {
    const { clock, priority } = request
    const onAbort = (): void => rootOf<QuotaWindow>(this).#schedule(clock)
    const waiter = createWaiter(request, { resolve, reject, onAbort })
    const ahead = Object.values(this.#queues).reduce((sum, queue) => sum + countWaiters(queue), 0)
    waiter.join(this.#queues[priority])
    this.#schedule(clock)
    this.#watch(waiter, ahead)
  }

  /** Takes a slot for a request that was permitted elsewhere. */
  take(request: LimiterRequest): Permit {
    const permit = this.#createPermit(request)
    this.#advance({ type: 'grant', permit, request, bulkWaits: false }, request, request.clock.now())
    return permit
  }

  /** The length of a window. */
  get intervalMs(): number {
    return this.#state.intervalMs
  }

  /** Continues this quota in another. */
  mergeInto(other: QuotaWindow): void {
    this.mergedInto = other
    this.#cancelWake?.()
    other.#state = mergeStates(other.#state, this.#state)
    const waiters = this.#waiters()
    for (const waiter of waiters) waiter.join(other.#queues[waiter.request.priority])
    if (waiters[0] !== undefined) other.#schedule(waiters[0].request.clock)
  }

  /** True when nothing of value would be lost with this quota. Where there are many, limits of idle ones are forgotten. */
  isIdle(now: number, isCrowded: boolean): boolean {
    this.#state = expire(this.#state, now)
    const isForgettable = !this.#state.learned || isCrowded || this.#usedAt + memoryMs <= now
    return isForgettable && isUnused(this.#state, now) && this.#heads().length === 0
  }

  /** Serves every waiter that can go or is too late, and sets the timer for the next. */
  #schedule(clock: Clock): void {
    const now = (this.#usedAt = clock.now())
    this.#state = expire(this.#state, now)
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
    if (!waiter.isWaiting()) return
    const { clock, priority } = waiter.request
    const now = clock.now()
    const windowMs = pauseMsOf(this.#state)
    const ms = this.#heads().includes(waiter)
      ? Math.min(windowMs, nextOpening(this.#state, priority, now).expectedAt - now)
      : windowMs * Math.max(1, ahead / currentMax(this.#state))
    waiter.wakeAfter(ms, () => {
      const quota = rootOf<QuotaWindow>(this)
      quota.#schedule(clock)
      quota.#watch(waiter)
    })
  }

  /** Grants or refuses one waiter. If none is ready, returns when the next may be. */
  #serve(now: number): number | undefined {
    let wakeAt = Infinity
    for (const waiter of this.#heads()) {
      const { request } = waiter
      const { expectedAt, notBefore } = nextOpening(this.#state, request.priority, now)
      if (notBefore > request.deadline) {
        waiter.resolve({ retryAt: notBefore })
        return undefined
      }
      if (expectedAt <= now) {
        this.#grant(waiter, now)
        return undefined
      }
      wakeAt = Math.min(wakeAt, expectedAt)
    }
    return wakeAt
  }

  #grant({ request, resolve }: Waiter, now: number): void {
    const permit = this.#createPermit(request)
    const bulkWaits = nextWaiter(this.#queues.bulk) !== undefined
    resolve(permit)
    // Last, because a listener that aborts the call must not leave the permit half granted.
    this.#advance({ type: 'grant', permit, request, bulkWaits }, request, now)
  }

  #createPermit(request: LimiterRequest): Permit {
    const permit = createPermit((outcome) => {
      rootOf<QuotaWindow>(this).#release(permit, request, outcome)
    })
    return permit
  }

  #release(permit: Permit, request: LimiterRequest, given: PermitOutcome): void {
    const now = request.clock.now()
    const outcome =
      given.sent === 'yes' ? { ...readResponse(given.status, given.headers, now), sent: given.sent } : given
    const closes = outcome.sent === 'yes' && isExhausted(outcome)
    const random = closes ? Math.random() : undefined
    this.#advance({ type: 'release', permit, request, outcome, random }, request, now)
    if (closes) this.#refuseLate()
    this.#schedule(request.clock)
  }

  #advance(event: QuotaEvent, { key, notify }: LimiterRequest, at: number): void {
    const quota = (this.#state = advance(this.#state, event, at))
    for (const state of quota.changes) {
      const change = { type: 'limit', at, key, state, max: currentMax(quota) } as const
      notify(state === 'closed' ? { ...change, until: quota.closedUntil } : change)
    }
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
    return queues.map(nextWaiter).filter((waiter) => waiter !== undefined)
  }

  #waiters(): Waiter[] {
    return Object.values(this.#queues).flatMap(waitersOf)
  }
}
