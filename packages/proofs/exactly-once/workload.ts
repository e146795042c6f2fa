import type { Fault, SandboxState } from '@block-slots/sandbox'

/** A block to create; no two have the same location and start. */
export type WantedBlock = {
  readonly calendarId: string
  readonly locationId: string
  readonly title: string
  readonly startTime: string
  readonly endTime: string
}

export type JobSize = { readonly locations: number; readonly each: number }

const name = (kind: string, index: number): string =>
  `${kind}${String(index).padStart(20 - kind.length, '0')}`
export const tokenOf = (location: number): string => `sandbox-token-of-location-${location}`
const hourMs = 3_600_000

/** A calendar and a token in each location. */
export function stateOf({ locations }: JobSize): Partial<SandboxState> {
  const all = Array.from({ length: locations }, (_, index) => index)
  return {
    calendars: all.map((index) => ({
      id: name('Calendar', index),
      locationId: name('Location', index),
      name: `Room ${index}`,
      calendarType: 'event',
      isActive: true,
    })),
    tokens: all.map((index) => ({
      name: `location-${index}`,
      value: tokenOf(index),
      userType: 'Location',
      locationId: name('Location', index),
      scopes: ['calendars/events.write', 'calendars/events.readonly', 'calendars.readonly'],
    })),
  }
}

/** The blocks to create in one location. */
export function blocksOf(location: number, { each }: JobSize): WantedBlock[] {
  return Array.from({ length: each }, (_, index) => ({
    calendarId: name('Calendar', location),
    locationId: name('Location', location),
    title: 'Busy',
    startTime: new Date(Date.UTC(2026, 5, 1) + index * hourMs).toISOString(),
    endTime: new Date(Date.UTC(2026, 5, 1) + index * hourMs + hourMs / 2).toISOString(),
  }))
}

const notApplied = { commit: 'never' } as const

/** Twelve faults of a create. */
const createFaults = (commitDelayMs: number): readonly Fault[] => [
  { fault: 'reset', ...notApplied },
  { fault: 'reset' },
  { fault: 'internal-error', ...notApplied },
  { fault: 'internal-error' },
  { fault: 'bad-gateway' },
  { fault: 'stall', ...notApplied },
  { fault: 'stall' },
  { fault: 'unavailable', retryAfter: 2 },
  { fault: 'rate-limited' },
  { fault: 'truncated' },
  { fault: 'close', commit: 'after-response', commitDelayMs },
  // The slowest response observed at the service.
  { fault: 'slow', delayMs: 62_463 },
]

/** Sets shares so that each fault hits as many requests as the others: a request meets one after the other. */
function spread(faults: readonly Fault[], operation: Fault['operation'], share: number): Fault[] {
  const part = share / faults.length
  return faults.map((fault, index): Fault =>
    Object.assign({}, fault, { operation, on: { share: part / (1 - part * index) } }),
  )
}

export type Conditions = {
  /** Delay of a late commit. */
  readonly commitDelayMs: number
  /** Lag of a stale list. */
  readonly listLagMs: number
  /** Makes every list stale; one in twenty by default. */
  readonly staleLists?: 'always'
}

/**
 * A late commit and the lag of a list together stay below the client's reconcile timeout of ten seconds.
 */
export const faultyConditions: Conditions = { commitDelayMs: 3000, listLagMs: 6000 }

/** 30 % of the creates fail in one of twelve ways, 15 % of the lists in one of three. */
export function faultsOf({ commitDelayMs, listLagMs, staleLists }: Conditions): Fault[] {
  const lists: readonly Fault[] = [
    { fault: 'stale-list', lagMs: listLagMs },
    { fault: 'bad-gateway' },
    { fault: 'unavailable' },
  ]
  const always: Fault = { fault: 'stale-list', lagMs: listLagMs, operation: 'listBlockedSlots', on: 'every' }
  return [
    ...spread(createFaults(commitDelayMs), 'createBlockSlot', 0.3),
    ...(staleLists === 'always' ? [always] : spread(lists, 'listBlockedSlots', 0.15)),
  ]
}
