import { describe, expect, test } from 'vitest'
import { grant as grantTo, release as releaseOf, type Outcome } from '../../src/rate-limit/advance.ts'
import type { Quota } from '../../src/rate-limit/headers.ts'
import type { Permit } from '../../src/rate-limit/limiter.ts'
import { createState, expire } from '../../src/rate-limit/state.ts'
import { plainOf, stateOf, type PlainState } from '../support/quota-state.ts'

const now = 1_000_000
const permit: Permit = { release: () => {} }
const other: Permit = { release: () => {} }
const fresh = plainOf(createState(10, 2000))
const inFlight: PlainState = { ...fresh, interactive: { inFlight: 1, released: [] } }
const probing: PlainState = { ...inFlight, closed: true, probe: permit, probeUntil: now + 9000 }

const silent: Quota = {
  max: undefined,
  remaining: undefined,
  intervalMs: undefined,
  daily: undefined,
  scarce: false,
  resetMs: undefined,
}
const response = (status: number, quota: Partial<Quota> = {}, retryAfterMs?: number): Outcome => ({
  sent: 'yes',
  status,
  quota: { ...silent, ...quota },
  retryAfterMs,
})
const grant = (priority: 'interactive' | 'bulk', bulkWaits = false) => ({
  type: 'grant' as const,
  permit,
  request: { priority, deadline: now + 5000 },
  bulkWaits,
})
const release = (outcome: Outcome, released = permit) => ({
  type: 'release' as const,
  permit: released,
  request: { priority: 'interactive' as const, deadline: now + 5000 },
  outcome,
  random: 0.5,
})

type QuotaEvent = ReturnType<typeof grant> | ReturnType<typeof release>
type Advanced = PlainState & { readonly changes: readonly unknown[] }

/** Applies an event to a copy, as a window does. */
function advance(state: PlainState, event: QuotaEvent, at: number): Advanced {
  const draft = stateOf(state)
  expire(draft, at)
  const change = event.type === 'grant' ? grantTo(draft, event, at) : releaseOf(draft, event, at)
  return { ...plainOf(draft), changes: change === undefined ? [] : [change] }
}

