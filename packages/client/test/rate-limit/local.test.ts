import { getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test, vi } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { testLimiter } from '../../src/conformance.ts'
import type { LimitEvent } from '../../src/event.ts'
import type { LimiterRequest, PermitOutcome } from '../../src/rate-limit/limiter.ts'
import { localLimiter } from '../../src/rate-limit/local.ts'
import { fixedWindow, leakyRelease, slidingLog } from '../support/faulty.ts'
import { asking, mostWithin, permitOf, type Asking } from '../support/model.ts'
import { forced } from '../support/refusal.ts'
import { virtualClock } from '../support/virtual.ts'

const response = (status: number, fields: Record<string, string> = {}): PermitOutcome => ({
  sent: 'yes',
  status,
  headers: new Headers(fields),
})
const day = 'Sat, 21 Nov 2026 22:00:00 GMT'

test.each([
  { max: 10, intervalMs: 1000 },
  { max: 100, intervalMs: 10_000 },
])('localLimiter passes every check with $max requests in $intervalMs ms', async (settings) => {
  const clock = virtualClock()
  const passed = await clock.run(testLimiter(localLimiter, { ...settings, clock, maxDelayMs: 5 }))
  expect(passed.length).toBe(22)
  expect(clock.pending()).toBe(0)
})

test.each([
  ['a fixed window', fixedWindow, ['no window holds more requests than allowed']],
  [
    'a log of sent requests',
    slidingLog,
    [
      'no window holds more requests than allowed',
      'a slot is free one window after the response, and no earlier: just before one window had passed since the responses, 5 of 5 waiting requests had gone instead of 0',
      'a request that is not released keeps its slot: three windows after',
    ],
  ],
  [
    'slots that are free at the response',
    leakyRelease(() => localLimiter({ max: 20, intervalMs: 1000 })),
    [
      'no window holds more requests than allowed',
      'a slot without a response is free after one window and 5 s',
    ],
  ],
])('testLimiter finds %s', async (_, make, sentences) => {
  const clock = virtualClock()
  const failure = await clock.run(testLimiter(make, { clock, maxDelayMs: 40 })).catch(String)
  for (const sentence of sentences) expect(failure).toContain(sentence)
})

test('20,000 waiters, half of them aborted, go in order and leave no timer', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 5000, intervalMs: 1000 }), clock)
  const order: number[] = []
  const stops: AbortController[] = []
  const all = Array.from({ length: 20_000 }, async (_, index) => {
    const stop = new AbortController()
    if (index % 2 === 0) stops.push(stop)
    const permit = permitOf(await ask({ signal: stop.signal }))
    order.push(index)
    permit.release(response(200))
  })
  for (const stop of stops) stop.abort()
  const results = await clock.run(Promise.allSettled(all))
  // The 2,500 aborted ones that had a slot already are among them.
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(12_500)
  expect(order.every((index, place) => place === 0 || index > (order[place - 1] ?? Infinity))).toBe(true)
  expect(clock.pending()).toBe(0)
})

