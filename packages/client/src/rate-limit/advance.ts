import type { LimitEvent } from '../event.ts'
import { isExhausted, type Quota, type QuotaResponse, type ResponseOutcome } from './headers.ts'
import type { LimiterRequest, Permit } from './limiter.ts'
import {
  confirmations,
  dailyProbeMs,
  graceMs,
  maxJitter,
  maxSharedThrottle,
  minPauseMs,
  throttleFactor,
  throttleStep,
} from './policy.ts'
import { taken } from './slots.ts'
import { currentMax, isProbing, pauseMsOf, shareOf, type QuotaState } from './state.ts'

/** The outcome of a request, with its headers read. */
export type Outcome = { readonly sent: 'no' | 'no-response' } | ResponseOutcome

/** A permit was granted. */
export type Grant = {
  readonly permit: Permit
  readonly request: Pick<LimiterRequest, 'priority' | 'deadline'>
  /** True when a bulk request waits. */
  readonly bulkWaits: boolean
}

/** A permit was released. */
export type Release = {
  readonly permit: Permit
  readonly request: Pick<LimiterRequest, 'priority'>
  readonly outcome: Outcome
  /** A random number from 0 to 1. Only a response that closes the quota needs one. */
  readonly random?: number | undefined
}

/** A change that callers are notified of. */
export type Change = LimitEvent['state'] | undefined

// Everything here changes a state from which the expired slots are gone. Time and chance come in as values.

/** Applies the grant of a permit to a state, and returns what changed. */
export function grant(state: QuotaState, { permit, request, bulkWaits }: Grant, now: number): Change {
  const { priority, deadline } = request
  state[priority].inFlight++
  state.bypasses = priority === 'interactive' && bulkWaits ? state.bypasses + 1 : 0
  if (state.closed) {
    if (isProbing(state, now)) return undefined
    state.probe = permit
    state.probeUntil = deadline
    return 'probing'
  }
  if (now < state.pacedUntil) state.closedUntil = now + pauseMsOf(state) / currentMax(state)
  return undefined
}

/** Applies the release of a permit to a state, and returns what changed. */
export function release(state: QuotaState, given: Release, now: number): Change {
  const { permit, request, outcome, random = 0 } = given
  const slots = state[request.priority]
  slots.inFlight--
  if (outcome.sent !== 'no') slots.released.add(outcome.sent === 'yes' ? now : now + graceMs)
  const isProbe = state.probe === permit
  if (isProbe) state.probe = undefined
  if (outcome.sent !== 'yes') return undefined
  const before = currentMax(state)
  apply(state, outcome.quota, now)
  let change: Change
  if (isExhausted(outcome)) {
    state.isDoubted ||= isProbe
    // Of many requests that meet a 429 together, only the first lowers the throttle.
    change = close(state, outcome, isProbe || !state.closed ? random : undefined, now)
  } else if (isProbe && state.closedUntil <= now) {
    change = open(state, now)
  } else if (!state.closed) {
    // A 429 that came while a probe was in flight keeps the quota closed: its pause holds, and another probe goes first.
    grow(state, now)
  }
  return change ?? (currentMax(state) === before ? undefined : 'changed')
}

/** Takes over the limits that a response announces. */
function apply(state: QuotaState, quota: Quota, now: number): void {
  const { interactive, bulk, others, ceiling, processes } = state
  const max = Math.min(quota.max === undefined ? state.max : shareOf(quota.max, processes), ceiling)
  const intervalMs = quota.intervalMs ?? state.intervalMs
  applyValue(state, 'max', max, max < state.max)
  applyValue(state, 'intervalMs', intervalMs, intervalMs > state.intervalMs)
  // Slots of other programs count for one window from now on. Slots that they took before and seem to keep are replaced,
  // not added, and the rest stays until its own window ends.
  const seen = Math.max(0, state.max - (quota.remaining ?? Infinity) - taken(interactive) - taken(bulk))
  others.dropLast(seen)
  for (let slot = 0; slot < seen; slot++) others.add(now)
  if (quota.daily !== undefined) state.bulkClosedUntil = quota.scarce ? now + resetMsOf(quota) : 0
}

/** Takes over a stricter value at once, and a looser one when enough responses in a row confirm it. */
function applyValue(state: QuotaState, name: 'max' | 'intervalMs', value: number, isStricter: boolean): void {
  const announced = state.confirm[name]
  announced.times = announced.value === value ? announced.times + 1 : 1
  announced.value = value
  if (value === state[name] || !(isStricter || announced.times >= confirmations)) return
  state[name] = value
  state.learned = true
}

/** Closes the quota. Only a first closure has a random number: it adds jitter, lowers the throttle, and is reported. */
function close(
  state: QuotaState,
  { status, quota, retryAfterMs }: QuotaResponse,
  random: number | undefined,
  now: number,
): Change {
  // A stated time below one window is tried by one probe, until a probe has refuted it.
  const isBelieved = retryAfterMs !== undefined && !state.isDoubted
  let pauseMs = Math.max(retryAfterMs ?? 0, isBelieved ? minPauseMs : pauseMsOf(state))
  if (random !== undefined) {
    pauseMs *= 1 + random * maxJitter
    if (status === 429) state.throttle *= throttleFactor
  }
  if (quota.daily === 0) pauseMs = Math.max(pauseMs, resetMsOf(quota))
  state.closed = state.learned = true
  state.closedUntil = Math.max(state.closedUntil, now + pauseMs)
  return random === undefined ? undefined : 'closed'
}

/** Opens the quota after its probe got through. */
function open(state: QuotaState, now: number): Change {
  state.closed = false
  state.pacedUntil = now + pauseMsOf(state)
  state.growAt = now + state.intervalMs
  return 'open'
}

/** Lifts the throttle by one step for each window without a 429. */
function grow(state: QuotaState, now: number): void {
  if (now < state.growAt) return
  state.isDoubted = false
  if (state.throttle >= maxSharedThrottle && state.others.count > 0) return
  state.throttle = Math.min(1, state.throttle + throttleStep)
  state.growAt = now + state.intervalMs
}

const resetMsOf = ({ resetMs }: Quota): number => resetMs ?? dailyProbeMs
