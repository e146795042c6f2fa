import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRetryAt } from '../src/limit/quota.ts'

// The same cases in every run, so that a failure is one that the change made. Another seed searches elsewhere.
fc.configureGlobal({ seed: 20_261_122 })

const dayMs = 86_400_000
/** The clock of a machine, as far as a date of HTTP can tell it. */
const nowMs = fc.integer({ min: 0, max: 4_000_000_000_000 })
/** Whatever a header can hold. */
const value = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
)
const headers = fc.record(
  { 'retry-after': value, 'x-ratelimit-interval-milliseconds': value, date: value },
  { requiredKeys: [] },
)

test('whatever a 429 says, the wait is between nothing and a day', () => {
  fc.assert(
    fc.property(headers, nowMs, (given, now) => {
      const at = readRetryAt(429, new Headers(given), now)
      expect(at).toBeGreaterThanOrEqual(now)
      expect(at).toBeLessThanOrEqual(now + dayMs)
    }),
    { numRuns: 300 },
  )
})

test('whatever another status says, a wait that is given is between nothing and a day', () => {
  fc.assert(
    fc.property(headers, nowMs, fc.integer({ min: 400, max: 599 }), (given, now, status) => {
      const at = readRetryAt(status, new Headers(given), now) ?? now
      expect(at).toBeGreaterThanOrEqual(now)
      expect(at).toBeLessThanOrEqual(now + dayMs)
    }),
    { numRuns: 300 },
  )
})

test('seconds within a day are taken to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400 }), nowMs, (seconds, now) => {
      expect(readRetryAt(503, new Headers({ 'retry-after': String(seconds) }), now)).toBe(
        now + seconds * 1000,
      )
    }),
    { numRuns: 200 },
  )
})

test('a date is taken relative to the clock of the answer, however wrong ours is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_000_000_000 }),
      fc.integer({ min: 0, max: 86_400 }),
      nowMs,
      (serverSeconds, waitSeconds, now) => {
        const given = new Headers({
          date: new Date(serverSeconds * 1000).toUTCString(),
          'retry-after': new Date((serverSeconds + waitSeconds) * 1000).toUTCString(),
        })
        expect(readRetryAt(503, given, now)).toBe(now + waitSeconds * 1000)
      },
    ),
    { numRuns: 200 },
  )
})
