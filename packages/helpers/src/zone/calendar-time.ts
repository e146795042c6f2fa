import { daySeconds, dayNumber, daysInMonth } from './date.ts'
import { readTwoDigits } from './parse.ts'

/** A date, or a date and a time of day, before any zone is known. */
export type CalendarTime = {
  /** The number of days since 1970-01-01. */
  readonly day: number
  /** The clock reading as if it were UTC, in seconds since 1970; undefined for a date. */
  readonly wall: number | undefined
  /** Seconds east of UTC, 0 for Z; undefined for a clock reading. */
  readonly offset: number | undefined
}

const timePattern =
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:(?:T| +)(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?(?:(Z)|([+-])([01]\d|2[0-3]):?([0-5]\d))?)?$/i

/** The number of days from 1970-01-01 to a date; NaN for one that does not exist. Comparisons with NaN are false. */
function countDays(year: number, month: number, date: number): number {
  const exists = year >= 0 && month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month)
  return exists ? dayNumber(year, month, date) : Number.NaN
}

/** The seconds of a time of day; NaN for one that does not exist. 24:00 is the end of the day. */
function countSeconds(hour: number, minute: number, second: number): number {
  const seconds = hour * 3600 + minute * 60 + Math.min(second, 59)
  return minute <= 59 && second <= 60 && seconds <= daySeconds ? seconds : Number.NaN
}

/** Parses `20261231`, `20261231T235900` and `20261231T235900Z`, several times as fast as the pattern does. */
function parseBasicForm(text: string): CalendarTime | undefined {
  const { length } = text
  const day = countDays(
    readTwoDigits(text, 0) * 100 + readTwoDigits(text, 2),
    readTwoDigits(text, 4),
    readTwoDigits(text, 6),
  )
  if (length === 8 && !Number.isNaN(day)) return { day, wall: undefined, offset: undefined }
  const ended = length === 15 || (length === 16 && text.endsWith('Z'))
  if (!ended || text[8] !== 'T') return undefined
  const wall =
    day * daySeconds + countSeconds(readTwoDigits(text, 9), readTwoDigits(text, 11), readTwoDigits(text, 13))
  return Number.isNaN(wall) ? undefined : { day, wall, offset: length === 16 ? 0 : undefined }
}

/**
 * Parses a DATE or a DATE-TIME in the basic form of iCalendar or, as some exporters write it, in the extended form of
 * ISO 8601. Fractions of a second are dropped; a leap second is the second before.
 *
 * @returns Undefined for any other text, and for a date or time that does not exist.
 */
export function parseCalendarTime(text: string): CalendarTime | undefined {
  const basic = parseBasicForm(text)
  if (basic !== undefined) return basic
  const found = timePattern.exec(text)
  if (found === null) return undefined
  const [, year, , month, date, hour, minute, second = 0, utc, sign, hours, minutes] = found
  const day = countDays(Number(year), Number(month), Number(date))
  if (Number.isNaN(day)) return undefined
  if (hour === undefined) return { day, wall: undefined, offset: undefined }
  const wall = day * daySeconds + countSeconds(Number(hour), Number(minute), Number(second))
  if (Number.isNaN(wall)) return undefined
  if (sign === undefined) return { day, wall, offset: utc === undefined ? undefined : 0 }
  const east = Number(hours) * 3600 + Number(minutes) * 60
  return { day, wall, offset: sign === '-' ? 0 - east : east }
}
