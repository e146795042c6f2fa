import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRetryAfter, readRetryAt } from '../../src/http/retry-after.ts'
import { readQuota } from '../../src/rate-limit/headers.ts'

fc.configureGlobal({ seed: 20_261_122 })

const dayMs = 86_400_000
const value = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.double().map(String),
  fc.integer({ min: -1, max: 200 }).map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
)
const headers = fc
  .record(
    {
      'retry-after': value,
      date: value,
      'x-ratelimit-max': value,
      'x-ratelimit-remaining': value,
      'x-ratelimit-interval-milliseconds': value,
      'x-ratelimit-limit-daily': value,
      'x-ratelimit-daily-remaining': value,
      'x-ratelimit-daily-reset': value,
    },
    { requiredKeys: [] },
  )
  .map((fields) => new Headers(fields))

test('any headers are read as possible values', () => {
  fc.assert(
    fc.property(headers, (given) => {
      const { max = 1, remaining = 0, intervalMs = 1, daily = 0, resetMs = 1 } = readQuota(given)
      expect([max, remaining, daily].every((count) => Number.isSafeInteger(count))).toBe(true)
      expect(max).toBeGreaterThan(0)
      expect(remaining).toBeGreaterThanOrEqual(0)
      expect(Math.min(intervalMs, resetMs)).toBeGreaterThan(0)
      expect(Math.max(intervalMs, resetMs)).toBeLessThanOrEqual(dayMs)
    }),
    { numRuns: 2000 },
  )
})

test('more remaining than allowed, or a quota of 0, counts as missing', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (max, remaining) => {
      const given = new Headers({ 'x-ratelimit-max': `${max}`, 'x-ratelimit-remaining': `${remaining}` })
      const possible = max > 0 && remaining <= max
      expect(readQuota(given)).toMatchObject({
        max: possible ? max : undefined,
        remaining: possible ? remaining : undefined,
      })
    }),
    { numRuns: 500 },
  )
})

test('a wait is between 0 and one day', () => {
  fc.assert(
    fc.property(
      headers,
      fc.integer({ min: 0, max: 4e12 }),
      fc.constantFrom(429, 503),
      (given, now, status) => {
        expect(readRetryAfter(given, now) ?? 0).toBeGreaterThanOrEqual(0)
        expect(readRetryAfter(given, now) ?? 0).toBeLessThanOrEqual(dayMs)
        const at = readRetryAt(status, given, now)
        // A 429 always has a time; other statuses only with a Retry-After.
        expect(at === undefined).toBe(status === 503 && readRetryAfter(given, now) === undefined)
        expect((at ?? now) - now).toBeLessThanOrEqual(dayMs)
      },
    ),
    { numRuns: 2000 },
  )
})
