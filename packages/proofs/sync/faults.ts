import type { Fault } from '@block-slots/sandbox'

/** How a service fails. */
export type Failing = {
  /** Share of the requests of each kind that a fault hits. */
  readonly share: number
  /** Longest time until a commit comes, and until a list shows it. Twice that has to be below the reconcile timeout. */
  readonly latenessMs: number
  /** Without requests that are never answered, which take more than a minute to be noticed. */
  readonly isAnswering?: boolean
}

const never = { commit: 'never' } as const

/** Faults of all writes: lost requests, lost responses, refusals, and successes that cannot be read or come late. */
const writeFaults = ({ latenessMs, isAnswering = false }: Failing): readonly Fault[] => [
  { fault: 'reset', ...never },
  { fault: 'reset' },
  { fault: 'close', commit: 'after-response', commitDelayMs: latenessMs / 2 },
  ...(isAnswering ? [] : [{ fault: 'stall' } as const]),
  { fault: 'internal-error', ...never },
  { fault: 'internal-error' },
  { fault: 'bad-gateway' },
  { fault: 'gateway-timeout', commitDelayMs: latenessMs },
  { fault: 'unavailable', retryAfter: 2 },
  { fault: 'rate-limited' },
  { fault: 'request-timeout' },
  { fault: 'truncated' },
  { fault: 'not-json' },
  { fault: 'broken-gzip' },
  { fault: 'reset-unread' },
  { fault: 'idle-closed' },
]

/** Faults of creates. */
const createFaults = (failing: Failing): readonly Fault[] => [
  ...writeFaults(failing),
  { fault: 'missing-id' },
  { fault: 'late-commit', commitDelayMs: failing.latenessMs / 2 },
]

/** Lists that fail. */
const failingLists: readonly Fault[] = [
  { fault: 'bad-gateway' },
  { fault: 'unavailable', retryAfter: 1 },
  { fault: 'reset' },
  { fault: 'truncated' },
]

/** Lists of blocked time that fail, or do not show what is there. */
const listFaults = ({ latenessMs }: Failing): readonly Fault[] => [
  ...failingLists,
  { fault: 'empty-list' },
  { fault: 'truncated-list', at: 20 },
  { fault: 'stale-list', lagMs: latenessMs },
  { fault: 'cached-list', ageMs: latenessMs },
]

/** Sets shares so that each fault hits as many requests as the others: a request meets one after the other. */
function spread(faults: readonly Fault[], operation: Fault['operation'], share: number): Fault[] {
  const part = share / faults.length
  return faults.map((fault, index): Fault =>
    Object.assign({}, fault, { operation, on: { share: part / (1 - part * index) } }),
  )
}

/** Faults that hit a share of all requests. */
export const faultsOf = (failing: Failing): Fault[] => [
  ...spread(createFaults(failing), 'createBlockSlot', failing.share),
  ...spread(writeFaults(failing), ['updateBlockSlot', 'deleteEvent'], failing.share),
  ...spread(listFaults(failing), 'listBlockedSlots', failing.share),
  ...spread(failingLists, 'listEvents', failing.share),
]

/** How many kinds of fault that are. */
export const countKinds = (failing: Failing): number =>
  new Set([...createFaults(failing), ...listFaults(failing)].map((fault) => JSON.stringify(fault))).size
