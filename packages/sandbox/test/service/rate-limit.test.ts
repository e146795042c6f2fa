import fc from 'fast-check'
import { expect, test } from 'vitest'
import { virtualClock } from '../../src/index.ts'
import { type LimitOptions, openMeter } from '../../src/service/rate-limit.ts'
import { calendar, open } from '../support/caller.ts'

fc.configureGlobal({ seed: 20_261_122 })

const limit = { max: 3, intervalMs: 1000 }

function spent(options: LimitOptions, times: number[]): (string | undefined)[] {
  const meter = openMeter(options)
  return times.map((at) => meter('here', at).spent)
}

test('any interval counts: two bursts at the edge of a fixed one are refused by a sliding one alone', () => {
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

test('a day is one of UTC', () => {
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

test('others take their share evenly, and the rest is left', () => {
  const meter = openMeter({ max: 100, intervalMs: 10_000, otherTrafficShare: 0.5 })
  const taken = Array.from({ length: 60 }, (_, index) => meter('here', 50_000 + index * 10))
  expect(taken.filter((quota) => quota.spent === undefined).length).toBe(50)
  expect(taken[0]?.headers).toMatchObject({ 'x-ratelimit-remaining': '49', 'x-ratelimit-max': '100' })
})

test('a sliding limit is what a plain count of the last interval says', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(400), { maxLength: 200 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 1000 }),
      (gaps, max, intervalMs) => {
        const meter = openMeter({ max, intervalMs })
        const times: number[] = []
        let at = 0
        for (const gap of gaps) {
          at += gap
          times.push(at)
          const now = at
          const inside = times.filter((time) => time > now - intervalMs).length
          expect(meter('here', at).spent).toBe(inside > max ? 'burst' : undefined)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test.each<[Partial<LimitOptions>, RegExp]>([
  [{ max: 0 }, /"max" .* from 1, not 0/],
  [{ max: 1.5 }, /not 1.5/],
  [{ intervalMs: 0 }, /"intervalMs"/],
  [{ dailyMax: Number.NaN }, /"dailyMax" .* not NaN/],
  [{ otherTrafficShare: 1 }, /"otherTrafficShare" .* below 1, not 1/],
])('%j is no limit', async (wrong, message) => {
  await expect(open({ limit: { ...limit, ...wrong } })).rejects.toThrow(message)
})

test('each location has its own, refusals say so and commit nothing, and time heals', async () => {
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

test('every answer has the five headers, or none', async () => {
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

test('where the limit is met, a fault has no turn but has counted', async () => {
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
