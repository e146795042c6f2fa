import type { Operation } from './cell.ts'
import type { Row } from './row.ts'

const saving: readonly Operation[] = ['create', 'ensure', 'update']
const writing: readonly Operation[] = ['create', 'ensure', 'update', 'delete']
const ordinary: readonly Operation[] = [
  'create',
  'ensure',
  'update',
  'delete',
  'list',
  'appointments',
  'calendar',
]

const never = { commit: 'never' } as const
const after = { commit: 'before-response' } as const

/** What the service, or what stands before it, answers. */
export const answerRows: readonly Row[] = [
  { fault: 13, name: '500 before', hits: { fault: 'internal-error', ...never }, rule: 'lostBefore' },
  { fault: 14, name: '500 after', hits: { fault: 'internal-error' }, rule: 'lostAfter' },
  { fault: 15, name: '502 in HTML after', hits: { fault: 'bad-gateway' }, rule: 'lostAfter' },
  {
    fault: 16,
    name: '503 with Retry-After',
    hits: { fault: 'unavailable', retryAfter: 2 },
    rule: 'lostBefore',
  },
  {
    fault: 16,
    name: '503, done all the same',
    hits: { fault: 'unavailable', retryAfter: 2, ...after },
    rule: 'lostAfter',
  },
  { fault: 17, name: '503 without Retry-After', hits: { fault: 'unavailable' }, rule: 'lostBefore' },
  { fault: 18, name: '504, then a late commit', hits: { fault: 'gateway-timeout' }, rule: 'lostAfter' },
  { fault: 19, name: '429 burst', hits: { fault: 'rate-limited' }, rule: 'limited' },
  {
    fault: 20,
    name: '429 daily',
    hits: { fault: 'rate-limited', limit: 'daily' },
    only: ordinary,
    rule: 'spent',
  },
  {
    fault: 21,
    name: '429 without headers',
    hits: { fault: 'rate-limited', headers: false },
    rule: 'limited',
  },
  { fault: 22, name: '401', hits: { fault: 'unauthorized' }, rule: 'refused' },
  {
    fault: 23,
    name: '401 for a scope',
    hits: { fault: 'unauthorized', message: 'The token is not authorized for this scope.' },
    rule: 'forbidden',
  },
  { fault: 24, name: '403', hits: { fault: 'forbidden' }, rule: 'forbidden' },
  { fault: 25, name: '408', hits: { fault: 'request-timeout' }, rule: 'lostBefore' },
  {
    fault: 25,
    name: '408, done all the same',
    hits: { fault: 'request-timeout', ...after },
    rule: 'lostAfter',
  },
  { fault: 26, name: '409', hits: { fault: 'conflict' }, rule: 'lostBefore' },
  { fault: 26, name: '409, done all the same', hits: { fault: 'conflict', ...after }, rule: 'lostAfter' },
  { fault: 27, name: '2xx closed in the body', hits: { fault: 'truncated' }, rule: 'cutShort' },
  { fault: 27, name: '2xx reset in the body', hits: { fault: 'truncated', end: 'reset' }, rule: 'cutShort' },
  { fault: 27, name: '2xx stalled in the body', hits: { fault: 'truncated', end: 'stall' }, rule: 'endless' },
  { fault: 28, name: '2xx that is not JSON', hits: { fault: 'not-json' }, rule: 'unreadable' },
  { fault: 29, name: '2xx without id', hits: { fault: 'missing-id' }, only: saving, rule: 'unreadable' },
  {
    fault: 30,
    name: '2xx with another title, and kept so',
    hits: { fault: 'altered', title: 'Something else', stored: true },
    only: saving,
    rule: 'harmless',
  },
  {
    fault: 30,
    name: '2xx in another zone',
    hits: { fault: 'shifted-zone', offset: '-05:00' },
    only: ordinary,
    rule: 'harmless',
  },
  {
    fault: 30,
    name: 'a title that is kept otherwise, then a lost create',
    hits: { fault: 'reset', ...never },
    earlier: { fault: 'altered', title: 'Something else' },
    rule: 'unproven',
  },
  { fault: 31, name: 'broken gzip', hits: { fault: 'broken-gzip' }, rule: 'cutShort' },
  { fault: 31, name: 'conflicting lengths', hits: { fault: 'conflicting-lengths' }, rule: 'lostAfter' },
  { fault: 31, name: 'no HTTP at all', hits: { fault: 'not-http' }, rule: 'lostAfter' },
  { fault: 31, name: '20 MB', hits: { fault: 'oversized' }, only: ordinary, rule: 'unreadable' },
  { fault: 31, name: 'slow-body', hits: { fault: 'slow-body', byteIntervalMs: 5000 }, rule: 'endless' },
  { fault: 31, name: 'an answer after 62 s', hits: { fault: 'slow', delayMs: 62_463 }, rule: 'patient' },
  { fault: 31, name: '403 in HTML', hits: { fault: 'forbidden', html: true }, rule: 'forbidden' },
  { fault: 31, name: '500 of the IAM service', hits: { fault: 'route-not-supported' }, rule: 'forbidden' },
  {
    fault: 31,
    name: '2xx before a late commit',
    hits: { fault: 'late-commit' },
    only: writing,
    rule: 'harmless',
  },
]
