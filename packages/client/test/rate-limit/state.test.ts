import { expect, test } from 'vitest'
import type { Permit } from '../../src/rate-limit/limiter.ts'
import { createState, currentMax, expire, mergeStates, nextOpening } from '../../src/rate-limit/state.ts'
import { plainOf, stateOf, type PlainState } from '../support/quota-state.ts'

const now = 1_000_000
const permit: Permit = { release: () => {} }
const fresh = plainOf(createState(10, 2000))
const inFlight: PlainState = { ...fresh, interactive: { inFlight: 1, released: [] } }
const probing: PlainState = { ...inFlight, closed: true, probe: permit, probeUntil: now + 9000 }

test('expire frees every slot that counts no longer, and no other', () => {
  const times = [now - 2001, now - 2000, now - 1999]
  const state = stateOf({
    ...inFlight,
    interactive: { inFlight: 1, released: times },
    bulk: { inFlight: 2, released: times },
    others: times,
  })
  expire(state, now)
  expect(plainOf(state)).toMatchObject({
    interactive: { inFlight: 1, released: [now - 1999] },
    bulk: { inFlight: 2, released: [now - 1999] },
    others: [now - 1999],
  })
})

test.each<[string, Partial<PlainState>, 'interactive' | 'bulk', { expectedAt: number; notBefore: number }]>([
  ['an unused quota is open', {}, 'interactive', { expectedAt: now, notBefore: now }],
  ['a closed one opens later', { closedUntil: now + 5 }, 'bulk', { expectedAt: now + 5, notBefore: now + 5 }],
  [
    'a probe in flight may open it at any moment',
    { probeUntil: now + 5, probe: permit },
    'interactive',
    { expectedAt: now + 5, notBefore: now },
  ],
  [
    'a late 429 keeps it closed, whatever becomes of the probe',
    { probeUntil: now + 5, closedUntil: now + 3, probe: permit },
    'interactive',
    { expectedAt: now + 5, notBefore: now + 3 },
  ],
  [
    'bulk alone waits for the day',
    { bulkClosedUntil: now + 5 },
    'interactive',
    { expectedAt: now, notBefore: now },
  ],
  [
    'a full one has a slot when the oldest is free',
    { interactive: { inFlight: 0, released: Array.from({ length: 10 }, (_, index) => now - 10 + index) } },
    'interactive',
    { expectedAt: now + 1990, notBefore: now + 1990 },
  ],
  [
    'a request in flight may free its slot earlier',
    { interactive: { inFlight: 5, released: [now, now, now, now, now] } },
    'interactive',
    { expectedAt: now + 2000, notBefore: now },
  ],
  [
    'bulk leaves a tenth to interactive requests',
    { bulk: { inFlight: 0, released: Array.from({ length: 9 }, () => now) } },
    'bulk',
    { expectedAt: now + 2000, notBefore: now + 2000 },
  ],
  [
    'interactive requests may use that tenth',
    { bulk: { inFlight: 0, released: Array.from({ length: 9 }, () => now) } },
    'interactive',
    { expectedAt: now, notBefore: now },
  ],
])('nextOpening: %s', (_, state, priority, opening) => {
  expect(nextOpening(stateOf({ ...fresh, ...state }), priority, now)).toEqual(opening)
})

test('a merge keeps the stricter limits and the slots of both', () => {
  const one = { ...inFlight, max: 8, throttle: 0.7, bulk: { inFlight: 0, released: [now] } }
  const two = {
    ...probing,
    intervalMs: 3000,
    closedUntil: now + 1,
    bulkClosedUntil: now + 2,
    pacedUntil: now + 3,
    growAt: now + 4,
    others: [now],
    bulk: { inFlight: 1, released: [now - 1, now + 1] },
  }
  const merged = stateOf(one)
  mergeStates(merged, stateOf(two))
  expect(plainOf(merged)).toMatchObject({
    max: 8,
    intervalMs: 3000,
    throttle: 0.7,
    closed: true,
    probe: permit,
    probeUntil: now + 9000,
    closedUntil: now + 1,
    bulkClosedUntil: now + 2,
    pacedUntil: now + 3,
    growAt: now + 4,
    others: [now],
    interactive: { inFlight: 2, released: [] },
    bulk: { inFlight: 1, released: [now - 1, now, now + 1] },
    learned: true,
  })
})

test('the current maximum is at least 1', () => {
  expect(currentMax(stateOf({ ...fresh, throttle: 0.01 }))).toBe(1)
})
