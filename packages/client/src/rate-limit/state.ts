import type { LimitEvent } from '../event.ts'
import { isExhausted, type QuotaResponse } from './headers.ts'
import type { Permit, Priority } from './limiter.ts'
import {
  bulkReserveDivisor,
  confirmations,
  dailyProbeMs,
  graceMs,
  maxJitter,
  maxSharedThrottle,
  minPauseMs,
  throttleFactor,
  throttleStep,
} from './policy.ts'

/** Times in ascending order. */
type Times = readonly number[]

/** The slots that one priority has taken. */
export type Slots = {
  /** Requests that were granted and not released yet. */
  readonly inFlight: number
  /** When the others were released. Each counts for one window more. */
  readonly released: Times
}

/** A value that responses announced, and how many in a row did so. */
export type Announced = { readonly value: number; readonly times: number }

/** One quota: its limits, and the slots that are taken. */
export type QuotaState = {
  /** Requests in one window as configured. The service can announce less, never more. */
  readonly ceiling: number
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
}

/** The outcome of a request, with its headers read and its random number drawn. */
export type Outcome =
  | { readonly sent: 'no' }
  | { readonly sent: 'no-response' }
  | ({ readonly sent: 'yes'; readonly random: number } & QuotaResponse)

/** A permit was granted. */
export type GrantEvent = {
  readonly type: 'grant'
  readonly permit: Permit
  readonly priority: Priority
  readonly deadline: number
  /** True when a bulk request waits. */
  readonly bulkWaits: boolean
}

/** A permit was released. */
export type ReleaseEvent = {
  readonly type: 'release'
  readonly permit: Permit
  readonly priority: Priority
  readonly outcome: Outcome
}

/** Everything that changes a quota, apart from time. */
export type QuotaEvent = GrantEvent | ReleaseEvent

/** A state, and the changes on the way to it that callers are notified of. */
export type Transition = {
  readonly state: QuotaState
  readonly changes: readonly LimitEvent['state'][]
}

const unused: Slots = { inFlight: 0, released: [] }
const unannounced: Announced = { value: 0, times: 0 }

/** Makes the state of a quota of which nothing was used. */
export function createState(max: number, intervalMs: number): QuotaState {
  return {
    ceiling: max,
    max,
    intervalMs,
    confirm: { max: unannounced, intervalMs: unannounced },
    throttle: 1,
    growAt: 0,
    closed: false,
    probe: undefined,
    closedUntil: 0,
    bulkClosedUntil: 0,
    pacedUntil: 0,
    interactive: unused,
    bulk: unused,
    others: [],
    bypasses: 0,
    learned: false,
  }
}

/** Applies an event to a state. Pure: time and chance come in as values. */
export function advance(state: QuotaState, event: QuotaEvent, now: number): Transition {
  const current = expire(state, now)
  return event.type === 'grant' ? grant(current, event, now) : release(current, event, now)
}

/** Frees the slots that count no longer. */
export function expire(state: QuotaState, now: number): QuotaState {
  const { interactive, bulk, others, intervalMs } = state
  const isOver = (times: Times): boolean => firstOf(times) + intervalMs <= now
  if (!isOver(interactive.released) && !isOver(bulk.released) && !isOver(others)) return state
  const keep = (times: Times): Times => times.filter((at) => at + intervalMs > now)
  return {
    ...state,
    interactive: { ...interactive, released: keep(interactive.released) },
    bulk: { ...bulk, released: keep(bulk.released) },
    others: keep(others),
  }
}

/** Requests that may be in one window now. */
export function currentMax({ max, throttle }: QuotaState): number {
  return Math.max(1, Math.floor(max * throttle))
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
  // The outcome of a probe may open the quota at any moment.
  const notBefore = state.probe === undefined ? openAt : now
  const max = currentMax(state)
  const maxBulk = Math.max(1, max - Math.ceil(max / bulkReserveDivisor))
  const isReserved = isBulk && taken(bulk) + others.length >= maxBulk
  if (!isReserved && takenSlots(state) < max) return { expectedAt: openAt, notBefore }
  const freeAt =
    Math.min(isReserved ? Infinity : firstOf(interactive.released), firstOf(bulk.released), firstOf(others)) +
    intervalMs
  // A request in flight may turn out to be unsent, which frees its slot at once.
  const isCertain = interactive.inFlight + bulk.inFlight === 0
  return {
    expectedAt: Math.max(openAt, freeAt),
    notBefore: isCertain ? Math.max(notBefore, freeAt) : notBefore,
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
    closedUntil: Math.max(state.closedUntil, other.closedUntil),
    interactive: mergeSlots(state.interactive, other.interactive),
    bulk: mergeSlots(state.bulk, other.bulk),
    learned: true,
  }
}

function grant(state: QuotaState, event: GrantEvent, now: number): Transition {
  const { permit, priority, deadline, bulkWaits } = event
  const slots = state[priority]
  const granted = {
    ...state,
    [priority]: { ...slots, inFlight: slots.inFlight + 1 },
    bypasses: priority === 'interactive' && bulkWaits ? state.bypasses + 1 : 0,
  }
  if (state.closed) {
    // If the probe is never released, the next request becomes the probe at its deadline.
    return { state: { ...granted, probe: permit, closedUntil: deadline }, changes: ['probing'] }
  }
  if (now < state.pacedUntil) granted.closedUntil = now + minimumMs(state) / currentMax(state)
  return { state: granted, changes: [] }
}

