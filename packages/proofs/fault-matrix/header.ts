import type { Row } from './row.ts'

const longest = { retryAfter: 1000 } as const

/** What headers say that is not so. */
export const headerRows: readonly Row[] = [
  {
    fault: 32,
    name: 'Retry-After that is no number',
    hits: { fault: 'unavailable', retryAfter: 'soon' },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After below 0',
    hits: { fault: 'unavailable', retryAfter: -5 },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After of 30 years',
    hits: { fault: 'unavailable', retryAfter: 999_999_999 },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After in the past',
    hits: { fault: 'unavailable', retryAfter: { dateInMs: -60_000 } },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After as a date',
    hits: { fault: 'unavailable', retryAfter: { dateInMs: 5000 } },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After beyond the call',
    hits: { fault: 'unavailable', ...longest },
    rule: 'muchLater',
  },
  {
    fault: 32,
    name: '429 with Retry-After below 0',
    hits: { fault: 'rate-limited', retryAfter: -5 },
    rule: 'limited',
  },
  {
    fault: 32,
    name: '429 with Retry-After beyond the call',
    hits: { fault: 'rate-limited', ...longest },
    rule: 'spent',
  },
  {
    fault: 33,
    name: 'no limit headers',
    hits: { fault: 'limit-headers', headers: 'missing' },
    rule: 'harmless',
  },
  {
    fault: 33,
    name: 'limit headers too high',
    hits: { fault: 'limit-headers', headers: 'high' },
    rule: 'harmless',
  },
  {
    fault: 33,
    name: 'limit headers too low',
    hits: { fault: 'limit-headers', headers: 'low' },
    rule: 'harmless',
  },
  {
    fault: 33,
    name: 'limit headers that change',
    hits: { fault: 'limit-headers', headers: 'changing' },
    rule: 'harmless',
  },
]
