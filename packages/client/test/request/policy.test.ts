import { describe, expect, test } from 'vitest'
import {
  decide,
  giveBudget,
  takeBudget,
  type Conditions,
  type RetryDecision,
  type RetryState,
} from '../../src/request/policy.ts'
import type { BlockSlotsError } from '../../src/index.ts'
import type { OperationKind } from '../../src/operation.ts'

type Failure = Pick<BlockSlotsError, 'applied' | 'code' | 'retry' | 'retryAt' | 'status'>

/** 2026-01-01T00:00:00Z */
const now = 1_767_225_600_000
const after = (sends: number, more: Partial<RetryState> = {}): RetryState => ({
  sends,
  unauthorizedCount: 0,
  reconciles: 0,
  cost: 0,
  ...more,
})
const under = (more: Partial<Conditions> = {}): Conditions => ({
  elapsedMs: 0,
  now,
  onUnknown: 'reconcile',
  limited: false,
  random: 0.5,
  ...more,
})
const stop: RetryDecision = { do: 'stop' }
const reconcile: RetryDecision = { do: 'reconcile' }
const renew: RetryDecision = { do: 'refresh-token' }
const backoff = (waitMs: number): RetryDecision => ({ do: 'retry', waitMs, reason: 'backoff' })
const retryAfter = (waitMs: number): RetryDecision => ({ do: 'retry', waitMs, reason: 'retry-after' })
const token = (waitMs: number): RetryDecision => ({ do: 'retry', waitMs, reason: 'token' })

const failures = {
  'not-sent': { code: 'not-sent', applied: 'no', retry: 'now' },
  refused: { code: 'rejected', applied: 'no', retry: 'never', status: 422 },
  'not found': { code: 'not-found', applied: 'no', retry: 'never', status: 404 },
  forbidden: { code: 'forbidden', applied: 'no', retry: 'never', status: 401 },
  '401': { code: 'unauthenticated', applied: 'no', retry: 'after-reauth', status: 401 },
  'no token': { code: 'unauthenticated', applied: 'no', retry: 'after-reauth' },
  'no grant': { code: 'reauthorization-required', applied: 'no', retry: 'never' },
  'too early': { code: 'unavailable', applied: 'no', retry: 'now', status: 425 },
  '429': { code: 'rate-limited', applied: 'no', retry: 'after', status: 429, retryAt: now + 10_000 },
  'down, nothing done': { code: 'unavailable', applied: 'no', retry: 'after', status: 521 },
  'unread success of a read': { code: 'invalid-response', applied: 'no', retry: 'never', status: 200 },
  unknown: { code: 'outcome-unknown', applied: 'unknown', retry: 'after', status: 502 },
  silence: { code: 'outcome-unknown', applied: 'unknown', retry: 'after' },
  'refused after a doubt': { code: 'rejected', applied: 'unknown', retry: 'never', status: 422 },
  '401 after a doubt': { code: 'unauthenticated', applied: 'unknown', retry: 'after-reauth', status: 401 },
  'unread success': { code: 'invalid-response', applied: 'yes', retry: 'never', status: 201 },
  'limiter down': { code: 'store-unavailable', applied: 'no', retry: 'after' },
} as const satisfies Record<string, Failure>

/** The decision after the first failure, by kind. The first backoff is half of 250 ms here, a 401 waits 750 ms. */
const first: readonly (readonly [
  keyof typeof failures,
  read: RetryDecision,
  write: RetryDecision,
  create: RetryDecision,
])[] = [
  ['not-sent', backoff(125), backoff(125), backoff(125)],
  ['refused', stop, stop, stop],
  ['not found', stop, stop, stop],
  ['forbidden', stop, stop, stop],
  ['401', token(750), token(750), token(750)],
  ['no token', stop, stop, stop],
  ['no grant', stop, stop, stop],
  ['too early', backoff(125), backoff(125), backoff(125)],
  ['429', retryAfter(10_500), retryAfter(10_500), retryAfter(10_500)],
  ['down, nothing done', backoff(125), backoff(125), backoff(125)],
  ['unread success of a read', stop, stop, stop],
  ['unknown', backoff(125), backoff(125), reconcile],
  ['silence', backoff(125), backoff(125), reconcile],
  ['refused after a doubt', stop, stop, reconcile],
  ['401 after a doubt', token(750), token(750), reconcile],
  ['unread success', stop, stop, reconcile],
  ['limiter down', backoff(125), backoff(125), backoff(125)],
]
const kinds: readonly OperationKind[] = ['read', 'idempotent-write', 'create']

