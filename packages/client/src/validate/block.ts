import { BlockSlotsError, type Operation } from '../error.ts'
import type { components } from '../openapi.gen.ts'
import { whichOwner } from '../http/hint.ts'
import { isRecord } from '../redact.ts'

type Schemas = components['schemas']

/** A moment for a query: a `Date`, epoch milliseconds, or an RFC 3339 date-time with an offset. */
export type QueryTime = Date | number | string

/** Makes the error for something that was refused before anything was sent. */
export function invalidInput(operation: Operation, message: string, cause?: unknown): BlockSlotsError {
  return new BlockSlotsError({
    code: 'invalid-input',
    message: `${operation}: ${message}`,
    applied: 'no',
    retry: 'never',
    operation,
    cause,
  })
}

/** The value as a person would recognise it, short enough for a message. */
function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value)
  if (typeof value === 'number') return String(value)
  return value === undefined || value === null ? String(value) : `a value of type ${typeof value}`
}

/** The longest id of Google Calendar, whose events come in as well; those of HighLevel have 20 to 50 characters. */
const maxIdLength = 1024

/** Ids go into paths and queries, so whatever would change the path is refused. */
export function checkId(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new RangeError(`${name} must be a non-empty string, not ${show(value)}.`)
  }
  // "." and ".." would be resolved away, some gateways take an encoded slash for a slash, half a surrogate pair cannot be
  // encoded, and a longer address is refused by every server.
  const odd = value === '.' || value === '..' || /[\s/\\\p{Cc}\p{Surrogate}]/u.test(value)
  if (odd || value.length > maxIdLength) {
    throw new RangeError(`${name} is ${show(value)}, which no id of HighLevel looks like.`)
  }
  return value
}

const dateTime =
  /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** What to do with a moment that is no text: the service refuses epoch milliseconds in a body. */
const toText =
  'Write new Date(…).toISOString(), or toOffsetDateTime(…) of @block-slots/helpers for a zone of your choice.'

