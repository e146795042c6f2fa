import { peakRequests, type AuditEntry } from '@block-slots/sandbox'
import { isBlockSlotsError } from '@block-slots/client/src/index.ts'
import type { Wanted } from './setting.ts'

/** How one create ended, as the client says. */
export type Said = {
  readonly wanted: Wanted
  readonly id?: string
  readonly outcome?: string
  /** Ids that the result itself calls duplicates. */
  readonly duplicates?: readonly string[]
  readonly error?: unknown
}

/** What a job came to, by the log of the service. */
export type Tally = {
  readonly wanted: number
  /** Blocks that nobody asked for, beside the one that was given or, where none was, the oldest: their ids. */
  readonly duplicates: readonly string[]
  /** Said to be there, and not there. */
  readonly lost: number
  /** Said to be in one way, and in another. */
  readonly wrong: number
  /** Blocks that were made for a create that was told that it was not carried out: their ids. */
  readonly untold: readonly string[]
  /** How many ended in each way. */
  readonly ends: ReadonlyMap<string, number>
  readonly sends: number
  readonly lists: number
  /** The most requests that arrived for one location in any ten seconds. */
  readonly busiest: number
}

const keyOf = ({
  locationId,
  startTime,
}: {
  readonly locationId: string
  readonly startTime: string
}): string => `${locationId} ${Date.parse(startTime)}`

/** Ids of the blocks that were made, by what they were made for; the oldest first. */
function madeBy(audit: readonly AuditEntry[]): Map<string, string[]> {
  const made = new Map<string, string[]>()
  for (const entry of audit) {
    if (entry.kind !== 'commit' || entry.of !== 'block' || entry.change !== 'created') continue
    const key = keyOf(entry.event)
    made.set(key, [...(made.get(key) ?? []), entry.event.id])
  }
  return made
}

/** Judges a job. */
export function tally(audit: readonly AuditEntry[], said: readonly Said[], windowMs: number): Tally {
  const made = madeBy(audit)
  const ends = new Map<string, number>()
  const duplicates: string[] = []
  const untold: string[] = []
  let [lost, wrong] = [0, 0]
  for (const { wanted, id, outcome, error } of said) {
    const ids = made.get(keyOf(wanted)) ?? []
    const kept = id !== undefined && ids.includes(id) ? id : ids[0]
    duplicates.push(...ids.filter((each) => each !== kept))
    const end = outcome ?? (isBlockSlotsError(error) ? `${error.code} ${error.applied}` : 'failed')
    ends.set(end, (ends.get(end) ?? 0) + 1)
    if (isBlockSlotsError(error) && error.applied === 'no') untold.push(...ids)
    if (error === undefined) {
      if (ids.length === 0) lost += 1
      if (id === undefined || !ids.includes(id)) wrong += 1
    } else if (!isBlockSlotsError(error)) {
      wrong += 1
    } else if (error.applied !== 'unknown' && (error.applied === 'yes') !== ids.length > 0) {
      wrong += 1
    }
  }
  const arrivals = audit.filter((entry) => entry.kind === 'request')
  const locations = [...new Set(said.map(({ wanted }) => wanted.locationId))]
  const count = (operation: string): number =>
    arrivals.filter((entry) => entry.operation === operation).length
  return {
    wanted: said.length,
    duplicates,
    untold,
    lost,
    wrong,
    ends,
    sends: count('createBlockSlot'),
    lists: count('listBlockedSlots'),
    busiest: Math.max(...locations.map((location) => peakRequests(arrivals, windowMs, location))),
  }
}
