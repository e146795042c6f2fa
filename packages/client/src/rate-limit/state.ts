import type { LimitEvent } from '../event.ts'
import type { Priority } from '../options/call.ts'
import type { Permit } from './limiter.ts'
import { bulkReserveDivisor, minPauseMs } from './policy.ts'
import { firstOf, mergeSlots, taken, unused, type Slots, type Times } from './slots.ts'

/** A value that responses announced, and how many in a row did so. */
export type Announced = { readonly value: number; readonly times: number }

/** One quota: its limits, and the slots that are taken. */
export type QuotaState = {
  /** Requests in one window as configured. The service can announce less, never more. */
  readonly ceiling: number
  /** Processes among which the announced `max` is divided. */
  readonly processes: number
  readonly max: number
  readonly intervalMs: number
  /** Announcements that are looser than `max` and `intervalMs`, until enough responses confirm them. */
  readonly confirm: { readonly max: Announced; readonly intervalMs: Announced }
  /** Part of `max` in use: lower after a 429, and higher again with each window that passes without one. */
  readonly throttle: number
  /** Earliest time for the next growth of `throttle`. */
  readonly growAt: number
  /** After a 429: a single request, the probe, goes first, and the others once it got through. */
  readonly closed: boolean
  /** The permit of the probe in flight, compared by identity. */
  readonly probe: Permit | undefined
  /** Nothing is sent before, unless the probe ends earlier. If it never does, the next request becomes the probe. */
  readonly probeUntil: number
  /** Nothing is sent before. */
  readonly closedUntil: number
  /** No bulk request is sent before. */
  readonly bulkClosedUntil: number
  /** Requests are sent one by one, evenly spaced, until then. */
  readonly pacedUntil: number
  readonly interactive: Slots
  readonly bulk: Slots
  /** Slots that other programs seem to have taken, by when a response last showed them. They leave the reserve alone. */
  readonly others: Times
  /** Interactive requests in a row that passed a waiting bulk request. */
  readonly bypasses: number
  /** True when the service announced something that a new state would not know. */
  readonly learned: boolean
  /** The changes by the last event that callers are notified of. */
  readonly changes: readonly LimitEvent['state'][]
}

const unannounced: Announced = { value: 0, times: 0 }

/** Makes the state of a quota of which nothing was used. */
export function createState(max: number, intervalMs: number, processes = 1): QuotaState {
  const ceiling = shareOf(max, processes)
  return {
    ceiling,
    processes,
    max: ceiling,
    intervalMs,
    confirm: { max: unannounced, intervalMs: unannounced },
    throttle: 1,
    growAt: 0,
    closed: false,
    probe: undefined,
    probeUntil: 0,
    closedUntil: 0,
    bulkClosedUntil: 0,
    pacedUntil: 0,
    interactive: unused,
    bulk: unused,
    others: [],
    bypasses: 0,
    learned: false,
    changes: [],
  }
}

/** Frees the slots that count no longer. */
export function expire(state: QuotaState, now: number): QuotaState {
  const { interactive, bulk, others, intervalMs } = state
  const isRecent = (at: number): boolean => at + intervalMs > now
  const released = [interactive.released, bulk.released, others]
  // Most calls free nothing.
  if (released.every((times) => isRecent(firstOf(times)))) return state
  return {
    ...state,
    interactive: { ...interactive, released: interactive.released.filter(isRecent) },
    bulk: { ...bulk, released: bulk.released.filter(isRecent) },
    others: others.filter(isRecent),
  }
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
  const isReserved = isBulk && taken(bulk) + others.length >= maxBulk
  const isFull = isReserved || takenSlots(state) >= max
  const freeAt = isFull
    ? Math.min(
        isReserved ? Infinity : firstOf(interactive.released),
        firstOf(bulk.released),
        firstOf(others),
      ) + intervalMs
    : now
  // A request in flight may turn out to be unsent, which frees its slot at once.
  const isCertain = interactive.inFlight + bulk.inFlight === 0
  return {
    // The outcome of a probe may open the quota at any moment.
    expectedAt: Math.max(openAt, freeAt, isProbing(state, now) ? state.probeUntil : 0),
    notBefore: isCertain ? Math.max(openAt, freeAt) : openAt,
  }
}

/** Joins two quotas that turned out to be one: the stricter limits hold, and the slots of both count. */
export function mergeStates(state: QuotaState, other: QuotaState): QuotaState {
  return {
    ...state,
    max: Math.min(state.max, other.max),
    intervalMs: Math.max(state.intervalMs, other.intervalMs),
    throttle: Math.min(state.throttle, other.throttle),
    closed: state.closed || other.closed,
    probe: state.probe ?? other.probe,
    probeUntil: Math.max(state.probeUntil, other.probeUntil),
    closedUntil: Math.max(state.closedUntil, other.closedUntil),
    bulkClosedUntil: Math.max(state.bulkClosedUntil, other.bulkClosedUntil),
    pacedUntil: Math.max(state.pacedUntil, other.pacedUntil),
    growAt: Math.max(state.growAt, other.growAt),
    // Each of the two saw the requests of the other among them.
    others: state.others.length < other.others.length ? other.others : state.others,
    interactive: mergeSlots(state.interactive, other.interactive),
    bulk: mergeSlots(state.bulk, other.bulk),
    learned: true,
  }
}

const takenSlots = ({ interactive, bulk, others }: QuotaState): number =>
  taken(interactive) + taken(bulk) + others.length

/** The shortest pause after a 429, and the stretch in which requests are paced after it. */
export const pauseMsOf = ({ intervalMs }: QuotaState): number => Math.max(intervalMs, minPauseMs)