describe('advance', () => {
  test.each<[string, PlainState, QuotaEvent, Partial<Advanced>]>([
    ['a grant takes a slot', fresh, grant('bulk'), { bulk: { inFlight: 1, released: [] }, changes: [] }],
    [
      'a grant past a bulk waiter is counted',
      { ...fresh, bypasses: 2 },
      grant('interactive', true),
      { bypasses: 3 },
    ],
    ['a bulk grant starts that count again', { ...fresh, bypasses: 2 }, grant('bulk', true), { bypasses: 0 }],
    [
      'so does a grant without bulk waiters',
      { ...fresh, bypasses: 2 },
      grant('interactive'),
      { bypasses: 0 },
    ],
    [
      'the first grant of a closed quota is a probe until its deadline',
      { ...fresh, closed: true },
      grant('interactive'),
      { probe: permit, probeUntil: now + 5000, closedUntil: 0, changes: ['probing'] },
    ],
    [
      'a paced grant closes the quota for one part of the window',
      { ...fresh, pacedUntil: now + 1 },
      grant('interactive'),
      { closedUntil: now + 200, changes: [] },
    ],
    [
      'an unsent request frees its slot',
      inFlight,
      release({ sent: 'no' }),
      { interactive: { inFlight: 0, released: [] } },
    ],
    [
      'a response keeps the slot from now on',
      inFlight,
      release(response(200)),
      { interactive: { inFlight: 0, released: [now] } },
    ],
    [
      'a lost response keeps the slot 5 s longer',
      inFlight,
      release({ sent: 'no-response' }),
      { interactive: { inFlight: 0, released: [now + 5000] } },
    ],
    [
      'releases stay in order',
      { ...inFlight, interactive: { inFlight: 1, released: [now - 1, now + 9] } },
      release(response(200)),
      { interactive: { inFlight: 0, released: [now - 1, now, now + 9] } },
    ],
    [
      'a 429 closes the quota for one window and its jitter, and lowers the throttle',
      inFlight,
      release(response(429)),
      { closed: true, learned: true, throttle: 0.7, closedUntil: now + 2250, changes: ['closed'] },
    ],
    [
      'a longer Retry-After counts instead',
      inFlight,
      release(response(429, {}, 8000)),
      { closedUntil: now + 9000 },
    ],
    [
      'a Retry-After below one window counts, with its jitter',
      inFlight,
      release(response(429, {}, 1500)),
      { closed: true, isDoubted: false, closedUntil: now + 1687.5 },
    ],
    [
      'but not below one second',
      inFlight,
      release(response(429, {}, 0)),
      { closed: true, closedUntil: now + 1125 },
    ],
    [
      'nor when a probe meets it, which refutes the one before',
      probing,
      release(response(429, {}, 1500)),
      { closed: true, isDoubted: true, closedUntil: now + 2250 },
    ],
    [
      'nor after that, when the quota was open for less than one window',
      { ...inFlight, isDoubted: true, growAt: now + 1 },
      release(response(429, {}, 1500)),
      { isDoubted: true, closedUntil: now + 2250 },
    ],
    [
      'a window without a 429 lets it count again',
      { ...inFlight, isDoubted: true, growAt: now, throttle: 0.9, others: [now] },
      release(response(200)),
      { isDoubted: false, throttle: 0.9 },
    ],
    [
      'a longer Retry-After counts when it is doubted, too',
      probing,
      release(response(429, {}, 8000)),
      { isDoubted: true, closedUntil: now + 9000 },
    ],
    [
      'a second 429 with a Retry-After below one window starts that again, without jitter',
      { ...inFlight, closed: true, closedUntil: now + 1 },
      release(response(429, {}, 1500)),
      { isDoubted: false, closedUntil: now + 1500, changes: [] },
    ],
    [
      'a second 429 changes only the time',
      { ...inFlight, closed: true, throttle: 0.7, closedUntil: now + 1 },
      release(response(429)),
      { throttle: 0.7, closedUntil: now + 2000, changes: [] },
    ],
    [
      'a used-up day closes the quota until its reset, without the throttle',
      inFlight,
      release(response(200, { daily: 0, resetMs: 60_000 })),
      { closed: true, throttle: 1, closedUntil: now + 60_000, changes: ['closed'] },
    ],
    [
      'a used-up day without a reset is tried again after 15 min',
      inFlight,
      release(response(200, { daily: 0 })),
      { closedUntil: now + 900_000 },
    ],
    [
      'a scarce day stops bulk requests alone',
      inFlight,
      release(response(200, { daily: 5, scarce: true, resetMs: 60_000 })),
      { closed: false, bulkClosedUntil: now + 60_000, closedUntil: 0 },
    ],
    [
      'a probe that gets through opens the quota, paced for one window',
      probing,
      release(response(200)),
      {
        closed: false,
        probe: undefined,
        closedUntil: 0,
        pacedUntil: now + 2000,
        growAt: now + 2000,
        changes: ['open'],
      },
    ],
    [
      'a lost probe leaves the quota closed for the next probe',
      probing,
      release({ sent: 'no-response' }),
      { closed: true, probe: undefined, closedUntil: 0, changes: [] },
    ],
    [
      'a probe that meets a 429 closes the quota again',
      { ...probing, throttle: 0.7 },
      release(response(429)),
      { closed: true, probe: undefined, throttle: 0.7 * 0.7, closedUntil: now + 2250, changes: ['closed'] },
    ],
    [
      'a late 429 while a probe is in flight starts the pause again, and leaves the probe alone',
      probing,
      release(response(429), other),
      {
        closed: true,
        probe: permit,
        probeUntil: now + 9000,
        closedUntil: now + 2000,
        throttle: 1,
        changes: [],
      },
    ],
    [
      'a probe that gets through after a late 429 does not cut the pause short: another probe goes after it',
      { ...probing, closedUntil: now + 1500 },
      release(response(200)),
      { closed: true, probe: undefined, closedUntil: now + 1500, changes: [] },
    ],
    [
      'a grant from elsewhere does not replace the probe in flight',
      probing,
      { ...grant('interactive'), permit: other },
      { probe: permit, probeUntil: now + 9000, changes: [] },
    ],
    [
      'a probe that is never released is replaced after its deadline',
      { ...probing, probeUntil: now },
      { ...grant('interactive'), permit: other },
      { probe: other, probeUntil: now + 5000, changes: ['probing'] },
    ],
    [
      'a process that shares a limit takes its part of what the service announces',
      { ...inFlight, processes: 4, ceiling: 2 },
      release(response(200, { max: 7 })),
      { max: 1 },
    ],
    [
      'another response does not open a closed quota',
      probing,
      release(response(200), other),
      { closed: true, probe: permit, probeUntil: now + 9000, changes: [] },
    ],
    [
      'a window without a 429 lifts the throttle by one step',
      { ...inFlight, throttle: 0.75 },
      release(response(200)),
      { throttle: 0.8, growAt: now + 2000, changes: ['changed'] },
    ],
    [
      'the throttle waits for the end of the window',
      { ...inFlight, throttle: 0.75, growAt: now + 1 },
      release(response(200)),
      { throttle: 0.75, changes: [] },
    ],
    [
      'beside other programs the throttle stays at 0.9',
      { ...inFlight, throttle: 0.9, others: [now] },
      release(response(200)),
      { throttle: 0.9, changes: [] },
    ],
    [
      'a lower maximum is believed at once',
      inFlight,
      release(response(200, { max: 4 })),
      {
        max: 4,
        confirm: { max: { value: 4, times: 1 }, intervalMs: { value: 2000, times: 1 } },
        learned: true,
        changes: ['changed'],
      },
    ],
    [
      'a higher maximum is not',
      { ...inFlight, max: 4 },
      release(response(200, { max: 8 })),
      {
        max: 4,
        confirm: { max: { value: 8, times: 1 }, intervalMs: { value: 2000, times: 1 } },
        changes: [],
      },
    ],
    [
      'three responses in a row confirm it',
      { ...inFlight, max: 4, confirm: { ...fresh.confirm, max: { value: 8, times: 2 } } },
      release(response(200, { max: 8 })),
      { max: 8, learned: true, changes: ['changed'] },
    ],
    [
      'a different announcement starts the count again',
      { ...inFlight, max: 4, confirm: { ...fresh.confirm, max: { value: 8, times: 2 } } },
      release(response(200, { max: 9 })),
      { max: 4, confirm: { max: { value: 9, times: 1 }, intervalMs: { value: 2000, times: 1 } } },
    ],
    [
      'no announcement exceeds the configured maximum',
      { ...inFlight, max: 4, confirm: { ...fresh.confirm, max: { value: 10, times: 2 } } },
      release(response(200, { max: 500 })),
      { max: 10 },
    ],
    [
      'a longer window is believed at once',
      inFlight,
      release(response(200, { intervalMs: 4000 })),
      { intervalMs: 4000, learned: true },
    ],
    [
      'slots that a response shows as taken by other programs count',
      inFlight,
      release(response(200, { max: 10, remaining: 6 })),
      { others: [now, now, now] },
    ],
    [
      'slots that other programs keep are replaced, not added',
      { ...inFlight, others: [now - 3, now - 2] },
      release(response(200, { max: 10, remaining: 8 })),
      { others: [now - 3, now] },
    ],
  ])('%s', (_, state, event, expected) => {
    const advanced = advance(state, event, now)
    expect(advanced).toMatchObject(expected)
    // Time and chance are arguments, so the same event always decides alike.
    expect(advance(state, event, now)).toEqual(advanced)
  })

  test('frees the slots of the window before first', () => {
    const state = {
      ...inFlight,
      bulk: { inFlight: 0, released: [now - 2000, now - 1999] },
      others: [now - 2001],
    }
    expect(advance(state, release({ sent: 'no' }), now)).toMatchObject({
      bulk: { inFlight: 0, released: [now - 1999] },
      others: [],
    })
  })
})
