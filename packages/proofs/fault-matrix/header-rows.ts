import type { MatrixRow } from './matrix-row.ts'

const longest = { retryAfter: 1000 } as const

/** Wrong headers. */
export const headerRows: readonly MatrixRow[] = [
  {
    fault: 32,
    name: 'Retry-After that is not a number',
    inject: { fault: 'unavailable', retryAfter: 'soon' },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After below 0',
    inject: { fault: 'unavailable', retryAfter: -5 },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After of 30 years',
    inject: { fault: 'unavailable', retryAfter: 999_999_999 },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After in the past',
    inject: { fault: 'unavailable', retryAfter: { dateInMs: -60_000 } },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After as a date',
    inject: { fault: 'unavailable', retryAfter: { dateInMs: 5000 } },
    rule: 'lostBefore',
  },
  {
    fault: 32,
    name: 'Retry-After beyond the call',
    inject: { fault: 'unavailable', ...longest },
    rule: 'retryAfterTooLong',
  },
  {
    fault: 32,
    name: '429 with Retry-After below 0',
    inject: { fault: 'rate-limited', retryAfter: -5 },
    rule: 'limited',
  },
  {
    fault: 32,
    name: '429 with Retry-After beyond the call',
    inject: { fault: 'rate-limited', ...longest },
    rule: 'quotaExhausted',
  },
  {
    fault: 33,
    name: 'no limit headers',
    inject: { fault: 'limit-headers', headers: 'missing' },
    rule: 'harmless',
  },
  {
    fault: 33,
    name: 'limit headers too high',
    inject: { fault: 'limit-headers', headers: 'high' },
    rule: 'harmless',
  },
  {
    fault: 33,
    name: 'limit headers too low',
    inject: { fault: 'limit-headers', headers: 'low' },
    rule: 'harmless',
  },
  {
    fault: 33,
    name: 'limit headers that change',
    inject: { fault: 'limit-headers', headers: 'changing' },
    rule: 'harmless',
  },
]
