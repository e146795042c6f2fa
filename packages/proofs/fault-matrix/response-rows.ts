import { ordinary, type Operation } from './operations.ts'
import type { MatrixRow } from './matrix-row.ts'

const saving: readonly Operation[] = ['create', 'ensure', 'update']
const writing: readonly Operation[] = ['create', 'ensure', 'update', 'delete']

const never = { commit: 'never' } as const
const after = { commit: 'before-response' } as const

/** Responses of the service, or of a gateway before it. */
export const responseRows: readonly MatrixRow[] = [
  { fault: 13, name: '500 before', inject: { fault: 'internal-error', ...never }, rule: 'lostBefore' },
  { fault: 14, name: '500 after', inject: { fault: 'internal-error' }, rule: 'lostAfter' },
  { fault: 15, name: '502 in HTML after', inject: { fault: 'bad-gateway' }, rule: 'lostAfter' },
  {
    fault: 16,
    name: '503 with Retry-After',
    inject: { fault: 'unavailable', retryAfter: 2 },
    rule: 'lostBefore',
  },
  {
    fault: 16,
    name: '503, applied all the same',
    inject: { fault: 'unavailable', retryAfter: 2, ...after },
    rule: 'lostAfter',
  },
  { fault: 17, name: '503 without Retry-After', inject: { fault: 'unavailable' }, rule: 'lostBefore' },
  { fault: 18, name: '504, then a late commit', inject: { fault: 'gateway-timeout' }, rule: 'lostAfter' },
  { fault: 19, name: '429 burst', inject: { fault: 'rate-limited' }, rule: 'limited' },
  {
    fault: 20,
    name: '429 daily',
    inject: { fault: 'rate-limited', limit: 'daily' },
    only: ordinary,
    rule: 'quotaExhausted',
  },
  {
    fault: 21,
    name: '429 without headers',
    inject: { fault: 'rate-limited', headers: false },
    rule: 'limited',
  },
  { fault: 22, name: '401', inject: { fault: 'unauthorized' }, rule: 'unauthorized' },
  {
    fault: 23,
    name: '401 for a scope',
    inject: { fault: 'unauthorized', message: 'The token is not authorized for this scope.' },
    rule: 'forbidden',
  },
  { fault: 24, name: '403', inject: { fault: 'forbidden' }, rule: 'forbidden' },
  { fault: 25, name: '408', inject: { fault: 'request-timeout' }, rule: 'lostBefore' },
  {
    fault: 25,
    name: '408, applied all the same',
    inject: { fault: 'request-timeout', ...after },
    rule: 'lostAfter',
  },
  { fault: 26, name: '409', inject: { fault: 'conflict' }, rule: 'lostBefore' },
  {
    fault: 26,
    name: '409, applied all the same',
    inject: { fault: 'conflict', ...after },
    rule: 'lostAfter',
  },
  { fault: 27, name: '2xx closed in the body', inject: { fault: 'truncated' }, rule: 'truncated' },
  {
    fault: 27,
    name: '2xx reset in the body',
    inject: { fault: 'truncated', end: 'reset' },
    rule: 'truncated',
  },
  {
    fault: 27,
    name: '2xx stalled in the body',
    inject: { fault: 'truncated', end: 'stall' },
    rule: 'stalledBody',
  },
  { fault: 28, name: '2xx that is not JSON', inject: { fault: 'not-json' }, rule: 'invalidBody' },
  { fault: 29, name: '2xx without id', inject: { fault: 'missing-id' }, only: saving, rule: 'invalidBody' },
  {
    fault: 30,
    name: '2xx with another title, stored so',
    inject: { fault: 'altered', title: 'Something else', stored: true },
    only: saving,
    rule: 'harmless',
  },
  {
    fault: 30,
    name: '2xx in another zone',
    inject: { fault: 'shifted-zone', offset: '-05:00' },
    only: ordinary,
    rule: 'harmless',
  },
  {
    fault: 30,
    name: 'title stored otherwise, then a lost create',
    inject: { fault: 'reset', ...never },
    earlier: { fault: 'altered', title: 'Something else' },
    rule: 'titleLearned',
  },
  { fault: 31, name: 'broken gzip', inject: { fault: 'broken-gzip' }, rule: 'truncated' },
  { fault: 31, name: 'conflicting lengths', inject: { fault: 'conflicting-lengths' }, rule: 'lostAfter' },
  { fault: 31, name: 'no HTTP at all', inject: { fault: 'not-http' }, rule: 'lostAfter' },
  { fault: 31, name: '20 MB', inject: { fault: 'oversized' }, only: ordinary, rule: 'invalidBody' },
  { fault: 31, name: 'slow body', inject: { fault: 'slow-body', byteIntervalMs: 5000 }, rule: 'stalledBody' },
  {
    fault: 31,
    name: 'response after 62 s',
    inject: { fault: 'slow', delayMs: 62_463 },
    rule: 'slowResponse',
  },
  { fault: 31, name: '403 in HTML', inject: { fault: 'forbidden', html: true }, rule: 'forbidden' },
  { fault: 31, name: '500 of the IAM service', inject: { fault: 'route-not-supported' }, rule: 'closed' },
  {
    fault: 31,
    name: '2xx before a late commit',
    inject: { fault: 'late-commit' },
    only: writing,
    rule: 'harmless',
  },
]
