import type { SandboxBlock, SandboxState } from '@block-slots/sandbox'

/** A block to create. */
export type WantedBlock = {
  readonly calendarId: string
  readonly locationId: string
  readonly title?: string
  readonly startTime: string
  readonly endTime: string
}

/** The blocks and calendars of a storm. */
export type WorldOptions = {
  /** Title of all blocks; `Busy` by default, `null` for none. */
  readonly title?: string | null
  /** Gives each block a calendar that has no other. */
  readonly freshOwners?: boolean
  /** How many equal blocks are wanted at the same time: 1 by default. */
  readonly copies?: number
  /** Blocks of another program on each calendar, over the time of all wanted ones. */
  readonly others?: number
  /** Age of equal blocks that another program made, of a third of the wanted ones; none by default. */
  readonly olderMs?: number
}

export type JobSize = { readonly locations: number; readonly each: number }

const name = (kind: string, index: number): string =>
  `${kind}${String(index).padStart(20 - kind.length, '0')}`

const firstDay = Date.UTC(2026, 5, 1)
const hourMs = 3_600_000
const dayMs = 86_400_000

export const tokenOf = (location: number): string => `sandbox-token-of-location-${location}`

/** Identifies equal blocks. */
export const keyOf = ({
  locationId,
  calendarId,
  startTime,
}: Pick<SandboxBlock, 'calendarId' | 'locationId' | 'startTime'>): string =>
  `${locationId} ${calendarId} ${Date.parse(startTime)}`

/** The blocks to create in one location; equal ones follow each other. */
export function blocksOf(location: number, { each }: JobSize, options: WorldOptions): WantedBlock[] {
  const { title = 'Busy', freshOwners = false, copies = 1 } = options
  return Array.from({ length: each }, (_, call) => {
    const index = Math.floor(call / copies)
    return {
      calendarId: name('Calendar', location * 100_000 + (freshOwners ? index : 0)),
      locationId: name('Location', location),
      ...(title === null ? {} : { title }),
      startTime: new Date(firstDay + index * hourMs).toISOString(),
      endTime: new Date(firstDay + (index + 0.5) * hourMs).toISOString(),
    }
  })
}

/** True for a block of which another program made an equal one before. */
export const hasOlder = ({ startTime }: WantedBlock, { olderMs }: WorldOptions): boolean =>
  olderMs !== undefined && ((Date.parse(startTime) - firstDay) / hourMs) % 3 === 2

const dates = (at: number): Pick<SandboxBlock, 'dateAdded' | 'dateUpdated'> => ({
  dateAdded: new Date(at).toISOString(),
  dateUpdated: new Date(at).toISOString(),
})

/** Calendars, tokens and the blocks of other programs. */
export function stateOf(size: JobSize, options: WorldOptions, now: number): Partial<SandboxState> {
  const { others = 0, olderMs = 0 } = options
  const all = Array.from({ length: size.locations }, (_, index) => index)
  const wanted = all.map((location) => blocksOf(location, size, options))
  const calendars = new Map(wanted.flat().map((block) => [block.calendarId, block.locationId]))
  const older = wanted
    .flat()
    .filter((block) => hasOlder(block, options))
    .map((block, index) => ({ title: '', ...block, id: name('Older', index), ...dates(now - olderMs) }))
  const busy = [...calendars].flatMap(([calendarId, locationId], calendar) =>
    Array.from({ length: others }, (_, index) => ({
      id: name('Other', calendar * 1000 + index),
      calendarId,
      locationId,
      title: `Other ${index}`,
      startTime: new Date(firstDay - dayMs).toISOString(),
      endTime: new Date(firstDay + 60 * dayMs).toISOString(),
      ...dates(now - dayMs + index),
    })),
  )
  return {
    calendars: [...calendars].map(([id, locationId]) => ({
      id,
      locationId,
      name: id,
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
    blocks: [...older, ...busy],
  }
}