test('a granted request leaves no listener on its signal', async () => {
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

test('a free slot is granted without a promise, and a request without one waits or is refused', async () => {
  const clock = virtualClock()
  const limiter = localLimiter({ max: 1, intervalMs: 1000 })
  const { signal } = new AbortController()
  const request = (withinMs: number): LimiterRequest => ({
    key: 'k',
    priority: 'interactive',
    isRetry: false,
    deadline: clock.now() + withinMs,
    signal,
    clock,
    notify: () => {},
  })
  const first = limiter.acquire(request(5000))
  if (!('release' in first)) throw new Error('no permit at once')
  first.release(response(200))
  expect(limiter.acquire(request(500))).toEqual({ retryAt: clock.now() + 1000 })
  const waiting = limiter.acquire(request(5000))
  expect(waiting).toBeInstanceOf(Promise)
  permitOf(await clock.run(Promise.resolve(waiting)))
  expect(clock.pending()).toBe(0)
})

test('a request that comes when a slot has become free does not overtake one that waits for it', async () => {
  let now = 0
  const clock: Clock = { now: () => now, sleep: () => new Promise(() => {}) }
  const ask = asking(localLimiter({ max: 2, intervalMs: 1000 }), clock)
  for (const permit of [await ask(), await ask()]) permitOf(permit).release(response(200))
  const order: string[] = []
  const note = (name: string, how: Asking = {}): Promise<unknown> => ask(how).then(() => order.push(name))
  const waiting = [note('bulk', { priority: 'bulk' }), note('first'), note('again', { again: true })]
  await setImmediate()
  // No timer has fired yet.
  now = 1000
  void note('late')
  await Promise.all(waiting.slice(1))
  expect(order).toEqual(['again', 'first'])
})

test('a waiter wakes by its own timer, where timers end with the request that set them', async () => {
  const clock = virtualClock()
  const limiter = localLimiter({ max: 2, intervalMs: 1000 })
  const ended = new AbortController()
  // No timer of this request ever fires any more.
  const first: Clock = {
    now: clock.now,
    sleep: (ms, signal) => clock.sleep(ms, AbortSignal.any([signal, ended.signal])),
  }
  for (const permit of [await asking(limiter, first)(), await asking(limiter, first)()]) {
    permitOf(permit).release(response(200))
  }
  const start = clock.now()
  const gone = asking(limiter, first)().catch(() => {})
  const alive = [1, 2, 3].map(() => ({ now: clock.now, sleep: clock.sleep }))
  const waiting = alive.map(async (own) => {
    permitOf(await asking(limiter, own)()).release(response(200))
    return own.now() - start
  })
  await clock.sleep(0, ended.signal)
  ended.abort()
  await clock.run(Promise.all([gone, ...waiting]))
  expect(await Promise.all(waiting)).toEqual([1000, 2000, 3000])
})

test('a random number is drawn only for a response that closes the quota', async () => {
  const random = vi.spyOn(Math, 'random')
  const ask = asking(localLimiter(), virtualClock())
  const outcomes: PermitOutcome[] = [response(200), { sent: 'no' }, { sent: 'no-response' }]
  for (const outcome of outcomes) permitOf(await ask()).release(outcome)
  expect(random).not.toHaveBeenCalled()
  permitOf(await ask()).release(response(429))
  expect(random).toHaveBeenCalledOnce()
  random.mockRestore()
})

test('a machine that sleeps, so that its clock stands still, frees no slot early', async () => {
  const clock = virtualClock()
  let sleptMs = 0
  const service: number[] = []
  const ask = asking(localLimiter({ max: 2, intervalMs: 1000 }), clock)
  const send = async (): Promise<void> => {
    const permit = permitOf(await ask())
    service.push(clock.now() + sleptMs)
    sleptMs += 300
    permit.release(response(200))
  }
  for (let turn = 0; turn < 6; turn++) await clock.run(send())
  expect(mostWithin(service, 1000)).toBeLessThanOrEqual(2)
})

test('callers with different clocks of the same time share one queue', async () => {
  const clock = virtualClock()
  const limiter = localLimiter({ max: 1, intervalMs: 1000 })
  const first = permitOf(await asking(limiter, clock)())
  first.release(response(200))
  const others = [1, 2, 3].map(() => ({ now: clock.now, sleep: clock.sleep }))
  const start = clock.now()
  const times = others.map(async (other) => {
    permitOf(await asking(limiter, other)()).release(response(200))
    return other.now() - start
  })
  expect(await clock.run(Promise.all(times))).toEqual([1000, 2000, 3000])
})

test('limit events report a 429, the probe, the opening, and the throttle that grows back', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 100, intervalMs: 1000 }), clock)
  const events: LimitEvent[] = []
  const notify = (event: LimitEvent): void => void events.push(event)
  const send = async (status: number): Promise<void> =>
    permitOf(await ask({ notify, key: 'k' })).release(response(status))
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

test('requests of other programs are not counted again by every response that shows them', async () => {
  const ask = asking(localLimiter({ max: 20 }), virtualClock())
  for (const left of ['3', '2', '1']) {
    permitOf(await ask()).release(response(200, { 'x-ratelimit-max': '20', 'x-ratelimit-remaining': left }))
  }
  expect(await ask({ withinMs: 5000 })).toHaveProperty('release')
})

test('of many 429s at once only the first lowers the limit', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 100, intervalMs: 1000 }), clock)
  const events: LimitEvent[] = []
  const permits = await Promise.all(
    Array.from({ length: 50 }, () => ask({ notify: (event) => void events.push(event) })),
  )
  for (const permit of permits) permitOf(permit).release(response(429))
  expect(events.map(({ state, max }) => `${state} ${max}`)).toEqual(['closed 70'])
})

test.each([
  ['epoch seconds', '1795305600'],
  ['epoch milliseconds', '1795305600000'],
  ['milliseconds from now', '7200000'],
])('a used-up day ends at the announced reset, in %s', async (_, reset) => {
  const clock = virtualClock()
  const ask = asking(localLimiter(), clock)
  const now = clock.now()
  permitOf(await ask()).release(
    response(429, { date: day, 'x-ratelimit-daily-remaining': '0', 'x-ratelimit-daily-reset': reset }),
  )
  expect(await ask({ withinMs: 60_000 })).toEqual({ retryAt: now + 7_200_000 })
})

