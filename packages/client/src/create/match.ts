import type { components } from '../openapi.gen.ts'

type Schemas = components['schemas']

/** A block as it is sent. */
export type NewBlock = Schemas['CreateBlockSlot']
/** A block that exists, and what was sent to make it. */
export type ListedBlock = { readonly id: string; readonly block: NewBlock }
/** A row of the list of blocked time. */
export type Row = Schemas['BlockedSlot']

/** The service trims and joins what people type; two titles that differ in that alone are one. */
const normalizeTitle = (title: unknown): string =>
  typeof title === 'string' ? title.normalize('NFC').trim().replace(/\s+/g, ' ') : ''

/** Who owns a block: a calendar or a user. */
export const ownerOf = ({ calendarId, assignedUserId }: NewBlock): string =>
  calendarId ?? assignedUserId ?? ''

/** What tells a block from others. Two of the same natural key are the same to everybody who looks at the calendar. */
export function naturalKey(block: NewBlock): string {
  const { locationId, startTime, endTime, title } = block
  return JSON.stringify([
    locationId,
    ownerOf(block),
    Date.parse(startTime),
    Date.parse(endTime),
    normalizeTitle(title),
  ])
}

/** Events that came from another calendar are never ours, nor are instances of recurring ones. */
const externalSources = /google|outlook|office|microsoft|exchange|icloud|apple|caldav/i

/** Whether a row can be a block that was made by a request like ours. */
function isNative({ id, createdBy, isRecurring, masterEventId, rrule, deleted }: Row): boolean {
  // What is not there may be null or empty as well.
  const instance = isRecurring === true || Boolean(masterEventId) || Boolean(rrule) || id.includes('_')
  return deleted !== true && !instance && !externalSources.test(createdBy?.source ?? '')
}

/** An answer's time without an offset could be any instant. */
const instantOf = (text: string): number => (/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : NaN)

/** What rounding could do to a time: slots of a calendar are often a quarter of an hour. */
const nearMs = 900_000

const near = (at: number, wanted: string): boolean => Math.abs(at - Date.parse(wanted)) <= nearMs

/** How a row compares with a block: the same, with one half of it the same or not to be told, or another. */
function compare(row: Row, block: NewBlock): 'same' | 'alike' | 'other' {
  const { calendarId, assignedUserId, locationId } = row
  const mine =
    (locationId ?? block.locationId) === block.locationId &&
    (block.calendarId === undefined
      ? (assignedUserId ?? block.assignedUserId) === block.assignedUserId
      : (calendarId ?? block.calendarId) === block.calendarId)
  if (!mine || !isNative(row)) return 'other'
  const [start, end] = [instantOf(row.startTime), instantOf(row.endTime)]
  const times = start === Date.parse(block.startTime) && end === Date.parse(block.endTime)
  const title = normalizeTitle(row.title) === normalizeTitle(block.title)
  if (times && title) return 'same'
  const rounded = title && near(start, block.startTime) && near(end, block.endTime)
  return times || rounded || Number.isNaN(start + end) ? 'alike' : 'other'
}

/** Whether a row shows a block as it was sent. */
export const isSame = (row: Row, block: NewBlock): boolean => compare(row, block) === 'same'

/** What a list shows of a block. */
export type MatchResult = {
  /** Rows that are the block, oldest first. */
  readonly found: readonly Row[]
  /** True when the list cannot prove that the block is not there, whatever else is known. */
  readonly doubtful: boolean
  /** True when a row looks like the block without being it: the service may have changed what was sent. */
  readonly alike: boolean
}

const pageSizes = new Set([100, 200, 250, 500, 1000])

/** Whether a list has a length at which lists are cut, so that it may lack some rows. */
export const mayBeTruncated = (rows: readonly Row[]): boolean => pageSizes.has(rows.length)

/** A row may be this much older than the request by the service's clocks, which need not agree. */
const slackMs = 5000
/** A row that is older than that but not by much leaves doubt. */
const maxAgeMs = 600_000

/**
 * Looks for a block in a list.
 *
 * @param others Ids that cannot be the block, whatever they look like.
 * @param since When the request was sent, in the service's time, if that is known.
 */
export function findBlock(
  rows: readonly Row[],
  block: NewBlock,
  others?: (id: string) => boolean,
  since?: number,
): MatchResult {
  const found: Row[] = []
  let doubtful = mayBeTruncated(rows)
  let alike = false
  for (const row of rows) {
    const likeness = compare(row, block)
    if (likeness === 'other' || others?.(row.id) === true) continue
    const age = since === undefined ? NaN : since - instantOf(row.dateAdded ?? '')
    if (age > maxAgeMs) continue
    if (likeness === 'alike' && Number.isNaN(age)) alike = true
    // Made in these minutes, and nearly ours: it may be ours, and the service has changed it.
    else if (likeness === 'alike' || age > slackMs) doubtful = true
    else found.push(row)
  }
  found.sort((a, b) => (instantOf(a.dateAdded ?? '') || 0) - (instantOf(b.dateAdded ?? '') || 0))
  return { found, doubtful, alike }
}

/** Whether a list shows any block that was made by a request like ours. */
export const showsBlocks = (rows: readonly Row[]): boolean => rows.some(isNative)
