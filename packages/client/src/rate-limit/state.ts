import type { LimitEvent } from '../event.ts'
import { isExhausted, type Quota, type QuotaResponse } from './headers.ts'
import type { Priority } from '../options/call.ts'
import type { LimiterRequest, Permit } from './limiter.ts'
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
  /** The changes by the last event that callers are notified of. */
  readonly changes: readonly LimitEvent['state'][]
}

/** The outcome of a request, with its headers read. */
export type Outcome = { readonly sent: 'no' | 'no-response' } | ({ readonly sent: 'yes' } & QuotaResponse)

type RequestEvent = {
  readonly permit: Permit
  readonly request: Pick<LimiterRequest, 'priority' | 'deadline'>
}

/** A permit was granted. */
export type GrantEvent = RequestEvent & {
  readonly type: 'grant'
  /** True when a bulk request waits. */
  readonly bulkWaits: boolean
}

/** A permit was released. */
export type ReleaseEvent = RequestEvent & {
  readonly type: 'release'
  readonly outcome: Outcome
  /** A random number from 0 to 1. */
  readonly random: number
}

/** Everything that changes a quota, apart from time. */
export type QuotaEvent = GrantEvent | ReleaseEvent

/** A copy of a state, which `advance` may change until it returns it. */
type Draft = { -readonly [Key in keyof QuotaState]: QuotaState[Key] }

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
    changes: [],
  }
}

/** Applies an event to a state. Pure: time and chance come in as values. */
export function advance(state: QuotaState, event: QuotaEvent, now: number): QuotaState {
  const draft = { ...expire(state, now), changes: [] }
  if (event.type === 'grant') grant(draft, event, now)
  else release(draft, event, now)
  return draft
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

function grant(draft: Draft, { permit, request, bulkWaits }: GrantEvent, now: number): void {
  const { priority, deadline } = request
  const slots = draft[priority]
  draft[priority] = { ...slots, inFlight: slots.inFlight + 1 }
  draft.bypasses = priority === 'interactive' && bulkWaits ? draft.bypasses + 1 : 0
  if (draft.closed) {
    draft.probe = permit
    // If the probe is never released, the next request becomes the probe at its deadline.
    draft.closedUntil = deadline
    draft.changes = ['probing']
  } else if (now < draft.pacedUntil) {
    draft.closedUntil = now + pauseMsOf(draft) / currentMax(draft)
  }
}

function release(draft: Draft, { permit, request, outcome, random }: ReleaseEvent, now: number): void {
  const { priority } = request
  const { inFlight, released } = draft[priority]
  const countedFrom = outcome.sent === 'yes' ? now : now + graceMs
  draft[priority] = {
    inFlight: inFlight - 1,
    released: outcome.sent === 'no' ? released : insertTime(released, countedFrom),
  }
  const isProbe = draft.probe === permit
  if (isProbe) {
    draft.probe = undefined
    draft.closedUntil = now
  }
  if (outcome.sent !== 'yes') return
  const before = currentMax(draft)
  believe(draft, outcome.quota, now)
  // Of many requests that meet a 429 together, only the first lowers the throttle.
  const isFirst = isProbe || !draft.closed
  if (isExhausted(outcome)) return close(draft, outcome, isFirst ? random : undefined, now)
  if (isProbe) open(draft, now)
  else if (isFirst) grow(draft, now)
  if (currentMax(draft) !== before) draft.changes = [...draft.changes, 'changed']
}

/** Takes over the limits that a response announces. */
function believe(draft: Draft, quota: Quota, now: number): void {
  const announcedMax = Math.min(quota.max ?? draft.max, draft.ceiling)
  const announcedMs = quota.intervalMs ?? draft.intervalMs
  believeValue(draft, 'max', announcedMax, announcedMax < draft.max)
  believeValue(draft, 'intervalMs', announcedMs, announcedMs > draft.intervalMs)
  // Slots of other programs count for one window from now on. Slots that they took before and seem to keep are replaced,
  // not added, and the rest stays until its own window ends.
  const { max, others, interactive, bulk } = draft
  const seen = Math.max(0, max - (quota.remaining ?? max) - taken(interactive) - taken(bulk))
  draft.others = [
    ...others.slice(0, Math.max(0, others.length - seen)),
    ...Array.from({ length: seen }, () => now),
  ]
  if (quota.daily !== undefined) draft.bulkClosedUntil = quota.scarce ? now + resetMsOf(quota) : 0
}

/** Takes over a stricter value at once, and a looser one when enough responses in a row confirm it. */
function believeValue(draft: Draft, name: 'max' | 'intervalMs', value: number, isStricter: boolean): void {
  const previous = draft.confirm[name]
  const times = previous.value === value ? previous.times + 1 : 1
  draft.confirm = { ...draft.confirm, [name]: { value, times } }
  if (value === draft[name] || !(isStricter || times >= confirmations)) return
  draft[name] = value
  draft.learned = true
}

/** Closes the quota. Only a first closure has a random number: it adds jitter, lowers the throttle, and is reported. */
function close(
  draft: Draft,
  { status, quota, retryAfterMs = 0 }: QuotaResponse,
  random: number | undefined,
  now: number,
): void {
  let pauseMs = Math.max(retryAfterMs, pauseMsOf(draft))
  if (random !== undefined) {
    pauseMs *= 1 + random * maxJitter
    if (status === 429) draft.throttle *= throttleFactor
    draft.changes = ['closed']
  }
  if (quota.daily === 0) pauseMs = Math.max(pauseMs, resetMsOf(quota))
  draft.closed = draft.learned = true
  draft.closedUntil = Math.max(draft.closedUntil, now + pauseMs)
}

/** Opens the quota after its probe got through. */
function open(draft: Draft, now: number): void {
  draft.closed = false
  draft.pacedUntil = now + pauseMsOf(draft)
  draft.growAt = now + draft.intervalMs
  draft.changes = ['open']
}

/** Lifts the throttle by one step for each window without a 429. */
function grow(draft: Draft, now: number): void {
  if (now < draft.growAt || (draft.throttle >= maxSharedThrottle && draft.others.length > 0)) return
  draft.throttle = Math.min(1, draft.throttle + throttleStep)
  draft.growAt = now + draft.intervalMs
}

const firstOf = (times: Times): number => times[0] ?? Infinity
const taken = ({ inFlight, released }: Slots): number => inFlight + released.length
const takenSlots = ({ interactive, bulk, others }: QuotaState): number =>
  taken(interactive) + taken(bulk) + others.length
/** The shortest pause after a 429, and the stretch in which requests are paced after it. */
const pauseMsOf = ({ intervalMs }: QuotaState): number => Math.max(intervalMs, minPauseMs)
const resetMsOf = ({ resetMs }: Quota): number => resetMs ?? dailyProbeMs
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
