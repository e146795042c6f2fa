import { isExhausted, type Quota, type QuotaResponse } from './headers.ts'
import type { LimiterRequest, Permit } from './limiter.ts'
import {
  confirmations,
  dailyProbeMs,
  graceMs,
  maxJitter,
  maxSharedThrottle,
  throttleFactor,
  throttleStep,
} from './policy.ts'
import { insertTime, taken } from './slots.ts'
import { currentMax, expire, isProbing, pauseMsOf, shareOf, type QuotaState } from './state.ts'

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
  /** A random number from 0 to 1. Only a response that closes the quota needs one. */
  readonly random?: number | undefined
}

/** Everything that changes a quota, apart from time. */
export type QuotaEvent = GrantEvent | ReleaseEvent

/** A copy of a state, which `advance` may change until it returns it. */
type Draft = { -readonly [Key in keyof QuotaState]: QuotaState[Key] }

/** Applies an event to a state. Pure: time and chance come in as values. */
export function advance(state: QuotaState, event: QuotaEvent, now: number): QuotaState {
  const draft = { ...expire(state, now), changes: [] }
  if (event.type === 'grant') grant(draft, event, now)
  else release(draft, event, now)
  return draft
}

function grant(draft: Draft, { permit, request, bulkWaits }: GrantEvent, now: number): void {
  const { priority, deadline } = request
  const slots = draft[priority]
  draft[priority] = { ...slots, inFlight: slots.inFlight + 1 }
  draft.bypasses = priority === 'interactive' && bulkWaits ? draft.bypasses + 1 : 0
  if (draft.closed) {
    if (isProbing(draft, now)) return
    draft.probe = permit
    draft.probeUntil = deadline
    draft.changes = ['probing']
  } else if (now < draft.pacedUntil) {
    draft.closedUntil = now + pauseMsOf(draft) / currentMax(draft)
  }
}

function release(draft: Draft, { permit, request, outcome, random = 0 }: ReleaseEvent, now: number): void {
  const { priority } = request
  const { inFlight, released } = draft[priority]
  const countedFrom = outcome.sent === 'yes' ? now : now + graceMs
  draft[priority] = {
    inFlight: inFlight - 1,
    released: outcome.sent === 'no' ? released : insertTime(released, countedFrom),
  }
  const isProbe = draft.probe === permit
  if (isProbe) draft.probe = undefined
  if (outcome.sent !== 'yes') return
  const before = currentMax(draft)
  believe(draft, outcome.quota, now)
  // Of many requests that meet a 429 together, only the first lowers the throttle.
  const isFirst = isProbe || !draft.closed
  if (isExhausted(outcome)) return close(draft, outcome, isFirst ? random : undefined, now)
  // A 429 that came while the probe was in flight keeps the quota closed: its pause holds, and another probe goes first.
  if (isProbe && draft.closedUntil <= now) open(draft, now)
  else if (!draft.closed) grow(draft, now)
  if (currentMax(draft) !== before) draft.changes = [...draft.changes, 'changed']
}

/** Takes over the limits that a response announces. */
function believe(draft: Draft, quota: Quota, now: number): void {
  const announcedMax = Math.min(
    quota.max === undefined ? draft.max : shareOf(quota.max, draft.processes),
    draft.ceiling,
  )
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

const resetMsOf = ({ resetMs }: Quota): number => resetMs ?? dailyProbeMs
