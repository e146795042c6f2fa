import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { testLimiter } from '../../src/conformance.ts'
import type { LimitEvent } from '../../src/event.ts'
import type { PermitOutcome } from '../../src/rate-limit/limiter.ts'
import { localLimiter } from '../../src/rate-limit/local.ts'
import { fixedWindow, leakySettle, slidingLog } from '../support/faulty.ts'
import { asking, permitOf } from '../support/model.ts'
import { forced } from '../support/refusal.ts'
import { virtualClock } from '../support/virtual.ts'

const answer = (status: number, fields: Record<string, string> = {}): PermitOutcome => ({
  sent: 'yes',
  status,
  headers: new Headers(fields),
})
const day = 'Sat, 21 Nov 2026 22:00:00 GMT'

test.each([
  { max: 10, intervalMs: 1000 },
  { max: 100, intervalMs: 10_000 },
])('localLimiter keeps every statement: $max in $intervalMs ms', async (settings) => {
  const clock = virtualClock()
  const kept = await clock.run(testLimiter(localLimiter, { ...settings, clock, commitDelayMs: 5 }))
  expect(kept.length).toBe(20)
  expect(clock.pending()).toBe(0)
})

test.each([
  ['a fixed window', fixedWindow, ['no window holds more requests than it may']],
  [
    'a log of what was sent',
    slidingLog,
    [
      'no window holds more requests than it may',
      'a slot is free one window after the answer, and no earlier: just before a window had passed since the answers, 5 of 5 waiting requests had gone instead of 0',
      'a request that is not settled keeps its slot: three windows after',
    ],
  ],
  [
    'slots that are given back at the answer',
    leakySettle(() => localLimiter({ max: 20, intervalMs: 1000 })),
    [
      'no window holds more requests than it may',
      'a slot whose answer was lost is free after a window and a grace',
    ],
  ],
])('the proof finds %s, and says so in words', async (_, make, sentences) => {
  const clock = virtualClock()
  const failure = await clock.run(testLimiter(make, { clock, commitDelayMs: 40 })).catch(String)
  for (const sentence of sentences) expect(failure).toContain(sentence)
})

test('twenty thousand who wait, and half of whom give up, go in order and leave no timer', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 5000, intervalMs: 1000 }), clock)
  const order: number[] = []
  const stops: AbortController[] = []
  const all = Array.from({ length: 20_000 }, async (_, index) => {
    const stop = new AbortController()
    if (index % 2 === 0) stops.push(stop)
    const permit = permitOf(await ask({ signal: stop.signal }))
    order.push(index)
    permit.release(answer(200))
  })
  for (const stop of stops) stop.abort()
  const results = await clock.run(Promise.allSettled(all))
  // Those who had a slot before they could give up are among them.
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(12_500)
  expect(order.every((index, place) => place === 0 || index > (order[place - 1] ?? Infinity))).toBe(true)
  expect(clock.pending()).toBe(0)
})

test('whoever got a slot has no listener left on its signal', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 1, intervalMs: 1000 }), clock)
  const { signal } = new AbortController()
  const first = permitOf(await ask({ signal }))
  const second = ask({ signal })
  first.release({ sent: 'no' })
  await second
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(clock.pending()).toBe(0)
})

test('callers of several clocks that tell the same time share one queue', async () => {
  const clock = virtualClock()
  const limiter = localLimiter({ max: 1, intervalMs: 1000 })
  const first = permitOf(await asking(limiter, clock)())
  first.release(answer(200))
  const others = [1, 2, 3].map(() => ({ now: clock.now, sleep: clock.sleep }))
  const start = clock.now()
  const times = others.map(async (other) => {
    permitOf(await asking(limiter, other)()).release(answer(200))
    return other.now() - start
  })
  expect(await clock.run(Promise.all(times))).toEqual([1000, 2000, 3000])
})

test('a 429 is told, as are the probe, the opening, and the lower limit that grows back', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 100, intervalMs: 1000 }), clock)
  const events: LimitEvent[] = []
  const notify = (event: LimitEvent): void => void events.push(event)
  const send = async (status: number): Promise<void> =>
    permitOf(await ask({ notify, key: 'k' })).release(answer(status))
  await send(429)
  await clock.run(send(200))
  for (let window = 0; window < 8; window++) {
    await clock.run(clock.sleep(1000, new AbortController().signal))
    await clock.run(send(200))
  }
  expect(events.map(({ state, max }) => `${state} ${max}`)).toEqual([
    'closed 70',
    'probing 70',
    'open 70',
    'changed 75',
    'changed 80',
    'changed 85',
    'changed 90',
    'changed 95',
    'changed 100',
  ])
  expect(events[0]).toMatchObject({ type: 'limit', key: 'k' })
  expect(events[0]?.until).toBeGreaterThanOrEqual((events[0]?.at ?? 0) + 1000)
  expect(events[0]?.until).toBeLessThanOrEqual((events[0]?.at ?? 0) + 1250)
})

