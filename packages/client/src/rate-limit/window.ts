import type { Clock } from '../clock.ts'
import type { LimitEvent } from '../event.ts'
import type { LimiterRequest, LimitExceeded, Permit, PermitOutcome } from './limiter.ts'
import { createQueue, type Queue } from './queue.ts'
import { readQuota, readRetryAfter } from './headers.ts'

/** How long a request whose answer was lost may still be on its way. */
const graceMs = 5000
/** How often one request tries whether the day has started anew, where nothing says when it does. */
const dailyProbeMs = 900_000
/** How long it is remembered of an idle quota what the service said of it. */
const memoryMs = 3_600_000

type Waiter = {
  readonly request: LimiterRequest
  readonly end: (result: Permit | LimitExceeded) => void
  /** Waits in another pool instead. */
  readonly move: (pool: Pool) => void
}

type Priority = {
  /** Requests on their way. */
  flying: number
  /** When the others were settled, in order; each counts for one window more. */
  readonly settled: number[]
  /** Who waits to send again, and who waits to send at all. */
  readonly again: Queue<Waiter>
  readonly fresh: Queue<Waiter>
}

const createLane = (): Priority => ({ flying: 0, settled: [], again: createQueue(), fresh: createQueue() })

const takenBy = ({ flying, settled }: Priority): number => flying + settled.length
const headOf = ({ again, fresh }: Priority): Waiter | undefined => again.head() ?? fresh.head()
const firstOf = (times: readonly number[]): number => times[0] ?? Infinity

/** Keeps a slot taken for one window from that moment on. */
function hold({ settled }: Priority, at: number): void {
  let index = settled.length
  while (index > 0 && (settled[index - 1] ?? 0) > at) index--
  settled.splice(index, 0, at)
}

/** One quota: who has a slot of it, and who waits for one. */
export type Pool = {
  readonly ask: (
    request: LimiterRequest,
    resolve: (result: Permit | LimitExceeded) => void,
    reject: (reason: unknown) => void,
  ) => void
  readonly settle: (permit: Permit, request: LimiterRequest, settlement: PermitOutcome) => void
  /** The quota that this one goes on in, and itself otherwise. */
  readonly root: () => Pool
  /** Lets this quota go on in another. */
  readonly merge: (into: Pool) => void
  readonly absorb: (
    priorities: readonly Priority[],
    max: number,
    intervalMs: number,
    share: number,
    until: number,
    closed: boolean,
    probe: Permit | undefined,
  ) => void
  /** True when nothing would be lost with it; of many, less is kept. */
  readonly isIdle: (now: number, many: boolean) => boolean
}

