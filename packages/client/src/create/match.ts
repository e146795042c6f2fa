import type { components } from '../openapi.gen.ts'
import { instantOf } from '../validate/date-time.ts'

type Schemas = components['schemas']

/** A block as it is sent. */
export type NewBlock = Schemas['CreateBlockSlot']
/** A block that exists, and how it was sent. */
export type ListedBlock = { readonly id: string; readonly block: NewBlock }
/** A row of the list of blocked time. */
export type Row = Schemas['BlockedSlot']

/** The service trims titles and joins blanks, so titles that differ only in that are equal. */
const normalizeTitle = (title: unknown): string =>
  typeof title === 'string' ? title.normalize('NFC').trim().replace(/\s+/g, ' ') : ''

/** The owner of a block: a calendar or a user. */
export const ownerOf = ({ calendarId, assignedUserId }: NewBlock): string =>
  calendarId ?? assignedUserId ?? ''

/**
 * The fields that identify a block, normalized. Total on purpose: a new field of the contract either tells two blocks apart
 * or does not, which is decided here.
 */
const identity: Readonly<Record<keyof NewBlock, (block: NewBlock) => unknown>> = {
  locationId: (block) => block.locationId,
  calendarId: (block) => block.calendarId,
  assignedUserId: (block) => block.assignedUserId,
  startTime: (block) => Date.parse(block.startTime),
  endTime: (block) => Date.parse(block.endTime),
  title: (block) => normalizeTitle(block.title),
}

/** Identifies a block by its fields. Two blocks with the same natural key look the same on the calendar. */
export const naturalKey = (block: NewBlock): string =>
  JSON.stringify(Object.values(identity).map((read) => read(block)))

/** Sources of events that were synchronised from another calendar; those are never block slots. */
const externalSources = /google|outlook|office|microsoft|exchange|icloud|apple|caldav/i

/** True for a row that a create may have made: not deleted, not external, no instance of a recurring event. */
function isNative({ id, createdBy, isRecurring, masterEventId, rrule, deleted }: Row): boolean {
  // Absent fields may be null or empty as well.
  const instance = isRecurring === true || Boolean(masterEventId) || Boolean(rrule) || id.includes('_')
  return deleted !== true && !instance && !externalSources.test(createdBy?.source ?? '')
}

/** The most that rounding could change a time: slots of a calendar are often a quarter of an hour. */
const maxRoundingMs = 900_000

const near = (at: number, wanted: string): boolean => Math.abs(at - Date.parse(wanted)) <= maxRoundingMs

/** Compares a row with a block. `similar`: one half of it is the same, or cannot be compared. */
function compare(row: Row, block: NewBlock): 'same' | 'similar' | 'other' {
  const { calendarId, assignedUserId, locationId } = row
  const sameOwner =
    (locationId ?? block.locationId) === block.locationId &&
    (block.calendarId === undefined
      ? (assignedUserId ?? block.assignedUserId) === block.assignedUserId
      : (calendarId ?? block.calendarId) === block.calendarId)
  if (!sameOwner || !isNative(row)) return 'other'
  const [start, end] = [instantOf(row.startTime), instantOf(row.endTime)]
  const sameTimes = start === Date.parse(block.startTime) && end === Date.parse(block.endTime)
  const sameTitle = normalizeTitle(row.title) === normalizeTitle(block.title)
  if (sameTimes && sameTitle) return 'same'
  const rounded = sameTitle && near(start, block.startTime) && near(end, block.endTime)
  return sameTimes || rounded || Number.isNaN(start + end) ? 'similar' : 'other'
}

/** True when a row shows a block as it was sent. */
export const isSame = (row: Row, block: NewBlock): boolean => compare(row, block) === 'same'

/** The result of looking for a block in a list. */
export type MatchResult = {
  /** Rows that are the block, oldest first. */
  readonly found: readonly Row[]
  /** True when the list cannot prove that the block is not there, whatever else is known. */
  readonly inconclusive: boolean
  /** True when a row is similar to the block: the service may have changed what was sent. */
  readonly similar: boolean
}

/** Lengths at which services limit lists. */
const pageSizes = new Set([100, 200, 250, 500, 1000])

/** True when a list has exactly the length of a page, so that rows may be missing. */
export const mayBeTruncated = (rows: readonly Row[]): boolean => pageSizes.has(rows.length)

/** A row may be this much older than its request, since the clocks of the service's machines need not agree. */
const clockSlackMs = 5000
/** A row that is older than the slack but not older than this may still be the block. */
const maxAgeMs = 600_000

/**
 * Looks for a block in a list.
 *
 * @param excluded Matches ids that cannot be the block, however similar their rows are.
 * @param sentAt When the request was sent, in the service's time, if that is known.
 */
export function findBlock(
  rows: readonly Row[],
  block: NewBlock,
  excluded?: (id: string) => boolean,
  sentAt?: number,
): MatchResult {
  const found: Row[] = []
  let inconclusive = mayBeTruncated(rows)
  let similar = false
  for (const row of rows) {
    const likeness = compare(row, block)
    if (likeness === 'other' || excluded?.(row.id) === true) continue
    const ageMs = sentAt === undefined ? NaN : sentAt - instantOf(row.dateAdded ?? '')
    if (ageMs > maxAgeMs) continue
    if (likeness === 'similar' && Number.isNaN(ageMs)) similar = true
    // Created in these minutes and almost equal: it may be the block, changed by the service.
    else if (likeness === 'similar' || ageMs > clockSlackMs) inconclusive = true
    else found.push(row)
  }
  found.sort((a, b) => (instantOf(a.dateAdded ?? '') || 0) - (instantOf(b.dateAdded ?? '') || 0))
  return { found, inconclusive, similar }
}

/** True when a list shows any block that a create may have made. */
export const showsBlocks = (rows: readonly Row[]): boolean => rows.some(isNative)