describe('the first failure', () => {
  const cells = first.flatMap(([name, ...nexts]) =>
    kinds.map((kind, index) => ({ name, kind, next: nexts[index] ?? stop })),
  )
  test.each(cells)('$name, of a $kind: $next.do', ({ name, kind, next }) => {
    const failure: Failure = failures[name]
    const past = after(1, { unauthorizedCount: failure.status === 401 ? 1 : 0 })
    expect(decide(kind, failure, past, under())).toEqual(next)
  })

  test.each(cells.filter(({ next }) => next.do === 'reconcile'))(
    '$name, of a create that is never to be sent again: stop',
    ({ name, kind }) => {
      expect(decide(kind, failures[name], after(1), under({ onUnknown: 'throw' }))).toEqual(stop)
    },
  )
})

describe('however often it failed', () => {
  test.each([
    ['read', 5],
    ['idempotent-write', 4],
    ['create', 5],
  ] as const)('a %s is sent %i times and not once more', (kind, most) => {
    for (const failure of [failures['not-sent'], failures['429']]) {
      for (let sends = 1; sends < most; sends++) {
        expect(decide(kind, failure, after(sends), under()).do).toBe('retry')
      }
      expect(decide(kind, failure, after(most), under())).toEqual(stop)
    }
    expect(decide(kind, failures['401'], after(most, { unauthorizedCount: 1 }), under())).toEqual(stop)
    expect(decide(kind, failures['401'], after(most, { unauthorizedCount: 2 }), under())).toEqual(stop)
  })

  test('a create that may have been applied is reconciled, also after the last send', () => {
    expect(decide('create', failures.unknown, after(5), under())).toEqual(reconcile)
  })
})

describe('a refused token', () => {
  test.each(kinds)('of a %s is tried again once, then refreshed once, then given up', (kind) => {
    const nexts = [1, 2, 3].map((unauthorizedCount) =>
      decide(kind, failures['401'], after(unauthorizedCount, { unauthorizedCount }), under()),
    )
    expect(nexts).toEqual([token(750), renew, stop])
  })

  test('waits half a second at least and one second at most', () => {
    const past = after(1, { unauthorizedCount: 1 })
    expect(decide('read', failures['401'], past, under({ random: 0 }))).toEqual(token(500))
    expect(decide('read', failures['401'], past, under({ random: 1 }))).toEqual(token(1000))
  })
})

describe('backoff', () => {
  test('doubles from 250 ms', () => {
    const longest = [1, 2, 3, 4].map((sends) =>
      decide('read', failures['not-sent'], after(sends), under({ random: 1 })),
    )
    expect(longest).toEqual([250, 500, 1000, 2000].map(backoff))
  })

  test('is full jitter: anything from nothing to the longest', () => {
    for (const random of [0, 0.001, 0.25, 0.999]) {
      expect(decide('read', failures['not-sent'], after(3), under({ random }))).toEqual(
        backoff(random * 1000),
      )
    }
  })

  test('gives way to a later Retry-After, which up to a tenth is added to', () => {
    const failure: Failure = { ...failures.unknown, retryAt: now + 300 }
    expect(decide('read', failure, after(2), under({ random: 0 }))).toEqual(retryAfter(300))
    expect(decide('read', failure, after(2), under({ random: 0.5 }))).toEqual(retryAfter(315))
    expect(decide('read', failure, after(2), under({ random: 1 }))).toEqual(backoff(500))
  })

  test('is not shortened by a Retry-After that is over', () => {
    expect(decide('read', { ...failures.unknown, retryAt: now - 5000 }, after(2), under())).toEqual(
      backoff(250),
    )
  })
})

