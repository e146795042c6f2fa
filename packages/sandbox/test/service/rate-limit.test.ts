import fc from 'fast-check'
import { expect, test } from 'vitest'
import { virtualClock } from '../../src/index.ts'
import { type LimitOptions, createRateLimit } from '../../src/service/rate-limit.ts'
import { calendar, open } from '../support/client.ts'

fc.configureGlobal({ seed: 20_261_122 })

const limit = { max: 3, intervalMs: 1000 }

function spent(options: LimitOptions, times: number[]): (string | undefined)[] {
  const rateLimit = createRateLimit(options)
  return times.map((at) => rateLimit('here', at).exceeded)
}

test('only a sliding limit rejects two bursts at the edge of a fixed interval', () => {
  const times = [900, 950, 999, 1000, 1500, 2600]
  const ok = undefined
  expect(spent({ ...limit, algorithm: 'fixed' }, times)).toEqual([ok, ok, ok, ok, ok, ok])
  expect(spent(limit, times)).toEqual([ok, ok, ok, 'burst', 'burst', ok])
})

test('an interval is half open', () => {
  expect(spent({ ...limit, max: 1 }, [0, 1000, 2000])).toEqual([undefined, undefined, undefined])
  expect(spent({ ...limit, max: 1 }, [0, 999])).toEqual([undefined, 'burst'])
  expect(spent({ ...limit, max: 1, algorithm: 'fixed' }, [0, 1000, 1999])).toEqual([
    undefined,
    undefined,
    'burst',
  ])
})

test('the daily limit counts by UTC days', () => {
  const day = 86_400_000
  const times = [0, 5000, 10_000, 15_000, day, day + 5000]
  expect(spent({ ...limit, dailyMax: 3 }, times)).toEqual([
    undefined,
    undefined,
    undefined,
    'daily',
    undefined,
    undefined,
  ])
})

test('other traffic uses its share evenly', () => {
  const rateLimit = createRateLimit({ max: 100, intervalMs: 10_000, otherTrafficShare: 0.5 })
  const taken = Array.from({ length: 60 }, (_, index) => rateLimit('here', 50_000 + index * 10))
  expect(taken.filter((state) => state.exceeded === undefined).length).toBe(50)
  expect(taken[0]?.headers).toMatchObject({ 'x-ratelimit-remaining': '49', 'x-ratelimit-max': '100' })
})

test('a sliding limit equals a count over the last interval', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(400), { maxLength: 200 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 1000 }),
      (gaps, max, intervalMs) => {
        const rateLimit = createRateLimit({ max, intervalMs })
        const times: number[] = []
        let at = 0
        for (const gap of gaps) {
          at += gap
          times.push(at)
          const now = at
          const inside = times.filter((time) => time > now - intervalMs).length
          expect(rateLimit('here', at).exceeded).toBe(inside > max ? 'burst' : undefined)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test.each<[Partial<LimitOptions>, RegExp]>([
  [{ max: 0 }, /"max" .* from 1 and got 0/],
  [{ max: 1.5 }, /got 1.5/],
  [{ intervalMs: 0 }, /"intervalMs"/],
  [{ dailyMax: Number.NaN }, /"dailyMax" .* got NaN/],
  [{ otherTrafficShare: 1 }, /"otherTrafficShare" .* below 1 and got 1/],
])('an invalid limit throws: %j', async (wrong, message) => {
  await expect(open({ limit: { ...limit, ...wrong } })).rejects.toThrow(message)
})

test('each location has its own limit, a 429 commits nothing, and the limit recovers with time', async () => {
  const clock = virtualClock()
  const { sandbox, send } = await open({ clock, limit })
  const ask = async (token: string | null): Promise<number> =>
    (await send('GET', `/calendars/${calendar}`, { token })).status
  const mine = [1, 2, 3, 4].map(() => sandbox.token)
  expect(await inOrder(mine, ask)).toEqual([200, 200, 200, 429])
  expect(await ask(sandbox.tokenByName('elsewhere'))).toBe(403)
  expect(await ask(sandbox.tokenByName('private-integration'))).toBe(429)
  expect(await inOrder([null, null, null, null], ask)).toEqual([401, 401, 401, 401])
  await clock.advance(1000)
  expect(await ask(sandbox.token)).toBe(200)
  expect(sandbox.audit.flatMap((entry) => (entry.kind === 'request' ? [entry.location] : []))).toHaveLength(
    11,
  )
})

test('every response has the five headers, or none', async () => {
  const headersOf = async (headers?: boolean): Promise<[string, string][]> => {
    const { sandbox } = await open({ limit: { ...limit, ...(headers === undefined ? {} : { headers }) } })
    const { headers: received } = await fetch(`${sandbox.url}/calendars/${calendar}`, {
      headers: { Authorization: `Bearer ${sandbox.token}`, Version: '2021-04-15' },
    })
    return [...received].filter(([name]) => name.startsWith('x-ratelimit'))
  }
  expect(await headersOf()).toEqual([
    ['x-ratelimit-daily-remaining', '199999'],
    ['x-ratelimit-interval-milliseconds', '1000'],
    ['x-ratelimit-limit-daily', '200000'],
    ['x-ratelimit-max', '3'],
    ['x-ratelimit-remaining', '2'],
  ])
  expect(await headersOf(false)).toEqual([])
})

test('a request over the limit counts for a fault but is not hit', async () => {
  const { sandbox, send } = await open({
    limit: { ...limit, max: 1 },
    clock: { now: () => 0 },
    faults: [{ fault: 'conflict', on: 'second' }],
  })
  await send('GET', `/calendars/${calendar}`)
  expect((await send('GET', `/calendars/${calendar}`)).status).toBe(429)
  expect(sandbox.audit.filter(({ kind }) => kind === 'fault')).toEqual([])
})

async function inOrder<T, R>(items: T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await act(item))
  return results
}
