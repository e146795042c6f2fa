import type { Priority } from '../options/call.ts'
import type { Permit } from './limiter.ts'
import { bulkReserveDivisor, minPauseMs } from './policy.ts'
import { taken, Times, type Slots } from './slots.ts'

/** A value that responses announced, and how many in a row did so. */
export type Announced = { value: number; times: number }

/**
 * One quota: its limits, and the slots that are taken. It is changed in place, since a copy for each change would cost more
 * than the decisions: by `advance.ts`, `expire`, `mergeStates`, and `window.ts` for a token of several sub-accounts.
 */
export type QuotaState = {
  /** Requests in one window as configured. The service can announce less, never more. */
  readonly ceiling: number
  /** Processes among which the announced `max` is divided. */
  readonly processes: number
  max: number
  intervalMs: number
  /** Announcements that are looser than `max` and `intervalMs`, until enough responses confirm them. */
  readonly confirm: { readonly max: Announced; readonly intervalMs: Announced }
  /** Part of `max` in use: lower after a 429, and higher again with each window that passes without one. */
  throttle: number
  /** Earliest time for the next growth of `throttle`. */
  growAt: number
  /** After a 429: a single request, the probe, goes first, and the others once it got through. */
  closed: boolean
  /** True when a probe met another 429: times that a service states below one window count for nothing, for a window. */
  isDoubted: boolean
  /** The permit of the probe in flight, compared by identity. */
  probe: Permit | undefined
  /** Nothing is sent before, unless the probe ends earlier. If it never does, the next request becomes the probe. */
  probeUntil: number
  /** Nothing is sent before. */
  closedUntil: number
  /** No bulk request is sent before. */
  bulkClosedUntil: number
  /** Requests are sent one by one, evenly spaced, until then. */
  pacedUntil: number
  readonly interactive: Slots
  readonly bulk: Slots
  /** Slots that other programs seem to have taken, by when a response last showed them. They leave the reserve alone. */
  readonly others: Times
  /** Interactive requests in a row that passed a waiting bulk request. */
  bypasses: number
  /** True when the service announced something that a new state would not know. */
  learned: boolean
}

/** Makes the state of a quota of which nothing was used. */
export function createState(max: number, intervalMs: number, processes = 1): QuotaState {
  const ceiling = shareOf(max, processes)
  return {
    ceiling,
    processes,
    max: ceiling,
    intervalMs,
    confirm: { max: { value: 0, times: 0 }, intervalMs: { value: 0, times: 0 } },
    throttle: 1,
    growAt: 0,
    closed: false,
    isDoubted: false,
    probe: undefined,
    probeUntil: 0,
    closedUntil: 0,
    bulkClosedUntil: 0,
    pacedUntil: 0,
    interactive: { inFlight: 0, released: new Times() },
    bulk: { inFlight: 0, released: new Times() },
    others: new Times(),
    bypasses: 0,
    learned: false,
  }
}

/** Frees the slots that count no longer. */
export function expire({ interactive, bulk, others, intervalMs }: QuotaState, now: number): void {
  interactive.released.expire(now, intervalMs)
  bulk.released.expire(now, intervalMs)
  others.expire(now, intervalMs)
}

/** Calculates the part of one process in a limit. */
export function shareOf(max: number, processes: number): number {
  return Math.max(1, Math.floor(max / processes))
}

/** Requests that may be in one window now. */
export function currentMax({ max, throttle }: QuotaState): number {
  return Math.max(1, Math.floor(max * throttle))
}

/** True while the outcome of a probe decides when the others go. */
export function isProbing({ probe, probeUntil }: QuotaState, now: number): boolean {
  return probe !== undefined && now < probeUntil
}

/** True when a new state would decide alike, apart from what was learned. */
export function isUnused(state: QuotaState, now: number): boolean {
  return takenSlots(state) === 0 && Math.max(state.closedUntil, state.bulkClosedUntil) <= now
}

/** When a request can go: as far as is known, and the moment before which it certainly cannot. */
export type Opening = { readonly expectedAt: number; readonly notBefore: number }

/** Calculates when a request of a priority can go. */
export function nextOpening(state: QuotaState, priority: Priority, now: number): Opening {
  const { interactive, bulk, others, intervalMs } = state
  const isBulk = priority === 'bulk'
  const openAt = Math.max(now, state.closedUntil, isBulk ? state.bulkClosedUntil : 0)
  const max = currentMax(state)
  const maxBulk = Math.max(1, max - Math.ceil(max / bulkReserveDivisor))
  const isReserved = isBulk && taken(bulk) + others.count >= maxBulk
  const isFull = isReserved || takenSlots(state) >= max
  const freeAt = isFull
    ? Math.min(isReserved ? Infinity : interactive.released.first, bulk.released.first, others.first) +
      intervalMs
    : now
  // A request in flight may turn out to be unsent, which frees its slot at once.
  const isCertain = interactive.inFlight + bulk.inFlight === 0
  return {
    // The outcome of a probe may open the quota at any moment.
    expectedAt: Math.max(openAt, freeAt, isProbing(state, now) ? state.probeUntil : 0),
    notBefore: isCertain ? Math.max(openAt, freeAt) : openAt,
  }
}

/** Adds another quota, which turned out to be the same: the stricter limits hold, and the slots of both count. */
export function mergeStates(state: QuotaState, other: QuotaState): void {
  for (const name of ['max', 'throttle'] as const) state[name] = Math.min(state[name], other[name])
  for (const name of latest) state[name] = Math.max(state[name], other[name])
  state.closed ||= other.closed
  state.isDoubted ||= other.isDoubted
  state.probe ??= other.probe
  for (const priority of ['interactive', 'bulk'] as const) {
    state[priority].inFlight += other[priority].inFlight
    for (const at of other[priority].released.values) state[priority].released.add(at)
  }
  // Each of the two saw the requests of the other among them.
  for (const at of other.others.values.slice(state.others.count)) state.others.add(at)
  state.learned = true
}

const latest = ['intervalMs', 'probeUntil', 'closedUntil', 'bulkClosedUntil', 'pacedUntil', 'growAt'] as const

const takenSlots = ({ interactive, bulk, others }: QuotaState): number =>
  taken(interactive) + taken(bulk) + others.count

/** The shortest pause after a 429, and the stretch in which requests are paced after it. */
export const pauseMsOf = ({ intervalMs }: QuotaState): number => Math.max(intervalMs, minPauseMs)
