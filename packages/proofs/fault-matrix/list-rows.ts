import type { Operation } from './operations.ts'
import type { MatrixRow } from './matrix-row.ts'

const listing: readonly Operation[] = ['list', 'appointments']
const never = { commit: 'never' } as const

/** Block that the lists of the matrix are asked for. */
const similar = { title: 'Wanted', startTime: '2026-06-01T00:00:00Z', endTime: '2026-06-01T01:00:00Z' }

/** Wrong lists, and a service whose clock is wrong. */
export const listRows: readonly MatrixRow[] = [
  { fault: 34, name: 'stale list', inject: { fault: 'stale-list' }, only: listing, rule: 'harmless' },
  { fault: 35, name: 'truncated list', inject: { fault: 'truncated-list' }, only: listing, rule: 'harmless' },
  { fault: 36, name: 'empty list', inject: { fault: 'empty-list' }, only: listing, rule: 'harmless' },
  {
    fault: 36,
    name: 'similar rows',
    inject: { fault: 'similar-rows', of: similar },
    only: listing,
    rule: 'harmless',
  },
  {
    fault: 34,
    name: 'stale list, applied and lost',
    inject: { fault: 'stale-list' },
    lost: 'after',
    rule: 'foundInList',
  },
  {
    fault: 34,
    name: 'stale list, not applied and lost',
    inject: { fault: 'stale-list' },
    lost: 'before',
    rule: 'sentAgain',
  },
  {
    fault: 35,
    name: 'list truncated at 200, applied and lost',
    inject: { fault: 'truncated-list' },
    others: 201,
    lost: 'after',
    rule: 'truncatedListAfter',
  },
  {
    fault: 35,
    name: 'list truncated at 200, not applied and lost',
    inject: { fault: 'truncated-list' },
    others: 201,
    lost: 'before',
    rule: 'truncatedListBefore',
  },
  {
    fault: 36,
    name: 'empty list, applied and lost',
    inject: { fault: 'empty-list' },
    lost: 'after',
    rule: 'hiddenFromList',
  },
  {
    fault: 36,
    name: 'empty list, not applied and lost',
    inject: { fault: 'empty-list' },
    lost: 'before',
    rule: 'absentFromList',
  },
  {
    fault: 36,
    name: 'similar rows, applied and lost',
    inject: { fault: 'similar-rows' },
    lost: 'after',
    rule: 'foundInList',
  },
  {
    fault: 36,
    name: 'similar rows, not applied and lost',
    inject: { fault: 'similar-rows' },
    lost: 'before',
    rule: 'sentAgain',
  },
  {
    fault: 36,
    name: 'list in another zone, applied and lost',
    inject: { fault: 'shifted-zone', offset: '+09:00' },
    lost: 'after',
    rule: 'foundInList',
  },
  {
    fault: 36,
    name: 'list fails, applied and lost',
    inject: { fault: 'internal-error' },
    lost: 'after',
    rule: 'listFails',
  },
  {
    fault: 36,
    name: 'list refused, applied and lost',
    inject: { fault: 'forbidden' },
    lost: 'after',
    rule: 'listForbidden',
  },
  {
    fault: 39,
    name: 'service a day ahead, applied and lost',
    inject: { fault: 'reset' },
    skewMs: 86_400_000,
    rule: 'lostAfter',
  },
  {
    fault: 39,
    name: 'service a day behind, applied and lost',
    inject: { fault: 'reset' },
    skewMs: -86_400_000,
    rule: 'lostAfter',
  },
  {
    fault: 39,
    name: 'service a day ahead, not applied and lost',
    inject: { fault: 'reset', ...never },
    skewMs: 86_400_000,
    rule: 'lostBefore',
  },
]
