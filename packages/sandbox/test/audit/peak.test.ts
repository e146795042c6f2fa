import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AuditEntry, peakRequests } from '../../src/index.ts'

fc.configureGlobal({ seed: 20_261_122 })

function requests(times: number[], location: string | null = 'here'): AuditEntry[] {
  return times.map((at, index) => ({
    kind: 'request',
    seq: index + 1,
    request: index + 1,
    at,
    method: 'GET',
    path: '/',
    operation: null,
    query: {},
    body: null,
    version: null,
    location,
    token: null,
  }))
}

test('a window is half open', () => {
  expect(peakRequests(requests([0, 1000]), 1000)).toBe(1)
  expect(peakRequests(requests([0, 999, 1000]), 1000)).toBe(2)
  expect(peakRequests([], 1000)).toBe(0)
})

test('only requests count, and only those of the given location', () => {
  const response: AuditEntry = { kind: 'response', seq: 9, request: 1, at: 0, status: 200, traceId: '' }
  const log = [...requests([0, 1]), response, ...requests([1, 2, 3], 'there')]
  expect(peakRequests(log, 10)).toBe(5)
  expect(peakRequests(log, 10, 'there')).toBe(3)
  expect(peakRequests(log, 10, 'nowhere')).toBe(0)
})

test('the result equals a search over all windows', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(50), { maxLength: 100 }),
      fc.integer({ min: 1, max: 200 }),
      (gaps, windowMs) => {
        let at = 0
        const times = gaps.map((gap) => (at += gap))
        const counts = times.map(
          (from) => times.filter((time) => time >= from && time < from + windowMs).length,
        )
        expect(peakRequests(requests(times), windowMs)).toBe(Math.max(0, ...counts))
      },
    ),
    { numRuns: 500 },
  )
})

test.each([0, -1, Number.NaN])('a window of %d ms throws', (windowMs) => {
  expect(() => peakRequests([], windowMs)).toThrow(RangeError)
})

test('a million requests are counted in linear time', () => {
  const log = requests(Array.from({ length: 1_000_000 }, (_, index) => index))
  expect(peakRequests(log, 10_000)).toBe(10_000)
})
