import type { Row } from './row.ts'

const never = { commit: 'never' } as const

/** What happens before there is an answer, or instead of one. */
export const networkRows: readonly Row[] = [
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
    hits: { fault: 'close', commit: 'after-response' },
    rule: 'lostAfter',
  },
  { fault: 9, name: 'stall before the commit', hits: { fault: 'stall', ...never }, rule: 'silentBefore' },
  { fault: 10, name: 'stall after the commit', hits: { fault: 'stall' }, rule: 'silentAfter' },
  { fault: 11, name: 'idle connection closed', hits: { fault: 'idle-closed' }, rule: 'lostBefore' },
  { fault: 12, name: 'half-open connection', hits: { fault: 'half-open' }, rule: 'silentBefore' },
]