test('a request that was applied is not sent again', () => {
  for (const retry of ['now', 'after', 'after-reauth'] as const) {
    const failure: Failure = { code: 'outcome-unknown', applied: 'yes', retry, status: 500 }
    expect(decide('idempotent-write', failure, after(1), under())).toEqual(stop)
  }
})

test('without a token, an earlier 401 changes nothing', () => {
  for (const unauthorizedCount of [1, 2]) {
    expect(decide('read', failures['no token'], after(2, { unauthorizedCount }), under())).toEqual(stop)
  }
})

test('a 429 is waited for by the limiter where there is one', () => {
  for (const kind of kinds) {
    expect(decide(kind, failures['429'], after(1), under({ limited: true }))).toEqual(retryAfter(0))
  }
  // Whatever else says when, the limiter knows nothing of.
  const busy: Failure = { ...failures['down, nothing done'], retryAt: now + 1000 }
  expect(decide('read', busy, after(1), under({ limited: true }))).toEqual(retryAfter(1050))
})

describe('the budget for retries', () => {
  const spending = (budgets: Map<string, number>, key: string, failure: Failure): number => {
    let count = 0
    while (count < 1000 && takeBudget(budgets, key, after(1), failure)) count++
    return count
  }

  test('allows 100 retries, or 50 after requests without a response', () => {
    expect(spending(new Map(), 'a', failures.unknown)).toBe(100)
    expect(spending(new Map(), 'a', failures['not-sent'])).toBe(100)
    expect(spending(new Map(), 'a', failures.silence)).toBe(50)
  })

  test('is not touched by rate limits and refused tokens, not even when it is empty', () => {
    const budgets = new Map([['a', 0]])
    expect(spending(budgets, 'a', failures['429'])).toBe(1000)
    expect(spending(budgets, 'a', failures['401'])).toBe(1000)
    expect(budgets).toEqual(new Map([['a', 0]]))
  })

  test('is separate for each key', () => {
    const budgets = new Map<string, number>()
    spending(budgets, 'a', failures.unknown)
    giveBudget(budgets, 'b', after(1))
    expect(spending(budgets, 'b', failures.unknown)).toBe(100)
  })

  test('gets back the cost of the retries of a success', () => {
    const budgets = new Map<string, number>()
    const past = after(1)
    takeBudget(budgets, 'a', past, failures.unknown)
    takeBudget(budgets, 'a', past, failures.silence)
    expect(past.cost).toBe(15)
    expect(budgets.get('a')).toBe(485)
    takeBudget(budgets, 'a', after(1), failures.unknown)
    giveBudget(budgets, 'a', past)
    expect(budgets.get('a')).toBe(495)
  })

  test('gets back a little for each success that needed no retry, and is never more than full', () => {
    const budgets = new Map([['a', 498]])
    giveBudget(budgets, 'a', after(1))
    expect(budgets.get('a')).toBe(499)
    giveBudget(budgets, 'a', after(1))
    // Nothing is kept of those that are full.
    expect(budgets.size).toBe(0)
    giveBudget(budgets, 'a', after(1, { cost: 10 }))
    expect(budgets.size).toBe(0)
    expect(spending(budgets, 'a', failures.unknown)).toBe(100)
  })

  test('is used up to the last unit', () => {
    expect(takeBudget(new Map([['a', 5]]), 'a', after(1), failures.unknown)).toBe(true)
    const budgets = new Map([['a', 4]])
    const past = after(1)
    expect(takeBudget(budgets, 'a', past, failures.unknown)).toBe(false)
    expect([budgets.get('a'), past.cost]).toEqual([4, 0])
  })
})

test('a store that is unavailable is waited for ten seconds', () => {
  const lost: Failure = { code: 'store-unavailable', applied: 'no', retry: 'after' }
  for (const kind of ['read', 'idempotent-write', 'create'] as const) {
    expect(decide(kind, lost, after(1), under({ elapsedMs: 9_999 })).do).toBe('retry')
    expect(decide(kind, lost, after(1), under({ elapsedMs: 10_000 })).do).toBe('stop')
  }
})
