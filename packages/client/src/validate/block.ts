import { isRecord } from '../guard.ts'
import { whichOwner } from '../http/hint.ts'
import type { components } from '../openapi.gen.ts'
import { checkOrder, readDateTime } from './date-time.ts'
import { show } from './show.ts'

type Schemas = components['schemas']

/** The longest id of Google Calendar, whose events come in as well; those of HighLevel have 20 to 50 characters. */
const maxIdLength = 1024

/**
 * Checks an id. Ids go into paths and queries, so everything that would change the path is refused.
 *
 * @throws RangeError when it cannot be an id.
 */
export function checkId(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new RangeError(`${name} must be a non-empty string, not ${show(value)}.`)
  }
  // "." and ".." would be resolved away, some gateways take an encoded slash for a slash, half a surrogate pair cannot be
  // encoded, and every server refuses a longer address.
  const unsafe = value === '.' || value === '..' || /[\s/\\\p{Cc}\p{Surrogate}]/u.test(value)
  if (unsafe || value.length > maxIdLength) {
    throw new RangeError(`${name} is ${show(value)}, which cannot be an id of HighLevel.`)
  }
  return value
}

type BlockField = keyof Schemas['CreateBlockSlot']

/** The fields of a block, in the order in which the documentation lists them. */
const blockFields = {
  calendarId: true,
  assignedUserId: true,
  locationId: true,
  title: true,
  startTime: true,
  endTime: true,
} satisfies Record<BlockField, true>

/**
 * Checks a block to create, and copies it: what is sent is what was checked.
 *
 * @throws RangeError when a part of it cannot be used.
 */
export function checkNewBlock(block: unknown): Schemas['CreateBlockSlot'] {
  const { owner, locationId, title, times } = checkFields(block)
  const name = title === undefined ? {} : { title: checkTitle(title) }
  return { ...owner, locationId: checkId('locationId', locationId), ...name, ...times }
}

/**
 * Checks the new state of a block, and copies it.
 *
 * @throws RangeError when a part of it cannot be used.
 */
export function checkWholeBlock(block: unknown): Schemas['UpdateBlockSlot'] {
  const { owner, locationId, title, times } = checkFields(block)
  if (title === undefined) {
    throw new RangeError(
      'title must be given: an update replaces the block, so a title left out would be lost.',
    )
  }
  const location = locationId === undefined ? {} : { locationId: checkId('locationId', locationId) }
  return { ...owner, ...location, title: checkTitle(title), ...times }
}

/** The parts of a block that are checked in the same way for a create and an update. */
type CheckedFields = {
  readonly owner: { calendarId: string } | { assignedUserId: string }
  readonly times: { startTime: string; endTime: string }
  readonly locationId: unknown
  readonly title: unknown
}

function checkFields(block: unknown): CheckedFields {
  if (!isRecord(block)) throw new RangeError(`a block must be an object, not ${show(block)}.`)
  const fields: { readonly [Name in BlockField]?: unknown } = block
  // Every getter is read once. The type holds the list to the contract: a field that is missing here is left in `others`.
  const { calendarId, assignedUserId, locationId, title, startTime, endTime, ...others } = fields
  checkOneOwner(calendarId, assignedUserId)
  const owner =
    calendarId === undefined
      ? { assignedUserId: checkId('assignedUserId', assignedUserId) }
      : { calendarId: checkId('calendarId', calendarId) }
  const start = readDateTime('startTime', startTime)
  const end = readDateTime('endTime', endTime)
  checkOrder(start.epochMs, end.epochMs)
  refuseUnknownFields(others)
  return { owner, times: { startTime: start.text, endTime: end.text }, locationId, title }
}

function checkOneOwner(calendarId: unknown, assignedUserId: unknown): void {
  if ((calendarId === undefined) !== (assignedUserId === undefined)) return
  refuseEmpty({ calendarId, assignedUserId })
  const which =
    calendarId === undefined
      ? 'neither calendarId nor assignedUserId was'
      : 'both calendarId and assignedUserId were'
  throw new RangeError(
    `${which} given. Either calendarId or assignedUserId can be set, not both. ${whichOwner}`,
  )
}

/**
 * Refuses owners that are `null` or empty, as rows of a database have them, before more than one is refused.
 *
 * @throws RangeError when there is such an owner.
 */
export function refuseEmpty(owners: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(owners)) {
    if (value !== null && value !== '') continue
    throw new RangeError(
      `${name} is ${show(value)}: leave it out, and give one of ${Object.keys(owners).join(', ')}.`,
    )
  }
}

function refuseUnknownFields(others: Readonly<Record<string, never>>): void {
  const unknown = Object.keys(others).filter((name) => others[name] !== undefined)
  if (unknown.length === 0) return
  throw new RangeError(
    `${unknown.slice(0, 5).map(show).join(', ')} cannot be sent: a block has ${Object.keys(blockFields).join(', ')} and ` +
      'nothing else, and the service refuses fields it does not know.',
  )
}

/** Every character that ends a line somewhere; the service refuses a title with a line break. */
const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/

function checkTitle(title: unknown): string {
  if (typeof title !== 'string') throw new RangeError(`title must be a string, not ${show(title)}.`)
  if (/\p{Surrogate}/u.test(title)) {
    throw new RangeError(`title must be well-formed text; ${show(title)} has half a character in it.`)
  }
  if (lineBreak.test(title)) {
    throw new RangeError(
      `title must be one line; ${show(title)} has a line break, which the service refuses.`,
    )
  }
  return title
}
