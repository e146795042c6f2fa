import type { components } from '../openapi.gen.ts'
import { instantOf } from '../validate/date-time.ts'

type Schemas = components['schemas']

/** A block as it is sent. */
export type NewBlock = Schemas['CreateBlockSlot']
/** A block that exists, and how it was sent. */
export type ListedBlock = { readonly id: string; readonly block: NewBlock }
/** A row of the list of blocked time. */
export type Row = Schemas['BlockedSlot']

/** Characters that are written as entities where a title is escaped. */
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
}

/**
 * Reduces a title to what every form of it has in common. The service trims titles and joins blanks; titles that differ only
 * in that, in escaping or in invisible characters are equal.
 *
 * @example
 * ```ts
 * import { normalizeTitle } from '@block-slots/client'
 *
 * console.log(normalizeTitle('  Tea &amp;  cake ')) // => Tea & cake
 * ```
 */
export const normalizeTitle = (title: unknown): string =>
  typeof title === 'string'
    ? title
        .replace(/&(amp|lt|gt|quot|#39|#x27);/g, (entity, name: string) => entities[name] ?? entity)
        .normalize('NFC')
        .replace(/\p{Cf}/gu, '')
        .trim()
        .replace(/\s+/g, ' ')
    : ''

/** The owner of a block: a calendar or a user. */
export const ownerOf = ({ calendarId, assignedUserId }: NewBlock): string =>
  calendarId ?? assignedUserId ?? ''

/** Identifies the owner and times of a block. Not its title: the service may give two the same one. */
export function timesKey(block: NewBlock): string {
  // Total on purpose: a new field of the contract either tells two blocks apart or does not, which is decided here.
  const { locationId, calendarId, assignedUserId, startTime, endTime, title: _, ...others } = block
  others satisfies Record<string, never>
  // No id has a blank in it.
  return [locationId, calendarId, assignedUserId, Date.parse(startTime), Date.parse(endTime)].join(' ')
}

/** Identifies a block by its fields. Two blocks with the same natural key look the same on the calendar. */
export const naturalKey = (block: NewBlock): string => `${timesKey(block)} ${normalizeTitle(block.title)}`

/** Sources of events that were synchronised from another calendar; those are never block slots. */
const externalSources = /google|outlook|office|microsoft|exchange|icloud|apple|caldav/i

/**
 * True for a row of the list that a create may have made: not deleted, not synchronised from another calendar, no instance of a
 * recurring event.
 *
 * @example
 * ```ts
 * import { isNativeBlock } from '@block-slots/client'
 *
 * const times = { startTime: '2026-12-24T09:00:00+01:00', endTime: '2026-12-24T10:00:00+01:00' }
 * console.log(isNativeBlock({ id: 'ZcU2zCDEjpZYXq7pFWBG', title: 'Busy', ...times })) // => true
 * ```
 */
export function isNativeBlock({
  id,
  createdBy,
  isRecurring,
  masterEventId,
  rrule,
  deleted,
}: components['schemas']['BlockedSlot']): boolean {
  // Absent fields may be null or empty as well.
  const instance = isRecurring === true || Boolean(masterEventId) || Boolean(rrule) || id.includes('_')
  return deleted !== true && !instance && !externalSources.test(createdBy?.source ?? '')
}

/** The most that rounding could change a time: slots of a calendar are often a quarter of an hour. */
const maxRoundingMs = 900_000

const near = (at: number, wanted: string): boolean => Math.abs(at - Date.parse(wanted)) <= maxRoundingMs

/** A block to look for. */
export type Search = {
  readonly block: NewBlock
  /** The title as the service stores it, where that is known; normalized. */
  readonly storedTitle?: string | undefined
  /** Matches ids that cannot be the block, however similar their rows are. */
  readonly isExcluded?: (id: string) => boolean
  /** True when a block of any age will do. */
  readonly anyEqual?: boolean
  /** Judges the age of a row that may be the block. */
  readonly ageOf?: ((row: Row) => Age) | undefined
}

/** The age of a row compared with a create: it may be its block, it was there before, or its age proves nothing. */
export type Age = 'new' | 'old' | 'unknown'

/** The fields by which something belongs to a calendar or a user of a sub-account. */
type Owned = {
  readonly locationId?: string | undefined
  readonly calendarId?: string | undefined
  readonly assignedUserId?: string | undefined
}

/** True for something of the same owner and sub-account; a field that it lacks cannot differ. */
export const hasOwnerOf = (one: Owned, block: Owned): boolean =>
  (one.locationId ?? block.locationId) === block.locationId &&
  (block.calendarId === undefined
    ? (one.assignedUserId ?? block.assignedUserId) === block.assignedUserId
    : (one.calendarId ?? block.calendarId) === block.calendarId)

/** Compares a row with a block. `similar`: one half of it is the same, or cannot be compared. */
function compare(row: Row, { block, storedTitle }: Search): 'same' | 'similar' | 'other' {
  if (!hasOwnerOf(row, block) || !isNativeBlock(row)) return 'other'
  const [start, end] = [instantOf(row.startTime), instantOf(row.endTime)]
  const title = normalizeTitle(row.title)
  const sameTitle = title === normalizeTitle(block.title) || title === storedTitle
  if (isAt(row, block)) return sameTitle ? 'same' : 'similar'
  const rounded = sameTitle && near(start, block.startTime) && near(end, block.endTime)
  return rounded || Number.isNaN(start + end) ? 'similar' : 'other'
}

/** True for the same instant; the time of a block is known to have an offset. */
const isSameInstant = (one: string, ofBlock: string): boolean =>
  one === ofBlock || instantOf(one) === Date.parse(ofBlock)

/** True when something has the times of a block. */
export const isAt = (
  one: { readonly startTime: string; readonly endTime: string },
  block: NewBlock,
): boolean => isSameInstant(one.startTime, block.startTime) && isSameInstant(one.endTime, block.endTime)

/** True when a response to a create is about that block: title aside, which the service may change. */
export const isResponseTo = (response: Schemas['BlockSlot'], block: NewBlock): boolean =>
  hasOwnerOf(response, block) && isAt(response, block)

/** The result of looking for a block in a list. */
export type MatchResult = {
  /** Rows that are the block, oldest first. */
  readonly found: readonly Row[]
  /** Rows that may be the block: changed by the service, or of an unknown age. */
  readonly inconclusive: readonly Row[]
}

/** Looks for a block in a list. */
export function findBlock(rows: readonly Row[], search: Search): MatchResult {
  const found: Row[] = []
  const inconclusive: Row[] = []
  for (const row of rows) {
    const likeness = compare(row, search)
    if (likeness === 'other' || search.isExcluded?.(row.id) === true) continue
    const age = search.ageOf?.(row) ?? 'new'
    // Any equal block will do for `ensure`, of whatever age.
    if (likeness === 'same' && (age === 'new' || search.anyEqual === true)) found.push(row)
    else if (age === 'old') continue
    else inconclusive.push(row)
  }
  found.sort((a, b) => (instantOf(a.dateAdded ?? '') || 0) - (instantOf(b.dateAdded ?? '') || 0))
  return { found, inconclusive }
}

/** True when a list shows any block that a create may have made. */
export const showsBlocks = (rows: readonly Row[]): boolean => rows.some(isNativeBlock)
