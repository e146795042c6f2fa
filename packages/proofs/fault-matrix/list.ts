import type { Operation } from './cell.ts'
import type { Row } from './row.ts'

const listing: readonly Operation[] = ['list', 'appointments']
const never = { commit: 'never' } as const

/** What the lists of the matrix are asked for. */
const alike = { title: 'Wanted', startTime: '2026-06-01T00:00:00Z', endTime: '2026-06-01T01:00:00Z' }

/** Lists that are not the truth, and a service whose clock is wrong. */
export const listRows: readonly Row[] = [
  { fault: 34, name: 'stale list', hits: { fault: 'stale-list' }, only: listing, rule: 'harmless' },
  { fault: 35, name: 'cut list', hits: { fault: 'cut-list' }, only: listing, rule: 'harmless' },
  { fault: 36, name: 'empty list', hits: { fault: 'empty-list' }, only: listing, rule: 'harmless' },
  {
    fault: 36,
    name: 'similar-rows',
    hits: { fault: 'similar-rows', of: alike },
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
    hits: { fault: 'similar-rows' },
    lost: 'after',
    rule: 'soonFound',
  },
  {
    fault: 36,
    name: 'look-alikes, lost and not done',
    hits: { fault: 'similar-rows' },
    lost: 'before',
    rule: 'soonSent',
  },
  {
    fault: 36,
    name: 'list in another zone, lost and done',
    hits: { fault: 'shifted-zone', offset: '+09:00' },
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
]
