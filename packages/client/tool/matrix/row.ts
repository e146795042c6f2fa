import type { Fault } from '@block-slots/mock'
import type { Operation } from './cell.ts'
import type { OwnFault } from './own.ts'
import type { RuleName } from './rule.ts'

/** A fault with everything but the operation it is aimed at and the requests it hits. */
type Bare<Each> = Each extends Fault ? Omit<Each, 'on' | 'operation'> : never

/** One line of the matrix. */
export type Row = {
  /** Which of the forty faults it is; some have several forms. */
  readonly fault: number
  readonly name: string
  /** What the service or the network does. */
  readonly hits?: Bare<Fault>
  /** What fails in the process of the client. */
  readonly own?: OwnFault
  readonly rule: RuleName
  /** The operations it makes sense for; all of them when missing. */
  readonly only?: readonly Operation[]
  /** The fault is in the lists that tell what became of a create, which was lost in this way. */
  readonly lost?: 'after' | 'before'
  /** How the earlier block, which the list is tried with, was made. */
  readonly earlier?: Fault
  /** How many other blocks there are at the same time. */
  readonly others?: number
  /** How far the service's clock is ahead, in milliseconds. */
  readonly skewMs?: number
}

const saving: readonly Operation[] = ['create', 'ensure', 'update']
const listing: readonly Operation[] = ['list', 'appointments']
const writing: readonly Operation[] = [...saving, 'delete']
const plain: readonly Operation[] = ['create', 'update', 'delete', ...listing, 'calendar']
const ordinary: readonly Operation[] = [...writing, ...listing, 'calendar']

/** What the lists of the matrix are asked for. */
const alike = { title: 'Wanted', startTime: '2026-06-01T00:00:00Z', endTime: '2026-06-01T01:00:00Z' }

const never = { commit: 'never' } as const
const after = { commit: 'before' } as const
const longest = { retryAfter: 1000 } as const