test('what others have sent is not counted again by every answer that tells of it', async () => {
  const ask = asking(localLimiter({ max: 20 }), virtualClock())
  for (const left of ['3', '2', '1']) {
    permitOf(await ask()).release(answer(200, { 'x-ratelimit-max': '20', 'x-ratelimit-remaining': left }))
  }
  expect(await ask({ withinMs: 5000 })).toHaveProperty('release')
})

test('of many 429s at once the first lowers the limit, and the rest do not', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 100, intervalMs: 1000 }), clock)
  const events: LimitEvent[] = []
  const permits = await Promise.all(
    Array.from({ length: 50 }, () => ask({ notify: (event) => void events.push(event) })),
  )
  for (const permit of permits) permitOf(permit).release(answer(429))
  expect(events.map(({ state, max }) => `${state} ${max}`)).toEqual(['closed 70'])
})

test.each([
  ['epoch seconds', '1795305600'],
  ['epoch milliseconds', '1795305600000'],
])('a spent day ends when the service says, in %s', async (_, reset) => {
  const clock = virtualClock()
  const ask = asking(localLimiter(), clock)
  const now = clock.now()
  permitOf(await ask()).release(
    answer(429, { date: day, 'x-ratelimit-daily-remaining': '0', 'x-ratelimit-daily-reset': reset }),
  )
  expect(await ask({ withinMs: 60_000 })).toEqual({ retryAt: now + 7_200_000 })
})

test.each(['3600', 'soon', '0', '-1', '1795305600000000', '1795000000'])(
  'a spent day is tried again every quarter of an hour when the service says %s',
  async (reset) => {
    const clock = virtualClock()
    const ask = asking(localLimiter(), clock)
    const now = clock.now()
    const spent = answer(200, {
      date: day,
      'x-ratelimit-daily-remaining': '0',
      'x-ratelimit-daily-reset': reset,
    })
    permitOf(await ask()).release(spent)
    const result = await ask({ withinMs: 60_000 })
    expect('retryAt' in result && result.retryAt - now).toBeGreaterThanOrEqual(900_000)
    const probe = await clock.run(ask())
    permitOf(probe).release(spent)
    expect(await ask({ withinMs: 800_000 })).toHaveProperty('retryAt')
  },
)

test('long jobs stop at 2 % of the day, and people go on', async () => {
  const ask = asking(localLimiter(), virtualClock())
  const scarce = { 'x-ratelimit-limit-daily': '200000', 'x-ratelimit-daily-remaining': '4000' }
  permitOf(await ask()).release(answer(200, scarce))
  expect(await ask({ priority: 'bulk', withinMs: 60_000 })).toHaveProperty('retryAt')
  const permit = permitOf(await ask({ withinMs: 60_000 }))
  permit.release(answer(200, { ...scarce, 'x-ratelimit-daily-remaining': '4001' }))
  expect(await ask({ priority: 'bulk', withinMs: 60_000 })).toHaveProperty('release')
})

test('a probe that is never settled holds the gate no longer than its own deadline', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 5, intervalMs: 1000 }), clock)
  permitOf(await ask()).release(answer(429))
  const start = clock.now()
  await clock.run(ask({ withinMs: 30_000 }))
  await clock.run(ask({ withinMs: 90_000 }))
  expect(clock.now() - start).toBe(30_000)
})

test('keys that pass by are forgotten', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter(), clock)
  const { signal } = new AbortController()
  const before = (globalThis.gc?.(), process.memoryUsage().heapUsed)
  for (let key = 0; key < 100_000; key++) {
    const permit = permitOf(await ask({ key: `key ${key}`, signal }))
    permit.release({ sent: 'no' })
  }
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000)
})

test('a lower maximum is remembered although the key is not used for half an hour', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter(), clock)
  permitOf(await ask({ key: 'trial' })).release(answer(200, { 'x-ratelimit-max': '1' }))
  await clock.run(clock.sleep(1_800_000, new AbortController().signal))
  for (let key = 0; key < 100; key++) permitOf(await ask({ key: `${key}` })).release({ sent: 'no' })
  permitOf(await ask({ key: 'trial' })).release(answer(200))
  expect(await ask({ key: 'trial', withinMs: 5000 })).toHaveProperty('retryAt')
})

test('two keys that were merged before they were used share one quota for ever after', async () => {
  const clock = virtualClock()
  const limiter = localLimiter({ max: 1 })
  const ask = asking(limiter, clock)
  limiter.merge?.('a', 'b')
  for (let key = 0; key < 100; key++) permitOf(await ask({ key: `${key}` })).release({ sent: 'no' })
  await ask({ key: 'b' })
  const other = ask({ key: 'a', signal: AbortSignal.timeout(0) })
  await expect(other).rejects.toThrow('timeout')
})

test.each([
  { max: 0 },
  { max: 1.5 },
  { max: Number.NaN },
  { max: '5' },
  { intervalMs: 0 },
  { intervalMs: 86_400_001 },
])('options that cannot be are refused: %o', (options) => {
  expect(() => localLimiter(forced(options))).toThrow(
    expect.objectContaining({
      code: 'invalid-input',
      message: expect.stringContaining('a limit needs a whole max'),
    }),
  )
})