function release(state: QuotaState, event: ReleaseEvent, now: number): Transition {
  const { permit, priority, outcome } = event
  const { inFlight, released } = state[priority]
  const isProbe = state.probe === permit
  const countedFrom = outcome.sent === 'yes' ? now : now + graceMs
  const next = {
    ...state,
    [priority]: {
      inFlight: inFlight - 1,
      released: outcome.sent === 'no' ? released : insertTime(released, countedFrom),
    },
  }
  if (isProbe) {
    next.probe = undefined
    next.closedUntil = now
  }
  if (outcome.sent !== 'yes') return { state: next, changes: [] }
  const believed = believe(next, outcome, now)
  if (isExhausted(outcome)) return close(believed, outcome, { isProbe, now })
  const opened = isProbe ? open(believed, now) : grow(believed, now)
  const isChanged = currentMax(opened) !== currentMax(state)
  return {
    state: opened,
    changes: [...(isProbe ? (['open'] as const) : []), ...(isChanged ? (['changed'] as const) : [])],
  }
}

/** Takes over the limits that a response announces: stricter ones at once, looser ones when they are confirmed. */
function believe(state: QuotaState, { quota }: QuotaResponse, now: number): QuotaState {
  const announcedMax = Math.min(quota.max ?? state.max, state.ceiling)
  const announcedMs = quota.intervalMs ?? state.intervalMs
  const confirm = {
    max: countAnnounced(state.confirm.max, announcedMax),
    intervalMs: countAnnounced(state.confirm.intervalMs, announcedMs),
  }
  const max = announcedMax < state.max || isConfirmed(confirm.max) ? announcedMax : state.max
  const isLonger = announcedMs > state.intervalMs
  const intervalMs = isLonger || isConfirmed(confirm.intervalMs) ? announcedMs : state.intervalMs
  const next = { ...state, confirm, max, intervalMs }
  next.learned ||= max !== state.max || intervalMs !== state.intervalMs
  // What other programs took counts for one window from now on. Slots that they took before and seem to keep are replaced,
  // not added, and the rest stays until its own window ends.
  const others = max - (quota.remaining ?? max) - taken(state.interactive) - taken(state.bulk)
  if (others > 0) {
    const kept = state.others.slice(0, Math.max(0, state.others.length - others))
    next.others = [...kept, ...Array.from({ length: others }, () => now)]
  }
  if (quota.daily !== undefined) next.bulkClosedUntil = quota.scarce ? now + resetMsOf(quota) : 0
  return next
}

function close(
  state: QuotaState,
  response: QuotaResponse & { readonly random: number },
  { isProbe, now }: { readonly isProbe: boolean; readonly now: number },
): Transition {
  const { status, quota, retryAfterMs = 0, random } = response
  // Of many requests that meet a 429 together, only the first lowers the throttle.
  const isFirst = isProbe || !state.closed
  const pauseMs = Math.max(retryAfterMs, minimumMs(state)) * (isFirst ? 1 + random * maxJitter : 1)
  const closedMs = quota.daily === 0 ? Math.max(pauseMs, resetMsOf(quota)) : pauseMs
  return {
    state: {
      ...state,
      closed: true,
      learned: true,
      throttle: isFirst && status === 429 ? state.throttle * throttleFactor : state.throttle,
      closedUntil: Math.max(state.closedUntil, now + closedMs),
    },
    changes: isFirst ? ['closed'] : [],
  }
}

/** Opens the quota after its probe got through. */
function open(state: QuotaState, now: number): QuotaState {
  return {
    ...state,
    closed: false,
    pacedUntil: now + minimumMs(state),
    growAt: now + state.intervalMs,
  }
}

/** Lifts the throttle by one step for each window without a 429. */
function grow(state: QuotaState, now: number): QuotaState {
  const { closed, growAt, throttle, others } = state
  if (closed || now < growAt || (throttle >= maxSharedThrottle && others.length > 0)) return state
  return { ...state, throttle: Math.min(1, throttle + throttleStep), growAt: now + state.intervalMs }
}

const firstOf = (times: Times): number => times[0] ?? Infinity
const taken = ({ inFlight, released }: Slots): number => inFlight + released.length
const takenSlots = ({ interactive, bulk, others }: QuotaState): number =>
  taken(interactive) + taken(bulk) + others.length
const minimumMs = ({ intervalMs }: QuotaState): number => Math.max(intervalMs, minPauseMs)
const resetMsOf = ({ resetMs }: QuotaResponse['quota']): number => resetMs ?? dailyProbeMs
const isConfirmed = ({ times }: Announced): boolean => times >= confirmations

const countAnnounced = (previous: Announced, value: number): Announced => ({
  value,
  times: previous.value === value ? previous.times + 1 : 1,
})

const mergeSlots = (slots: Slots, other: Slots): Slots => ({
  inFlight: slots.inFlight + other.inFlight,
  released: other.released.reduce(insertTime, slots.released),
})

/** Adds a time in its place, which is the end for nearly all. */
function insertTime(times: Times, at: number): Times {
  let index = times.length
  while (index > 0 && (times[index - 1] ?? 0) > at) index--
  return [...times.slice(0, index), at, ...times.slice(index)]
}
