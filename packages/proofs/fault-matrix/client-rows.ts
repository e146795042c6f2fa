import type { Operation } from './cell.ts'
import type { Row } from './row.ts'

const plain: readonly Operation[] = ['create', 'update', 'delete', 'list', 'appointments', 'calendar']

/** What fails in the process of the client. */
export const ownRows: readonly Row[] = [
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
