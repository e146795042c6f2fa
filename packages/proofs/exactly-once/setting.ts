import type { Fault, SandboxState } from '@block-slots/sandbox'

/** A block to be made; no two are alike. */
export type Wanted = {
  readonly calendarId: string
  readonly locationId: string
  readonly title: string
  readonly startTime: string
  readonly endTime: string
}

/** How large a job is. */
export type Size = { readonly locations: number; readonly each: number }

const name = (kind: string, index: number): string =>
  `${kind}${String(index).padStart(20 - kind.length, '0')}`
/** The token of a location. */
export const tokenOf = (location: number): string => `sandbox-token-of-location-${location}`
const hourMs = 3_600_000

/** What there is: in each location a calendar and a token. */
export function stateOf({ locations }: Size): Partial<SandboxState> {
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

/** What is wanted in one location. */
export function wantedIn(location: number, { each }: Size): Wanted[] {
  return Array.from({ length: each }, (_, index) => ({
    calendarId: name('Calendar', location),
    locationId: name('Location', location),
    title: 'Busy',
    startTime: new Date(Date.UTC(2026, 5, 1) + index * hourMs).toISOString(),
    endTime: new Date(Date.UTC(2026, 5, 1) + index * hourMs + hourMs / 2).toISOString(),
  }))
}

const before = { commit: 'never' } as const

/**
 * The twelve faults that a create can meet. A late commit and the lag of a list together have to stay below the horizon of
 * the client, which is ten seconds.
 */
const twelve = (commitDelayMs: number): readonly Fault[] => [
  { fault: 'reset', ...before },
  { fault: 'reset' },
  { fault: 'internal-error', ...before },
  { fault: 'internal-error' },
  { fault: 'bad-gateway' },
  { fault: 'stall', ...before },
  { fault: 'stall' },
  { fault: 'unavailable', retryAfter: 2 },
  { fault: 'rate-limited' },
  { fault: 'truncated' },
  { fault: 'close', commit: 'after-response', commitDelayMs },
  // The longest that was seen at the service.
  { fault: 'slow', delayMs: 62_463 },
]

/** Shares of what is left over by the faults before, so that each hits as many requests as every other. */
function spread(faults: readonly Fault[], operation: Fault['operation'], share: number): Fault[] {
  const part = share / faults.length
  return faults.map((fault, index): Fault =>
    Object.assign({}, fault, { operation, on: { share: part / (1 - part * index) } }),
  )
}

/** How bad a day is. */
export type Day = {
  /** How late a late commit is. */
  readonly commitDelayMs: number
  /** How far a stale list lags behind. */
  readonly lagMs: number
  /** Whether every list is a stale one; one in twenty otherwise. */
  readonly lags?: 'always'
}

/** 30 % of the creates fail in one of twelve ways, and 15 % of the lists in one of three. */
export function faultsOf({ commitDelayMs, lagMs, lags }: Day): Fault[] {
  const lists: readonly Fault[] = [
    { fault: 'stale-list', lagMs },
    { fault: 'bad-gateway' },
    { fault: 'unavailable' },
  ]
  const always: Fault = { fault: 'stale-list', lagMs, operation: 'listBlockedSlots', on: 'every' }
  return [
    ...spread(twelve(commitDelayMs), 'createBlockSlot', 0.3),
    ...(lags === 'always' ? [always] : spread(lists, 'listBlockedSlots', 0.15)),
  ]
}
