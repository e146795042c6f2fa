import type { Fault } from '@block-slots/sandbox'

/** Share of the requests of each kind that a fault hits. */
export const faultShare = 0.3

/** Longest time until a commit comes or shows in a list. Has to be below the reconcile timeout. */
export const maxLatenessMs = 6000

const never = { commit: 'never' } as const

/** Faults of all writes: lost requests, lost responses, refusals, and successes that cannot be read or come late. */
const writeFaults: readonly Fault[] = [
  { fault: 'reset', ...never },
  { fault: 'reset' },
  { fault: 'close', commit: 'after-response', commitDelayMs: 3000 },
  { fault: 'stall' },
  { fault: 'internal-error', ...never },
  { fault: 'internal-error' },
  { fault: 'bad-gateway' },
  { fault: 'gateway-timeout', commitDelayMs: maxLatenessMs },
  { fault: 'unavailable', retryAfter: 2 },
  { fault: 'rate-limited' },
  { fault: 'request-timeout' },
  { fault: 'truncated' },
  { fault: 'not-json' },
  { fault: 'broken-gzip' },
  { fault: 'reset-unread' },
  { fault: 'idle-closed' },
]

/** Faults that only creates have. */
const createFaults: readonly Fault[] = [
  ...writeFaults,
  { fault: 'missing-id' },
  { fault: 'late-commit', commitDelayMs: 3000 },
]

/** Lists that fail, and lists that lie. */
const listFaults: readonly Fault[] = [
  { fault: 'bad-gateway' },
  { fault: 'unavailable', retryAfter: 1 },
  { fault: 'reset' },
  { fault: 'truncated' },
  { fault: 'empty-list' },
  { fault: 'truncated-list', at: 20 },
  { fault: 'stale-list', lagMs: maxLatenessMs },
  { fault: 'cached-list', ageMs: maxLatenessMs },
]

/** Sets shares so that each fault hits as many requests as the others: a request meets one after the other. */
function spread(faults: readonly Fault[], operation: Fault['operation'], share: number): Fault[] {
  const part = share / faults.length
  return faults.map((fault, index): Fault =>
    Object.assign({}, fault, { operation, on: { share: part / (1 - part * index) } }),
  )
}

const isSilent = ({ fault }: Fault): boolean => fault === 'stall'
const isFalseList = ({ fault }: Fault): boolean => fault.endsWith('-list')

/** Faults that hit a share of all requests. Where time is real, none that takes longer than a minute to be noticed. */
export const faultsOf = (share: number = faultShare, isTimeReal = false): Fault[] => {
  const some = (faults: readonly Fault[]): readonly Fault[] =>
    isTimeReal ? faults.filter((fault) => !isSilent(fault)) : faults
  return [
    ...spread(some(createFaults), 'createBlockSlot', share),
    ...spread(some(writeFaults), ['updateBlockSlot', 'deleteEvent'], share),
    ...spread(listFaults, 'listBlockedSlots', share),
    ...spread(
      listFaults.filter((fault) => !isFalseList(fault)),
      'listEvents',
      share / 2,
    ),
  ]
}

/** The kinds of fault among them. */
export const faultKinds: number = new Set(
  [...createFaults, ...listFaults].map(({ operation: _, ...fault }) => JSON.stringify(fault)),
).size
