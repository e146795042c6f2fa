import { expect, test } from 'vitest'
import { headersOf, limitHeadersOf } from '../support/create.ts'

test.each([
  [120, '120'],
  [-5, '-5'],
  [1e300, '1e+300'],
  ['soon', 'soon'],
  [{ dateInMs: -60_000 }, 'Wed, 31 Dec 2025 23:59:00 GMT'],
  [{ dateInMs: 30_000 }, 'Thu, 01 Jan 2026 00:00:30 GMT'],
])('Retry-After %j', async (retryAfter, sent) => {
  for (const fault of ['unavailable', 'rate-limited', 'bad-gateway'] as const) {
    expect((await headersOf([{ fault, retryAfter }])).get('retry-after')).toBe(sent)
  }
  expect((await headersOf([{ fault: 'unavailable' }])).has('retry-after')).toBe(false)
})
test('a 429 has the five headers or none', async () => {
  expect(limitHeadersOf(await headersOf([{ fault: 'rate-limited' }]))).toEqual([
    '100',
    '0',
    '199999',
    '10000',
    '200000',
  ])
  expect(limitHeadersOf(await headersOf([{ fault: 'rate-limited', limit: 'daily' }]))).toEqual([
    '100',
    '0',
    '0',
    '10000',
    '200000',
  ])
  expect(limitHeadersOf(await headersOf([{ fault: 'rate-limited', headers: false }]))).toEqual(
    Array.from({ length: 5 }, () => null),
  )
  expect(limitHeadersOf(await headersOf([{ fault: 'rate-limited' }], 1, true))[0]).toBe('50')
})
