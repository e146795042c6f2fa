import type { MatrixRow } from './matrix-row.ts'

const never = { commit: 'never' } as const

/** Faults before a response, or instead of one. */
export const networkRows: readonly MatrixRow[] = [
  { fault: 1, name: 'refused', inject: { fault: 'refused' }, rule: 'unreached' },
  { fault: 2, name: 'name not resolved', inject: { fault: 'dns' }, rule: 'unreached' },
  { fault: 3, name: 'connect timeout', inject: { fault: 'connect-timeout' }, rule: 'unreached' },
  { fault: 4, name: 'TLS failure', inject: { fault: 'tls' }, rule: 'unreached' },
  { fault: 5, name: 'reset before reading', inject: { fault: 'reset-unread' }, rule: 'lostBefore' },
  { fault: 6, name: 'reset before the commit', inject: { fault: 'reset', ...never }, rule: 'lostBefore' },
  { fault: 7, name: 'reset after the commit', inject: { fault: 'reset' }, rule: 'lostAfter' },
  { fault: 8, name: 'closed after the commit', inject: { fault: 'close' }, rule: 'lostAfter' },
  {
    fault: 8,
    name: 'closed before a late commit',
    inject: { fault: 'close', commit: 'after-response' },
    rule: 'lostAfter',
  },
  { fault: 9, name: 'stall before the commit', inject: { fault: 'stall', ...never }, rule: 'silentBefore' },
  { fault: 10, name: 'stall after the commit', inject: { fault: 'stall' }, rule: 'silentAfter' },
  { fault: 11, name: 'idle connection closed', inject: { fault: 'idle-closed' }, rule: 'lostBefore' },
  { fault: 12, name: 'half-open connection', inject: { fault: 'half-open' }, rule: 'silentBefore' },
]
