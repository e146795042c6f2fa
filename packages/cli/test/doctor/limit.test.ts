import { expect, test } from 'vitest'
import { checkLimit, readLimit } from '../../src/doctor/limit.ts'

const headers = {
  'x-ratelimit-max': '100',
  'x-ratelimit-remaining': '97',
  'x-ratelimit-interval-milliseconds': '10000',
  'x-ratelimit-limit-daily': '200000',
  'x-ratelimit-daily-remaining': '150000',
  'x-ratelimit-daily-reset': '18000000',
}

test('reads the headers, and takes what is no whole number for missing', () => {
  expect(readLimit(new Headers(headers))).toEqual({
    max: 100,
    remaining: 97,
    intervalMs: 10_000,
    dailyMax: 200_000,
    dailyRemaining: 150_000,
    dailyResetMs: 18_000_000,
  })
  expect(
    readLimit(new Headers({ ...headers, 'x-ratelimit-max': '-1', 'x-ratelimit-remaining': 'many' })),
  ).not.toHaveProperty('max')
  expect(readLimit(new Headers())).toEqual({})
})

test.each<[text: string, state: string, changed: Record<string, string>]>([
  ['100 requests in 10 s, 97 left; 200,000 in a day, 150,000 left, again in 5.0 h', 'ok', {}],
  ['100 requests in 10 s, 97 left; 200,000 in a day, 4,001 left, again in 5.0 h', 'ok', { daily: '4001' }],
  [
    '100 requests in 10 s, 97 left; 200,000 in a day, 4,000 left, again in 5.0 h',
    'warning',
    { daily: '4000' },
  ],
  ['100 requests in 10 s, 97 left; 200,000 in a day, 0 left, again in 5.0 h', 'failed', { daily: '0' }],
])('%s: %s', (text, state, { daily = headers['x-ratelimit-daily-remaining'] }) => {
  const limit = readLimit(new Headers({ ...headers, 'x-ratelimit-daily-remaining': daily }))
  expect(checkLimit(limit)).toMatchObject({ id: 'limit', state, text: `Rate limit: ${text}` })
})

test('a limit that is not announced is unknown', () => {
  expect(checkLimit({})).toMatchObject({
    state: 'unknown',
    text: 'Rate limit: not announced; 100 requests in 10 s are assumed',
  })
  // A moment in place of a duration tells nothing without the clock of the service.
  expect(checkLimit({ dailyMax: 9, dailyRemaining: 9, dailyResetMs: 1_800_000_000_000 })).toMatchObject({
    text: 'Rate limit: 9 in a day, 9 left',
  })
})
