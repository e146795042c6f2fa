import { Redis } from 'ioredis'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { grant, release, type Change, type Outcome } from '../../../src/rate-limit/advance.ts'
import type { Permit } from '../../../src/rate-limit/limiter.ts'
import { maxBypasses } from '../../../src/rate-limit/policy.ts'
import { acquireScript, releaseScript } from '../../../src/rate-limit/redis/lua.ts'
import {
  createState,
  currentMax,
  expire,
  nextOpening,
  type QuotaState,
} from '../../../src/rate-limit/state.ts'

fc.configureGlobal({ seed: 20_261_129 })

const redis = new Redis(inject('redis'), { lazyConnect: true })
beforeAll(() => redis.connect())
afterAll(() => redis.disconnect())

/** A script by a clock of the test, without the millisecond that makes up for the whole numbers of the server's clock. */
const byTestClock = (script: string): string => {
  const changed = script
    .replace("call('TIME')", '{ math.floor(args.now / 1000), args.now % 1000 * 1000 }')
    .replace('upSeconds * 1000 <= quietMs + 1000', 'false')
    .replaceAll('now + 1', 'now')
  expect(changed).not.toContain('TIME')
  return changed
}
const scripts = { acquire: byTestClock(acquireScript), release: byTestClock(releaseScript) }

type Step = {
  readonly afterMs: number
  readonly waiting: readonly [number, number]
  /** Which of the requests in flight is released. */
  readonly index: number
  readonly sent: 'yes' | 'no' | 'no-response'
  readonly status: number
  readonly max: number | undefined
  readonly remaining: number | undefined
  readonly intervalMs: number | undefined
  readonly daily: { readonly left: number; readonly resetMs: number | undefined } | undefined
  readonly retryAfterMs: number | undefined
  readonly random: number
}

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>, weight = 1): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

const step: fc.Arbitrary<Step> = fc.record({
  afterMs: fc.oneof(fc.constantFrom(0, 1, 500, 1000, 1300), fc.integer({ min: 0, max: 4000 })),
  waiting: fc.tuple(fc.nat(6), fc.nat(6)),
  // The newest is the probe, if there is one.
  index: fc.oneof(fc.constant(-1), fc.nat(20)),
  sent: fc.constantFrom('yes', 'yes', 'yes', 'yes', 'no', 'no-response'),
  status: fc.constantFrom(200, 200, 201, 429),
  max: maybe(fc.constantFrom(5, 8, 10, 12), 2),
  remaining: maybe(fc.nat(10), 2),
  intervalMs: maybe(fc.constantFrom(1500, 2000, 3000), 2),
  daily: maybe(
    fc.record({ left: fc.constantFrom(0, 1, 50), resetMs: fc.constantFrom(2500, 2500, 2500, undefined) }),
    9,
  ),
  retryAfterMs: maybe(fc.constantFrom(0, 1000, 1500, 3000)),
  random: fc.constantFrom(0, 0.5, 1),
})

const limits = { max: 10, intervalMs: 2000, leaseMs: 1e9 }
const probeMs = 7000
type Priority = 'interactive' | 'bulk'
type Held = { readonly id: string; readonly priority: Priority; readonly permit: Permit }

/** Grants as the first process with these waiters would. */
function grantAll(state: QuotaState, waiting: readonly [number, number], now: number): Omit<Held, 'id'>[] {
  const left = { interactive: waiting[0], bulk: waiting[1] }
  const held: Omit<Held, 'id'>[] = []
  while (held.length < 10) {
    const order: Priority[] = state.bypasses > maxBypasses ? ['bulk', 'interactive'] : ['interactive', 'bulk']
    const priority = order.find((one) => left[one] > 0 && nextOpening(state, one, now).expectedAt <= now)
    if (priority === undefined) break
    left[priority]--
    const permit: Permit = { release: () => {} }
    grant(state, { permit, request: { priority, deadline: now + probeMs }, bulkWaits: left.bulk > 0 }, now)
    held.push({ priority, permit })
  }
  return held
}

function outcomeOf({ sent, status, max, remaining, intervalMs, daily, retryAfterMs }: Step): Outcome {
  if (sent !== 'yes') return { sent }
  const quota = {
    max,
    remaining,
    intervalMs,
    daily: daily?.left,
    scarce: daily?.left === 1,
    resetMs: daily?.resetMs,
  }
  return { sent, status, quota, retryAfterMs }
}

test('the scripts and the limiter of one process decide alike, whatever happens', async () => {
  let run = 0
  const changes = new Set<Change>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
      const name = `alike-${(run += 1)}`
      const keys = ['state', '1', '2', '3', '4', '5'].map((part) => `{${name}}${part}`)
      const call = async (script: string, args: object): Promise<string[]> =>
        String(await redis.eval(script, keys.length, ...keys, JSON.stringify({ ...limits, ...args }))).split(
          ' ',
        )
      const state = createState(limits.max, limits.intervalMs)
      const held: Held[] = []
      let now = 1_800_000_000_000
      for (const [number, one] of steps.entries()) {
        now += one.afterMs
        expire(state, now)
        const id = `${number}`
        const granted = grantAll(state, one.waiting, now)
        const [digits = '', , max, ...openings] = await call(scripts.acquire, {
          now,
          id,
          waiting: one.waiting,
          isKnown: false,
          probeMs,
          unreportedMs: 0,
        })
        expect(digits).toBe(granted.map(({ priority }) => (priority === 'bulk' ? '2' : '1')).join('') || '-')
        expect(Number(max)).toBe(currentMax(state))
        const expected = (['interactive', 'bulk'] as const).flatMap((priority) => {
          const { expectedAt, notBefore } = nextOpening(state, priority, now)
          return [expectedAt, notBefore].map((at) => (at === Infinity ? 1e9 : Math.ceil(at - now)))
        })
        // What is known of nothing but leases is unknown to one process.
        expect(openings.map((ms) => (Number(ms) > 1e8 ? 1e9 : Number(ms)))).toEqual(expected)
        held.push(...granted.map((slot, index) => ({ ...slot, id: `${id}:${index}` })))
        const [slot] = held.splice(one.index < 0 ? -1 : one.index % Math.max(1, held.length), 1)
        if (slot === undefined) continue
        const { priority, permit } = slot
        const given = outcomeOf(one)
        const change = release(
          state,
          { permit, request: { priority }, outcome: given, random: one.random },
          now,
        )
        const [changed, currently, closedMs] = await call(scripts.release, {
          now,
          id: slot.id,
          priority: priority === 'bulk' ? 2 : 1,
          sent: one.sent,
          random: one.random,
          ...(one.sent === 'yes'
            ? {
                status: one.status,
                announcedMax: one.max,
                remaining: one.remaining,
                announcedMs: one.intervalMs,
                daily: one.daily?.left,
                scarce: one.daily?.left === 1,
                resetMs: one.daily?.resetMs,
                retryAfterMs: one.retryAfterMs,
              }
            : {}),
        })
        changes.add(change)
        expect(changed).toBe(change ?? '-')
        expect(Number(currently)).toBe(currentMax(state))
        expect(Number(closedMs)).toBe(Math.max(0, Math.ceil(state.closedUntil - now)))
      }
    }),
    { numRuns: 150 },
  )
  // Everything that can change did.
  expect(changes).toEqual(new Set([undefined, 'closed', 'open', 'changed']))
})