test.each(['86400001', 'soon', '0', '-1', '1795305600000000', '1795000000'])(
  'a used-up day is tried again every 15 min when its reset is %s',
  async (reset) => {
    const clock = virtualClock()
    const ask = asking(localLimiter(), clock)
    const now = clock.now()
    const spent = response(200, {
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

test('bulk requests stop at 2 % of the daily quota, and interactive ones go on', async () => {
  const ask = asking(localLimiter(), virtualClock())
  const scarce = { 'x-ratelimit-limit-daily': '200000', 'x-ratelimit-daily-remaining': '4000' }
  permitOf(await ask()).release(response(200, scarce))
  expect(await ask({ priority: 'bulk', withinMs: 60_000 })).toHaveProperty('retryAt')
  const permit = permitOf(await ask({ withinMs: 60_000 }))
  permit.release(response(200, { ...scarce, 'x-ratelimit-daily-remaining': '4001' }))
  expect(await ask({ priority: 'bulk', withinMs: 60_000 })).toHaveProperty('release')
})

test('a probe that is never released keeps the quota closed no longer than its deadline', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 5, intervalMs: 1000 }), clock)
  permitOf(await ask()).release(response(429))
  const start = clock.now()
  await clock.run(ask({ withinMs: 30_000 }))
  await clock.run(ask({ withinMs: 90_000 }))
  expect(clock.now() - start).toBe(30_000)
})

test('idle keys are dropped', async () => {
  // Garbage that is not collected yet would count as well.
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const clock = virtualClock()
  const ask = asking(localLimiter(), clock)
  const { signal } = new AbortController()
  collect()
  const before = process.memoryUsage().heapUsed
  for (let key = 0; key < 100_000; key++) {
    const permit = permitOf(await ask({ key: `key ${key}`, signal }))
    permit.release({ sent: 'no' })
  }
  collect()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000)
})

test('a lower maximum is remembered while the key is idle for half an hour', async () => {
  const clock = virtualClock()
  const ask = asking(localLimiter(), clock)
  permitOf(await ask({ key: 'trial' })).release(response(200, { 'x-ratelimit-max': '1' }))
  await clock.run(clock.sleep(1_800_000, new AbortController().signal))
  for (let key = 0; key < 100; key++) permitOf(await ask({ key: `${key}` })).release({ sent: 'no' })
  permitOf(await ask({ key: 'trial' })).release(response(200))
  expect(await ask({ key: 'trial', withinMs: 5000 })).toHaveProperty('retryAt')
})

test('two keys that were merged before their first use share one quota', async () => {
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
])('invalid options are refused: %o', (options) => {
  expect(() => localLimiter(forced(options))).toThrow(
    expect.objectContaining({
      code: 'invalid-input',
      message: expect.stringContaining('a limit needs a whole max'),
    }),
  )
})

test('a sub-account that was idle is not taken for a second one of its token', async () => {
  const clock = virtualClock()
  const limiter = localLimiter({ max: 2 })
  const ask = asking(limiter, clock)
  const send = async (key: string): Promise<void> => permitOf(await ask({ key })).release(response(200))
  await send('token')
  limiter.merge?.('token', 'location')
  await send('location')
  await clock.run(clock.sleep(7_200_000, new AbortController().signal))
  // What this one creates makes room: the quota of the sub-account is dropped, and its token still leads there.
  await send('another')
  await send('token')
  limiter.merge?.('token', 'location')
  await send('location')
  expect(await ask({ key: 'token', withinMs: 5000 })).toEqual({ retryAt: clock.now() + 10_000 })
})

test('a waiter that is aborted after its quota was merged leaves no timer', async () => {
  const clock = virtualClock()
  const limiter = localLimiter({ max: 1 })
  const ask = asking(limiter, clock)
  const used = { 'x-ratelimit-daily-remaining': '0', 'x-ratelimit-limit-daily': '200000' }
  permitOf(await ask({ key: 'token' })).release(response(200, used))
  const permit = permitOf(await ask({ key: 'location' }))
  const stop = new AbortController()
  const waiting = ask({ key: 'token', signal: stop.signal })
  limiter.merge?.('token', 'location')
  permit.release(response(200))
  stop.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  expect(clock.pending()).toBe(0)
})
