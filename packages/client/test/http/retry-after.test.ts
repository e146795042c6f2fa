import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { readRetryAt } from '../../src/http/retry-after.ts'
import { calls, clientOf, failure, json, operations } from '../support/service.ts'

/** 2026-01-01T00:00:00Z */
const now = 1_767_225_600_000
const retryAfterMs = (status: number, headers: Record<string, string>): number | undefined => {
  const at = readRetryAt(status, new Headers(headers), now)
  return at === undefined ? undefined : at - now
}

describe('a 429 always says when to send again', () => {
  test.each<[string, Record<string, string>, number]>([
    ['one burst interval of the vendor without a header', {}, 10_000],
    ['Retry-After in seconds', { 'retry-after': '7' }, 7000],
    ['Retry-After 0', { 'retry-after': '0' }, 0],
    ['Retry-After with blanks around it', { 'retry-after': '  7  ' }, 7000],
    ['Retry-After of a whole day', { 'retry-after': '86400' }, 86_400_000],
    ['the interval the service names', { 'x-ratelimit-interval-milliseconds': '2500' }, 2500],
    [
      'Retry-After before the interval',
      { 'retry-after': '1', 'x-ratelimit-interval-milliseconds': '10000' },
      1000,
    ],
    [
      'an HTTP date by the clock of the answer, not by ours',
      { 'retry-after': 'Thu, 01 Jan 2026 10:00:05 GMT', date: 'Thu, 01 Jan 2026 10:00:00 GMT' },
      5000,
    ],
    [
      'an HTTP date by our clock when the answer has none',
      { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' },
      9000,
    ],
    ['an HTTP date on another day of the week', { 'retry-after': 'Fri, 01 Jan 2026 00:00:09 GMT' }, 9000],
    ['an HTTP date in the past', { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
    [
      'an HTTP date, and an answer with junk for a date',
      { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT', date: 'soon' },
      9000,
    ],
    ['junk for Retry-After', { 'retry-after': 'soon' }, 10_000],
    ['a date in another form', { 'retry-after': '2026-01-01T00:00:09Z' }, 10_000],
    ['a date that does not exist', { 'retry-after': 'Thu, 99 Jan 2026 00:00:09 GMT' }, 10_000],
    ['a fraction', { 'retry-after': '1.5' }, 10_000],
    ['a negative number', { 'retry-after': '-1' }, 10_000],
    ['an exponent', { 'retry-after': '1e3' }, 10_000],
    ['two values', { 'retry-after': '1, 2' }, 10_000],
    ['a number beyond all numbers', { 'retry-after': '9'.repeat(400) }, 10_000],
    ['more than a day', { 'retry-after': '86401' }, 10_000],
    ['an interval of nothing', { 'x-ratelimit-interval-milliseconds': '0' }, 10_000],
    ['an interval without end', { 'x-ratelimit-interval-milliseconds': 'Infinity' }, 10_000],
    ['an interval of a year', { 'x-ratelimit-interval-milliseconds': '31536000000' }, 10_000],
    ['an interval that is no number', { 'x-ratelimit-interval-milliseconds': 'ten' }, 10_000],
  ])('%s', (_, headers, waitMs) => {
    expect(retryAfterMs(429, headers)).toBe(waitMs)
  })
})

test('any other status says it only if it says so itself', () => {
  expect(retryAfterMs(503, {})).toBeUndefined()
  expect(retryAfterMs(503, { 'x-ratelimit-interval-milliseconds': '10000' })).toBeUndefined()
  expect(retryAfterMs(503, { 'retry-after': 'soon' })).toBeUndefined()
  expect(retryAfterMs(503, { 'retry-after': '120' })).toBe(120_000)
})

describe('retryAt on the error', () => {
  test.each(operations)('gives %s the end of a rate limit', async (operation) => {
    const before = Math.floor(systemClock.now())
    const error = await failure(
      calls[operation](clientOf(() => json(429, { message: 'Too Many Requests' }, { 'retry-after': '3' }))),
    )
    expect(error.retryAt).toBeGreaterThanOrEqual(before + 3000)
    expect(error.retryAt).toBeLessThanOrEqual(Math.ceil(systemClock.now()) + 3000)
    expect(error.message).toBe(`${operation}: 429 Too Many Requests`)
  })

  test('is a burst interval when the limit says nothing about itself', async () => {
    const before = Math.floor(systemClock.now())
    const error = await failure(calls.createBlockSlot(clientOf(() => json(429, {}))))
    expect(error.retryAt).toBeGreaterThanOrEqual(before + 10_000)
    expect(error.retryAt).toBeLessThanOrEqual(Math.ceil(systemClock.now()) + 10_000)
  })

  test('comes with an overloaded service for every operation', async () => {
    const overloaded = (): Response => json(503, {}, { 'retry-after': '30' })
    expect((await failure(calls.listBlockedSlots(clientOf(overloaded)))).retryAt).toBeGreaterThan(Date.now())
    expect((await failure(calls.updateBlockSlot(clientOf(overloaded)))).retryAt).toBeGreaterThan(Date.now())
    expect((await failure(calls.createBlockSlot(clientOf(overloaded)))).retryAt).toBeGreaterThan(Date.now())
  })

  test('does not come with what is never to be sent again', async () => {
    const error = await failure(calls.createBlockSlot(clientOf(() => json(422, {}, { 'retry-after': '30' }))))
    expect(error).not.toHaveProperty('retryAt')
  })

  test('survives an error body that breaks off', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('terminated')) })
    const error = await failure(
      calls.createBlockSlot(
        clientOf(() => new Response(broken, { status: 429, headers: { 'retry-after': '3' } })),
      ),
    )
    expect(error).toMatchObject({ code: 'rate-limited', applied: 'no', retry: 'after', status: 429 })
    expect(error.retryAt).toBeGreaterThan(Date.now())
  })
})
