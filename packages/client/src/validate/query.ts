import { isRecord } from '../guard.ts'
import { examineOptions, type OptionNames } from '../options/read.ts'
import { checkOrder, readDateTime } from './date-time.ts'
import { checkId, checkOneOwner } from './id.ts'
import { refuse } from './refuse.ts'

/** A time of a query: a `Date`, epoch milliseconds, or an RFC 3339 date-time with an offset. */
export type QueryTime = Date | number | string

const owners = ['calendarId', 'userId', 'groupId'] as const

/** A query as it is sent. */
type WireQuery = { locationId: string; startTime: number; endTime: number } & Partial<
  Record<(typeof owners)[number], string>
>

const fieldNames: OptionNames<WireQuery> = {
  calendarId: true,
  userId: true,
  groupId: true,
  locationId: true,
  startTime: true,
  endTime: true,
}

/**
 * Checks a query, and returns it as it is sent: one owner, times in epoch milliseconds.
 *
 * @throws RangeError when a part of it cannot be used.
 */
export function checkQuery(given: unknown): WireQuery {
  if (!isRecord(given)) refuse('a query', 'an object', given)
  const { picked, fault } = examineOptions<Record<keyof WireQuery, unknown>>(given, fieldNames, 'field')
  const owner = checkOneOwner(picked, owners, 'Blocks of a user are listed by userId only.')
  if (fault !== undefined) throw new RangeError(fault)
  const startTime = readQueryTime('startTime', picked.startTime)
  const endTime = readQueryTime('endTime', picked.endTime)
  checkOrder(startTime, endTime)
  const locationId = checkId('locationId', picked.locationId)
  return { locationId, [owner]: checkId(owner, picked[owner]), startTime, endTime }
}

function readQueryTime(name: string, value: unknown): number {
  if (typeof value === 'string') return readDateTime(name, value).epochMs
  const epochMs = value instanceof Date ? value.getTime() : value
  const isTime = typeof epochMs === 'number' && Number.isInteger(epochMs) && Math.abs(epochMs) <= 8.64e15
  // As seconds, these are the years 1973 to 2286; as milliseconds, four months of 1970, and the list would be empty.
  if (isTime && !(epochMs >= 1e8 && epochMs < 1e10)) return epochMs
  const expected =
    'a valid Date, whole epoch milliseconds (never seconds) or an RFC 3339 date-time with an offset'
  return refuse(name, expected, epochMs)
}
