import { describe, expect, test } from 'vitest'
import { localLimiter } from '../../src/index.ts'
import { readRetryAfter, readRetryAt } from '../../src/http/retry-after.ts'
import { readQuota } from '../../src/rate-limit/headers.ts'

const dayMs = 86_400_000
const limits = (fields: Record<string, string>): Headers =>
  new Headers(Object.entries(fields).map(([name, value]) => [`x-ratelimit-${name}`, value]))

describe('quota headers', () => {
  test.each([
    [`${dayMs}`, dayMs],
    [`${dayMs + 1}`, undefined],
    ['1', 1],
    ['0', undefined],
  ])('an interval of %s is read as %s', (value, intervalMs) => {
    expect(readQuota(limits({ 'interval-milliseconds': value })).intervalMs).toBe(intervalMs)
  })

  test('a daily quota may be unused, but not exceed its maximum', () => {
    const left = (daily: string): number | undefined =>
      readQuota(limits({ 'limit-daily': '100', 'daily-remaining': daily })).daily
    expect([left('100'), left('101'), left('0')]).toEqual([100, undefined, 0])
  })

  test('a daily quota is scarce when 2 % of it remain, and never when its maximum is unknown', () => {
    const scarce = (fields: Record<string, string>): boolean => readQuota(limits(fields)).scarce
    expect(scarce({ 'limit-daily': '100', 'daily-remaining': '2' })).toBe(true)
    expect(scarce({ 'limit-daily': '100', 'daily-remaining': '3' })).toBe(false)
    expect(scarce({ 'daily-remaining': '0' })).toBe(false)
    expect(scarce({ 'limit-daily': '100' })).toBe(false)
  })

  test('a reset is a moment in seconds or milliseconds, by the clock of the response', () => {
    const date = 'Thu, 01 Jan 2026 00:00:00 GMT'
    const reset = (value: string, at = date): number | undefined =>
      readQuota(new Headers({ 'x-ratelimit-daily-reset': value, date: at })).resetMs
    const now = Date.parse(date)
    expect([reset(`${now + 5000}`), reset(`${now / 1000 + 5}`)]).toEqual([5000, 5000])
    expect(readQuota(limits({ 'daily-reset': `${now}` })).resetMs).toBeUndefined()
  })
})

test('a reset of up to a day is milliseconds from now, with any date or none', () => {
  const reset = (value: string): number | undefined => readQuota(limits({ 'daily-reset': value })).resetMs
  expect([reset('84322000'), reset('3600'), reset(`${dayMs}`)]).toEqual([84_322_000, 3600, dayMs])
  expect([reset('0'), reset(`${dayMs + 1}`), reset('999999999')]).toEqual([undefined, undefined, undefined])
})

test('a daily 429 is sent again after the reset', () => {
  const spent = limits({ 'daily-remaining': '0', 'daily-reset': '84322000' })
  expect(readRetryAt(429, spent, 5)).toBe(84_322_005)
  expect(readRetryAt(429, limits({ 'daily-remaining': '1', 'daily-reset': '84322000' }), 5)).toBe(10_005)
  expect(readRetryAt(503, spent, 5)).toBeUndefined()
})

describe('Retry-After', () => {
  const after = (value: string | null): number | undefined =>
    readRetryAfter({ get: (name) => (name === 'retry-after' ? value : null) }, 0)

  test.each([
    ['86400', dayMs],
    ['86401', undefined],
    [' 7 ', 7000],
    ['0', 0],
    ['', undefined],
    [null, undefined],
    ['on Thu, 01 Jan 1970 00:00:09 GMT', undefined],
    ['Thu, 01 Jan 1970 00:00:09 GMT or so', undefined],
    ['Thu, 01 Jan 1970 00:00:09 GMT', 9000],
    ['Sat, 03 Jan 1970 00:00:00 GMT', undefined],
  ])('%j waits %s ms', (value, waitMs) => {
    expect(after(value)).toBe(waitMs)
  })
})

test.each([{ max: 0 }, { max: 1.5 }, { intervalMs: 0 }, { intervalMs: dayMs + 1 }, { intervalMs: NaN }])(
  'a limiter with %j is refused',
  (options) => {
    expect(() => localLimiter(options)).toThrow('whole max from 1 and an intervalMs of up to a day')
  },
)

test('a window may last one day', () => {
  expect(localLimiter({ intervalMs: dayMs })).toHaveProperty('acquire')
})