/** The faults that the service and the network can make. */
export const rows: readonly Row[] = [
  { fault: 1, name: 'refused', hits: { fault: 'refused' }, rule: 'unreached' },
  { fault: 2, name: 'name not resolved', hits: { fault: 'dns' }, rule: 'unreached' },
  { fault: 3, name: 'connect timeout', hits: { fault: 'connect-timeout' }, rule: 'unreached' },
  { fault: 4, name: 'TLS failure', hits: { fault: 'tls' }, rule: 'unreached' },
  { fault: 5, name: 'reset before reading', hits: { fault: 'reset-unread' }, rule: 'lostBefore' },
  { fault: 6, name: 'reset before the commit', hits: { fault: 'reset', ...never }, rule: 'lostBefore' },
  { fault: 7, name: 'reset after the commit', hits: { fault: 'reset' }, rule: 'lostAfter' },
  { fault: 8, name: 'closed after the commit', hits: { fault: 'close' }, rule: 'lostAfter' },
  {
    fault: 8,
    name: 'closed before a late commit',
    hits: { fault: 'close', commit: 'after' },
    rule: 'lostAfter',
  },
  { fault: 9, name: 'stall before the commit', hits: { fault: 'stall', ...never }, rule: 'silentBefore' },
  { fault: 10, name: 'stall after the commit', hits: { fault: 'stall' }, rule: 'silentAfter' },
  { fault: 11, name: 'idle connection closed', hits: { fault: 'idle-closed' }, rule: 'lostBefore' },
  { fault: 12, name: 'half-open connection', hits: { fault: 'half-open' }, rule: 'silentBefore' },
  { fault: 13, name: '500 before', hits: { fault: 'internal-error', ...never }, rule: 'lostBefore' },
  { fault: 14, name: '500 after', hits: { fault: 'internal-error' }, rule: 'lostAfter' },
  { fault: 15, name: '502 in HTML after', hits: { fault: 'bad-gateway' }, rule: 'lostAfter' },
  {
    fault: 16,
    name: '503 with Retry-After',
    hits: { fault: 'unavailable', retryAfter: 3 },
    rule: 'lostBefore',
  },
  {
    fault: 16,
    name: '503, done all the same',
    hits: { fault: 'unavailable', retryAfter: 3, ...after },
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
  { fault: 27, name: '2xx closed in the body', hits: { fault: 'cut' }, rule: 'cutShort' },
  { fault: 27, name: '2xx reset in the body', hits: { fault: 'cut', end: 'reset' }, rule: 'cutShort' },
  { fault: 27, name: '2xx stalled in the body', hits: { fault: 'cut', end: 'stall' }, rule: 'endless' },
  { fault: 28, name: '2xx that is not JSON', hits: { fault: 'not-json' }, rule: 'unreadable' },
  { fault: 29, name: '2xx without id', hits: { fault: 'without-id' }, only: saving, rule: 'unreadable' },
  {
    fault: 30,
    name: '2xx with another title, and kept so',
    hits: { fault: 'changed', title: 'Something else', stored: true },
    only: saving,
    rule: 'harmless',
  },
  {
    fault: 30,
    name: '2xx in another zone',
    hits: { fault: 'zone', offset: '-05:00' },
    only: ordinary,
    rule: 'harmless',
  },
  {
    fault: 30,
    name: 'a title that is kept otherwise, then a lost create',
    hits: { fault: 'reset', ...never },
    earlier: { fault: 'changed', title: 'Something else' },
    rule: 'unproven',
  },
  { fault: 31, name: 'broken gzip', hits: { fault: 'broken-gzip' }, rule: 'cutShort' },
  { fault: 31, name: 'conflicting lengths', hits: { fault: 'conflicting-lengths' }, rule: 'lostAfter' },
  { fault: 31, name: 'no HTTP at all', hits: { fault: 'not-http' }, rule: 'lostAfter' },
  { fault: 31, name: '20 MB', hits: { fault: 'huge' }, only: ordinary, rule: 'unreadable' },
  { fault: 31, name: 'drip', hits: { fault: 'drip', everyMs: 5000 }, rule: 'endless' },
  { fault: 31, name: 'an answer after 62 s', hits: { fault: 'slow', afterMs: 62_463 }, rule: 'patient' },
  { fault: 31, name: '403 in HTML', hits: { fault: 'forbidden', html: true }, rule: 'forbidden' },
  { fault: 31, name: '500 of the IAM service', hits: { fault: 'iam' }, rule: 'forbidden' },
  {
    fault: 31,
    name: '2xx before a late commit',
    hits: { fault: 'late-commit' },
    only: writing,
    rule: 'harmless',
  },
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
  { fault: 33, name: 'no limit headers', hits: { fault: 'limit-headers', say: 'missing' }, rule: 'harmless' },
  {
    fault: 33,
    name: 'limit headers too high',
    hits: { fault: 'limit-headers', say: 'high' },
    rule: 'harmless',
  },
  {
    fault: 33,
    name: 'limit headers too low',
    hits: { fault: 'limit-headers', say: 'low' },
    rule: 'harmless',
  },
  {
    fault: 33,
    name: 'limit headers that change',
    hits: { fault: 'limit-headers', say: 'changing' },
    rule: 'harmless',
  },
  { fault: 34, name: 'stale list', hits: { fault: 'stale-list' }, only: listing, rule: 'harmless' },
  { fault: 35, name: 'cut list', hits: { fault: 'cut-list' }, only: listing, rule: 'harmless' },
  { fault: 36, name: 'empty list', hits: { fault: 'empty-list' }, only: listing, rule: 'harmless' },
  {
    fault: 36,
    name: 'look-alikes',
    hits: { fault: 'look-alikes', of: alike },
    only: listing,
    rule: 'harmless',
  },
  {
    fault: 34,
    name: 'stale list, lost and done',
    hits: { fault: 'stale-list' },
    lost: 'after',
    rule: 'soonFound',
  },
  {
    fault: 34,
    name: 'stale list, lost and not done',
    hits: { fault: 'stale-list' },
    lost: 'before',
    rule: 'soonSent',
  },
  {
    fault: 35,
    name: 'list cut at 200, lost and done',
    hits: { fault: 'cut-list' },
    others: 201,
    lost: 'after',
    rule: 'cutAfter',
  },
  {
    fault: 35,
    name: 'list cut at 200, lost and not done',
    hits: { fault: 'cut-list' },
    others: 201,
    lost: 'before',
    rule: 'cutBefore',
  },
  {
    fault: 36,
    name: 'empty list, lost and done',
    hits: { fault: 'empty-list' },
    lost: 'after',
    rule: 'hiddenOnce',
  },
  {
    fault: 36,
    name: 'empty list, lost and not done',
    hits: { fault: 'empty-list' },
    lost: 'before',
    rule: 'provenOnce',
  },
  {
    fault: 36,
    name: 'look-alikes, lost and done',
    hits: { fault: 'look-alikes' },
    lost: 'after',
    rule: 'soonFound',
  },
  {
    fault: 36,
    name: 'look-alikes, lost and not done',
    hits: { fault: 'look-alikes' },
    lost: 'before',
    rule: 'soonSent',
  },
  {
    fault: 36,
    name: 'list in another zone, lost and done',
    hits: { fault: 'zone', offset: '+09:00' },
    lost: 'after',
    rule: 'soonFound',
  },
  {
    fault: 36,
    name: 'list fails, lost and done',
    hits: { fault: 'internal-error' },
    lost: 'after',
    rule: 'unlisted',
  },
  {
    fault: 36,
    name: 'list refused, lost and done',
    hits: { fault: 'forbidden' },
    lost: 'after',
    rule: 'unlistable',
  },
  {
    fault: 39,
    name: 'service a day ahead, lost and done',
    hits: { fault: 'reset' },
    skewMs: 86_400_000,
    rule: 'lostAfter',
  },
  {
    fault: 39,
    name: 'service a day behind, lost and done',
    hits: { fault: 'reset' },
    skewMs: -86_400_000,
    rule: 'lostAfter',
  },
  {
    fault: 39,
    name: 'service a day ahead, lost and not done',
    hits: { fault: 'reset', ...never },
    skewMs: 86_400_000,
    rule: 'lostBefore',
  },
  { fault: 39, name: 'wall clock jumps', own: 'wall clock jumps', rule: 'harmless' },
  {
    fault: 39,
    name: 'wall clock jumps, lost and done',
    own: 'wall clock jumps',
    hits: { fault: 'reset' },
    rule: 'lostAfter',
  },
  {
    fault: 39,
    name: 'wall clock jumps, Retry-After as a date',
    own: 'wall clock jumps',
    hits: { fault: 'unavailable', retryAfter: { dateInMs: 5000 } },
    rule: 'lostBefore',
  },
  { fault: 39, name: 'clock goes back', own: 'clock goes back', hits: { fault: 'reset' }, rule: 'lostAfter' },
  { fault: 39, name: 'clock cannot wait', own: 'clock cannot wait', rule: 'harmless' },
  { fault: 40, name: 'limiter fails', own: 'limiter fails', rule: 'storeDown' },
  { fault: 40, name: 'limiter says nothing', own: 'limiter says nothing', only: plain, rule: 'storeSilent' },
  {
    fault: 40,
    name: 'token store cannot be read',
    own: 'token store cannot be read',
    only: ['token'],
    rule: 'storeDown',
  },
  {
    fault: 40,
    name: 'token store cannot be written',
    own: 'token store cannot be written',
    only: ['token'],
    rule: 'storeDown',
  },
  { fault: 40, name: 'token function throws', own: 'token function throws', only: plain, rule: 'tokenless' },
]

/** The faults that no process can make of itself, and what proves them. */
export const elsewhere: readonly {
  readonly fault: number
  readonly name: string
  readonly proven: string
}[] = [
  {
    fault: 37,
    name: 'SIGKILL',
    proven: 'of processes that share tokens: the script tokens; of a job: its journal',
  },
  {
    fault: 38,
    name: 'disk full, fdatasync EIO, torn line',
    proven: 'by the journal of a job; the client writes no file',
  },
  { fault: 40, name: 'Redis killed, emptied, slow', proven: 'against a real server: the script test:redis' },
]