/** Makes a quota of which nothing was used. The service can lower `ceiling`, and not raise it. */
export function createPool(ceiling: number, windowMs: number): Pool {
  let max = ceiling
  let intervalMs = windowMs
  /** The part of `max` that is used: less after a 429, and more again with each window that passes without one. */
  let share = 1
  let growAt = 0
  /** Nothing is sent before, nothing of the bulk priority, and what is sent until then goes one by one, evenly spaced. */
  let until = 0
  let bulkUntil = 0
  let pacedUntil = 0
  /** After a 429: one request goes first, and the others once it got through. */
  let closed = false
  let probe: Permit | undefined
  const urgent = createLane()
  const bulk = createLane()
  /** Slots that others seem to have taken, which leave the reserve alone: when that was last said, in order. */
  let foreign: number[] = []
  const priorities = [urgent, bulk]
  /** Interactive requests that went past a waiting one of the bulk priority. */
  let passed = 0
  /** How often in a row answers said what is more generous than what is believed. */
  let votes = [0, 0, 0, 0]
  /** A quota that was merged before it was used is kept until it is. */
  let usedAt = Infinity
  let learned = false
  let wakeAt = Infinity
  let timer: AbortController | undefined
  let next: Pool | undefined

  const limit = (): number => Math.max(1, Math.floor(max * share))
  const taken = (): number => takenBy(urgent) + takenBy(bulk) + foreign.length
  const laneOf = (request: LimiterRequest): Priority => (request.priority === 'bulk' ? bulk : urgent)

  const expire = (now: number): void => {
    for (const times of [urgent.settled, bulk.settled, foreign]) {
      while (firstOf(times) + intervalMs <= now) times.shift()
    }
  }

  /** When a request of a priority can go, as far as is known, and the moment before which it certainly cannot. */
  const opening = (priority: Priority, now: number): readonly [at: number, sure: number] => {
    const gate = Math.max(now, until, priority === bulk ? bulkUntil : 0)
    const sure = probe === undefined ? gate : now
    const reserved =
      priority === bulk && takenBy(bulk) + foreign.length >= Math.max(1, limit() - Math.ceil(limit() / 10))
    if (!reserved && taken() < limit()) return [gate, sure]
    const free =
      Math.min(reserved ? Infinity : firstOf(urgent.settled), firstOf(bulk.settled), firstOf(foreign)) +
      intervalMs
    // A request on its way may turn out never to have left, which gives its slot back at once.
    return [Math.max(gate, free), urgent.flying + bulk.flying > 0 ? sure : Math.max(sure, free)]
  }

  /** Lets through whoever can go, refuses whoever cannot go in time, and sets the timer for the next. */
  const drain = (clock: Clock): void => {
    const now = (usedAt = clock.now())
    expire(now)
    for (;;) {
      let at = Infinity
      const heads = [headOf(urgent), headOf(bulk)]
      // One in ten, so that a long job comes to its end however many people wait.
      if (passed > 8) heads.reverse()
      const moved = heads.some((waiter) => {
        if (waiter === undefined) return false
        const { request, end } = waiter
        const [earliest, sure] = opening(laneOf(request), now)
        if (sure > request.deadline) end({ retryAt: sure })
        else if (earliest <= now) {
          passed = laneOf(request) === bulk || heads.includes(undefined) ? 0 : passed + 1
          const permit = grant(request, now)
          end(permit)
          // Told last: whoever ends the call as he hears of it must not end it half let through.
          if (probe === permit) tell(request, now, 'probing')
        } else {
          at = Math.min(at, earliest)
          return false
        }
        return true
      })
      if (!moved) return wake(at, clock, now)
    }
  }

  const wake = (at: number, clock: Clock, now: number): void => {
    if (at === wakeAt) return
    timer?.abort()
    wakeAt = at
    if (at === Infinity) return
    timer = new AbortController()
    const onWake = (): void => {
      wakeAt = Infinity
      drain(clock)
    }
    // Whole milliseconds, because the least part of one may be too little for a clock to move.
    clock.sleep(Math.ceil(at - now), timer.signal).then(onWake, () => {})
  }

  const grant = (request: LimiterRequest, now: number): Permit => {
    let open = true
    const permit: Permit = {
      release(settlement) {
        if (open) pool.settle(permit, request, settlement)
        open = false
      },
    }
    laneOf(request).flying++
    if (closed) {
      probe = permit
      // Should it never be settled, the next one tries.
      until = request.deadline
    } else if (now < pacedUntil) until = now + Math.max(intervalMs, 1000) / limit()
    return permit
  }

  const tell = ({ key, notify }: LimiterRequest, at: number, state: LimitEvent['state']): void => {
    const event = { type: 'limit', at, key, state, max: limit() } as const
    notify(state === 'closed' ? { ...event, until } : event)
  }

  /** Takes in what an answer says of the quota. */
  const learn = (
    request: LimiterRequest,
    { status, headers }: PermitOutcome & { readonly sent: 'yes' },
    now: number,
    probed: boolean,
  ): void => {
    const before = limit()
    const quota = readQuota(headers)
    max = adopt(0, max, Math.min(quota.max ?? max, ceiling), -1)
    intervalMs = adopt(2, intervalMs, quota.intervalMs ?? intervalMs, 1)
    // Others use the quota as well: what they took counts for one window from now on, and what they took before and seem
    // to keep up is not set free all at once.
    const others = Math.max(0, max - (quota.remaining ?? max) - takenBy(urgent) - takenBy(bulk))
    foreign = [
      ...foreign.slice(0, Math.max(0, foreign.length - others)),
      ...Array.from({ length: others }, () => now),
    ]
    const resetMs = quota.resetMs ?? dailyProbeMs
    if (quota.daily !== undefined) bulkUntil = quota.scarce ? now + resetMs : 0
    if (status === 429 || quota.daily === 0) {
      const first = probed || !closed
      let wait = Math.max(readRetryAfter(headers, now) ?? 0, intervalMs, 1000)
      if (first) {
        wait *= 1 + Math.random() / 4
        // Of many refused at once, the first counts.
        if (status === 429) share *= 0.7
      }
      if (quota.daily === 0) wait = Math.max(wait, resetMs)
      closed = learned = true
      until = Math.max(until, now + wait)
      if (first) tell(request, now, 'closed')
      for (const priority of priorities) {
        for (const waiter of [...priority.again.items, ...priority.fresh.items]) {
          if (waiter.request.deadline < until) waiter.end({ retryAt: until })
        }
      }
    } else {
      if (probed) {
        closed = false
        pacedUntil = now + Math.max(intervalMs, 1000)
        growAt = now + intervalMs
        tell(request, now, 'open')
      } else if (!closed && now >= growAt && (share < 0.9 || foreign.length === 0)) {
        // Where others are at work there is no full use without another 429 soon.
        share = Math.min(1, share + 0.05)
        growAt = now + intervalMs
      }
      if (limit() !== before) tell(request, now, 'changed')
    }
  }

  /** Believes at once what is stricter, and the rest when three answers in a row say the same. */
  const adopt = (place: 0 | 2, believed: number, value: number, stricter: 1 | -1): number => {
    const times = votes[place] === value ? (votes[place + 1] ?? 0) + 1 : 1
    votes[place] = value
    votes[place + 1] = times
    if (times < 3 && (value - believed) * stricter <= 0) return believed
    learned ||= value !== believed
    return value
  }

  const pool: Pool = {
    ask(request, resolve, reject) {
      if (next !== undefined) return next.ask(request, resolve, reject)
      const { signal } = request
      const { items } = laneOf(request)[request.isRetry ? 'again' : 'fresh']
      const leave = (): void => {
        signal.removeEventListener('abort', stop)
        items.delete(waiter)
      }
      const stop = (): void => {
        leave()
        reject(signal.reason)
        drain(request.clock)
      }
      const waiter: Waiter = {
        request,
        end(result) {
          leave()
          resolve(result)
        },
        move(to) {
          leave()
          to.ask(request, resolve, reject)
        },
      }
      items.add(waiter)
      signal.addEventListener('abort', stop)
      drain(request.clock)
    },
    settle(permit, request, settlement) {
      if (next !== undefined) return next.settle(permit, request, settlement)
      const now = request.clock.now()
      const priority = laneOf(request)
      expire(now)
      priority.flying--
      if (settlement.sent !== 'no') hold(priority, settlement.sent === 'yes' ? now : now + graceMs)
      const probed = probe === permit
      if (probed) {
        probe = undefined
        until = now
      }
      if (settlement.sent === 'yes') learn(request, settlement, now, probed)
      drain(request.clock)
    },
    root: () => next?.root() ?? pool,
    merge(into) {
      next = into
      timer?.abort()
      into.absorb(priorities, max, intervalMs, share, until, closed, probe)
    },
    absorb(others, otherMax, otherMs, otherShare, otherUntil, otherClosed, otherProbe) {
      max = Math.min(max, otherMax)
      intervalMs = Math.max(intervalMs, otherMs)
      share = Math.min(share, otherShare)
      until = Math.max(until, otherUntil)
      closed ||= otherClosed
      probe ??= otherProbe
      learned = true
      others.forEach(({ flying, settled }, index) => {
        const priority = index > 0 ? bulk : urgent
        priority.flying += flying
        for (const at of settled) hold(priority, at)
      })
      for (const { again, fresh } of others) {
        for (const waiter of [...again.items, ...fresh.items]) waiter.move(pool)
      }
    },
    isIdle(now, many) {
      if (next !== undefined) return next.isIdle(now, many)
      expire(now)
      const waits = headOf(urgent) ?? headOf(bulk)
      const forgotten = !learned || many || usedAt + memoryMs <= now
      return forgotten && waits === undefined && taken() === 0 && Math.max(until, bulkUntil) <= now
    },
  }
  return pool
}
