import { describe, expect, test } from 'vitest'
import { checkClock, type ClockSample, measureLead } from '../../src/doctor/clock.ts'

const noon = Date.parse('2026-11-30T12:00:00Z')
/** A response of a service that is behind this machine by a lead, in the middle of a round trip. */
const sample = (leadMs: number, tripMs = 100, at = noon): ClockSample => {
  const there = at - leadMs + tripMs / 2
  return { sentAt: at, receivedAt: at + tripMs, date: Math.floor(there / 1000) * 1000 }
}

describe('the lead of this clock', () => {
  test.each([0, 5000, -5000, 700, -60_000])('of %d ms is in the measured range', (leadMs) => {
    const samples = [0, 130, 460, 790].map((after) => sample(leadMs, 100, noon + after))
    const { atLeast = NaN, atMost = NaN } = measureLead(samples) ?? {}
    expect(atLeast).toBeLessThanOrEqual(leadMs)
    expect(atMost).toBeGreaterThanOrEqual(leadMs)
    expect(atMost - atLeast).toBeLessThan(500)
  })

  test('is not known without a date', () => {
    expect(measureLead([])).toBe(undefined)
    expect(
      measureLead([
        { sentAt: 0, receivedAt: 1 },
        { sentAt: 0, receivedAt: 1, date: NaN },
      ]),
    ).toBe(undefined)
  })
})

test.each<[text: string, state: string, samples: ClockSample[]]>([
  ['Clock: agrees with that of the service (± 0.6 s)', 'ok', [sample(0, 200)]],
  ['Clock: 4.6 s ahead of that of the service (± 0.6 s)', 'warning', [sample(5000, 200)]],
  ['Clock: 5.4 s behind that of the service (± 0.6 s)', 'warning', [sample(-5000, 200)]],
  // Two seconds at most, so it is near enough.
  ['Clock: 1.5 s ahead of that of the service (± 0.5 s)', 'ok', [sample(2000, 0)]],
  [
    'Clock: 2.5 s ahead of that of the service (± 0.5 s), too uncertain to tell',
    'unknown',
    [sample(2999, 0)],
  ],
  ['Clock: agrees with that of the service (± 3.0 s), too uncertain to tell', 'unknown', [sample(0, 5000)]],
  ['Clock: the responses have no date', 'unknown', [{ sentAt: noon, receivedAt: noon }]],
  [
    'Clock: the dates of the responses contradict each other, as from machines or caches that differ',
    'warning',
    [sample(0), sample(60_000)],
  ],
])('%s', (text, state, samples) => {
  expect(checkClock(samples)).toMatchObject({ id: 'clock', state, text })
})
