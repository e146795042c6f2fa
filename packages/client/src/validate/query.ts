import { isRecord } from '../guard.ts'
import { examineOptions, type OptionNames } from '../options/read.ts'
import { checkId, refuseEmpty } from './block.ts'
import { checkOrder, readDateTime } from './date-time.ts'
import { show } from './show.ts'

/** A time of a query: a `Date`, epoch milliseconds, or an RFC 3339 date-time with an offset. */
export type QueryTime = Date | number | string

const owners = ['calendarId', 'userId', 'groupId'] as const

/** A query as it is sent. */
type WireQuery = { locationId: string; startTime: number; endTime: number } & Partial<
  Record<(typeof owners)[number], string>
>

const fieldNames = {
  calendarId: true,
  userId: true,
  groupId: true,
  locationId: true,
  startTime: true,
  endTime: true,
} satisfies OptionNames<WireQuery>

type Query = { readonly [Name in keyof WireQuery]?: unknown }

/**
 * Checks a query, and returns it as it is sent: one owner, times in epoch milliseconds.
 *
 * @throws RangeError when a part of it cannot be used.
 */
export function checkQuery(given: unknown): WireQuery {
  if (!isRecord(given)) throw new RangeError(`a query must be an object, not ${show(given)}.`)
  const { picked: query, fault } = examineOptions<Query>(given, fieldNames)
  const [owner, ...others] = owners.filter((name) => query[name] !== undefined)
  if (others.length > 0) refuseEmpty(Object.fromEntries(owners.map((name) => [name, query[name]])))
  if (owner === undefined || others.length > 0) {
    const named = owner === undefined ? 'none' : [owner, ...others].join(' and ')
    throw new RangeError(
      `exactly one of calendarId, userId and groupId has to be given, not ${named}. Blocks of a user are listed by ` +
        'userId only.',
    )
  }
  if (fault !== undefined) throw new RangeError(fault)
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
