import type { Fault } from '@block-slots/sandbox'
import { faultyConditions, faultsOf as faultsOfToday } from '../exactly-once/workload.ts'
import type { Kind, Variant } from './kind.ts'

const never = { commit: 'never' } as const
const late = { commit: 'after-response', commitDelayMs: 3000 } as const

const ofCreates = (name: string, fault: Fault): Kind => ({
  name,
  isNew: false,
  variants: [{ name, creates: [fault] }],
})

const ofLists = (name: string, lists: readonly Fault[], variant: Partial<Variant> = {}): Kind => ({
  name,
  isNew: false,
  variants: [{ name, lists, ...variant }],
})

const today = faultsOfToday(faultyConditions)
const withoutTarget = ({ operation: _operation, ...fault }: Fault): Fault => fault
const todayOf = (operation: string): Fault[] =>
  today.filter((fault) => fault.operation === operation).map(withoutTarget)

/** Faults that creates meet in the proof `exactly-once` and in the fault matrix. */
export const knownKinds: readonly Kind[] = [
  ofCreates('reset before the commit', { fault: 'reset', ...never }),
  ofCreates('reset after the commit', { fault: 'reset' }),
  ofCreates('closed, commit later', { fault: 'close', ...late }),
  ofCreates('stall before the commit', { fault: 'stall', ...never }),
  ofCreates('stall after the commit', { fault: 'stall' }),
  ofCreates('500 before the commit', { fault: 'internal-error', ...never }),
  ofCreates('500 after the commit', { fault: 'internal-error' }),
  ofCreates('502 before the commit', { fault: 'bad-gateway', ...never }),
  ofCreates('502 after the commit', { fault: 'bad-gateway' }),
  ofCreates('504, commit later', { fault: 'gateway-timeout' }),
  ofCreates('503 before the commit', { fault: 'unavailable', retryAfter: 2 }),
  ofCreates('503 after the commit', { fault: 'unavailable', commit: 'before-response' }),
  {
    name: '429',
    isNew: false,
    variants: [
      { name: 'with headers', creates: [{ fault: 'rate-limited' }] },
      { name: 'without headers', creates: [{ fault: 'rate-limited', headers: false }] },
    ],
  },
  ofCreates('401 once', { fault: 'unauthorized' }),
  ofCreates('408 before the commit', { fault: 'request-timeout' }),
  ofCreates('408 after the commit', { fault: 'request-timeout', commit: 'before-response' }),
  ofCreates('409', { fault: 'conflict' }),
  ofCreates('201 truncated', { fault: 'truncated' }),
  ofCreates('201 slower than the timeout', { fault: 'slow', delayMs: 62_463 }),
  ofCreates('201 before the commit', { fault: 'late-commit', commitDelayMs: 3000 }),
  ofCreates('201 not JSON', { fault: 'not-json' }),
  ofCreates('201 without an id', { fault: 'missing-id' }),
  ofCreates('201 with a broken encoding', { fault: 'broken-gzip' }),
  ofCreates('201 byte by byte', { fault: 'slow-body', byteIntervalMs: 100 }),
  ofCreates('not HTTP', { fault: 'not-http' }),
  ofCreates('conflicting lengths', { fault: 'conflicting-lengths' }),
  ofCreates('reset unread', { fault: 'reset-unread' }),
  ofCreates('closed as idle', { fault: 'idle-closed' }),
  ofCreates('half-open connection', { fault: 'half-open' }),
  ofLists('stale lists', [{ fault: 'stale-list', lagMs: 6000, on: { share: 0.5 } }]),
  ofLists('lists that fail', [
    { fault: 'bad-gateway', on: { share: 0.3 } },
    { fault: 'unauthorized', on: { share: 0.1 } },
  ]),
  ofLists('similar rows', [{ fault: 'similar-rows', on: 'every' }]),
  ofLists('lists in another zone', [{ fault: 'shifted-zone', offset: '+09:00', on: 'every' }]),
  {
    name: 'blocks deleted by a person',
    isNew: false,
    variants: [{ name: 'and ensured again', deletes: true }],
  },
  {
    name: 'the twelve faults of exactly-once',
    isNew: false,
    variants: [{ name: 'all', creates: todayOf('createBlockSlot'), lists: todayOf('listBlockedSlots') }],
  },
]