/** Reads an RFC 3339 date-time with an offset. */
function readDateTime(name: string, value: unknown): { readonly text: string; readonly epochMs: number } {
  const parts = typeof value === 'string' ? dateTime.exec(value) : null
  if (parts === null) {
    throw new RangeError(
      `${name} must be an RFC 3339 date-time with seconds and an offset, such as "2021-06-23T03:30:00+05:30", not ${show(value)}.` +
        (typeof value === 'number' || value instanceof Date ? ` ${toText}` : ''),
    )
  }
  const [text, year = '', month = '', day = ''] = parts
  const epochMs = Date.parse(text)
  // Date.parse reads 30 February as 2 March.
  if (Number.isNaN(epochMs) || Number(day) > daysIn(Number(year), Number(month))) {
    throw new RangeError(`${name} is ${show(value)}, a date that does not exist.`)
  }
  return { text, epochMs }
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function checkOrder(startMs: number, endMs: number): void {
  if (startMs < endMs) return
  const [start, end] = [startMs, endMs].map((epochMs) => new Date(epochMs).toISOString())
  throw new RangeError(`startTime must be earlier than endTime, and ${start} is not earlier than ${end}.`)
}

const blockFields = new Set(['calendarId', 'assignedUserId', 'locationId', 'title', 'startTime', 'endTime'])

/** Checks a block that is to be made, and writes the body anew: what is checked is what is sent. */
export function checkNewBlock(block: unknown): Schemas['CreateBlockSlot'] {
  const { owner, locationId, title, times } = checkFields(block)
  const name = title === undefined ? {} : { title: checkTitle(title) }
  return { ...owner, locationId: checkId('locationId', locationId), ...name, ...times }
}

/** Checks a block that is to replace another, and writes the body anew. */
export function checkWholeBlock(block: unknown): Schemas['UpdateBlockSlot'] {
  const { owner, locationId, title, times } = checkFields(block)
  if (title === undefined) {
    throw new RangeError(
      'title must be given: an update replaces the block, so a title left out would be lost.',
    )
  }
  const place = locationId === undefined ? {} : { locationId: checkId('locationId', locationId) }
  return { ...owner, ...place, title: checkTitle(title), ...times }
}

/** What both kinds of block share: one owner, two times in order, and no field that the service would refuse. */
type Fields = {
  readonly owner: { calendarId: string } | { assignedUserId: string }
  readonly times: { startTime: string; endTime: string }
  readonly locationId: unknown
  readonly title: unknown
}

function checkFields(block: unknown): Fields {
  if (!isRecord(block)) throw new RangeError(`a block must be an object, not ${show(block)}.`)
  const { calendarId, assignedUserId, locationId, title, startTime, endTime, ...others } = block
  if ((calendarId === undefined) === (assignedUserId === undefined)) {
    const which =
      calendarId === undefined
        ? 'neither calendarId nor assignedUserId was'
        : 'both calendarId and assignedUserId were'
    throw new RangeError(
      `${which} given. Either calendarId or assignedUserId can be set, not both. ${whichOwner}`,
    )
  }
  const owner =
    calendarId === undefined
      ? { assignedUserId: checkId('assignedUserId', assignedUserId) }
      : { calendarId: checkId('calendarId', calendarId) }
  const start = readDateTime('startTime', startTime)
  const end = readDateTime('endTime', endTime)
  checkOrder(start.epochMs, end.epochMs)
  const strangers = Object.keys(others).filter((name) => others[name] !== undefined)
  if (strangers.length > 0) {
    throw new RangeError(
      `${strangers.slice(0, 5).map(show).join(', ')} cannot be sent: a block has ${[...blockFields].join(', ')} and ` +
        'nothing else, and the service refuses fields it does not know.',
    )
  }
  return { owner, times: { startTime: start.text, endTime: end.text }, locationId, title }
}

/** Everything that ends a line somewhere; the service refuses a title with a line break. */
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

const owners = ['calendarId', 'userId', 'groupId'] as const

/** A query as the wire wants it. */
type WireQuery = { locationId: string; startTime: number; endTime: number } & Partial<
  Record<(typeof owners)[number], string>
>

/** Checks a query, and returns it as the wire wants it: one owner, times in epoch milliseconds. */
export function checkQuery(query: unknown): WireQuery {
  if (!isRecord(query)) throw new RangeError(`a query must be an object, not ${show(query)}.`)
  const [owner, ...others] = owners.filter((name) => query[name] !== undefined)
  if (owner === undefined || others.length > 0) {
    const given = owner === undefined ? 'none' : [owner, ...others].join(' and ')
    throw new RangeError(
      `exactly one of calendarId, userId and groupId has to be given, not ${given}. Blocks of a user are listed by ` +
        'userId only.',
    )
  }
  const startTime = readQueryTime('startTime', query.startTime)
  const endTime = readQueryTime('endTime', query.endTime)
  checkOrder(startTime, endTime)
  const locationId = checkId('locationId', query.locationId)
  return { locationId, [owner]: checkId(owner, query[owner]), startTime, endTime }
}

function readQueryTime(name: string, value: unknown): number {
  if (typeof value === 'string') return readDateTime(name, value).epochMs
  const epochMs = value instanceof Date ? value.getTime() : value
  if (typeof epochMs !== 'number' || !Number.isInteger(epochMs) || Math.abs(epochMs) > 8.64e15) {
    throw new RangeError(
      `${name} must be a valid Date, whole epoch milliseconds or an RFC 3339 date-time with an offset, not ${show(epochMs)}.`,
    )
  }
  // As seconds, these are the years 1973 to 2286; as milliseconds, four months of 1970, and the list would be empty.
  if (epochMs >= 1e8 && epochMs < 1e10) {
    throw new RangeError(`${name} is ${epochMs}, which looks like seconds; milliseconds are meant.`)
  }
  return epochMs
}
