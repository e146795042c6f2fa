import { peakRequests, type AuditEntry } from '@block-slots/sandbox'
import { isBlockSlotsError } from '@block-slots/client/src/index.ts'
import type { WantedBlock } from './workload.ts'

/** Result of one create as the caller sees it. */
export type CreateResult = {
  readonly wanted: WantedBlock
  readonly id?: string
  readonly outcome?: string
  /** Ids of duplicates that the result itself reports. */
  readonly duplicates?: readonly string[]
  readonly error?: unknown
}

/** Counts of a job by the audit log of the service. */
export type Tally = {
  readonly wanted: number
  /** Ids of surplus blocks: all but the returned one or, without a result, all but the oldest. */
  readonly duplicates: readonly string[]
  /** Blocks that were returned and do not exist. */
  readonly lost: number
  /** Results that contradict the log. */
  readonly wrong: number
  /** Ids of blocks that were created although the error says `applied: 'no'`. */
  readonly deniedIds: readonly string[]
  readonly outcomes: ReadonlyMap<string, number>
  readonly sends: number
  readonly lists: number
  /** Most requests of one location within the window. */
  readonly peak: number
}

const keyOf = ({ locationId, startTime }: Pick<WantedBlock, 'locationId' | 'startTime'>): string =>
  `${locationId} ${Date.parse(startTime)}`

/** Ids of created blocks by location and start, the oldest first. */
function createdIds(audit: readonly AuditEntry[]): Map<string, string[]> {
  const created = new Map<string, string[]>()
  for (const entry of audit) {
    if (entry.kind !== 'commit' || entry.of !== 'block' || entry.change !== 'created') continue
    const key = keyOf(entry.event)
    created.set(key, [...(created.get(key) ?? []), entry.event.id])
  }
  return created
}

/** Compares results with the audit log. */
export function tally(
  audit: readonly AuditEntry[],
  results: readonly CreateResult[],
  windowMs: number,
): Tally {
  const created = createdIds(audit)
  const outcomes = new Map<string, number>()
  const duplicates: string[] = []
  const deniedIds: string[] = []
  let [lost, wrong] = [0, 0]
  for (const { wanted, id, outcome, error } of results) {
    const ids = created.get(keyOf(wanted)) ?? []
    const kept = id !== undefined && ids.includes(id) ? id : ids[0]
    duplicates.push(...ids.filter((each) => each !== kept))
    const name = outcome ?? (isBlockSlotsError(error) ? `${error.code} ${error.applied}` : 'failed')
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
    if (isBlockSlotsError(error) && error.applied === 'no') deniedIds.push(...ids)
    if (error === undefined) {
      if (ids.length === 0) lost += 1
      if (id === undefined || !ids.includes(id)) wrong += 1
    } else if (!isBlockSlotsError(error)) {
      wrong += 1
    } else if (error.applied !== 'unknown' && (error.applied === 'yes') !== ids.length > 0) {
      wrong += 1
    }
  }
  const requests = audit.filter((entry) => entry.kind === 'request')
  const locations = [...new Set(results.map(({ wanted }) => wanted.locationId))]
  const count = (operation: string): number =>
    requests.filter((entry) => entry.operation === operation).length
  return {
    wanted: results.length,
    duplicates,
    deniedIds,
    lost,
    wrong,
    outcomes,
    sends: count('createBlockSlot'),
    lists: count('listBlockedSlots'),
    peak: Math.max(...locations.map((location) => peakRequests(requests, windowMs, location))),
  }
}
