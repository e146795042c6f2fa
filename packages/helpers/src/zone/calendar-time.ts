import { daySeconds, dayNumber, daysInMonth } from './date.ts'

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
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:(?:T| +)([01]\d|2[0-4]):?([0-5]\d)(?::?([0-5]\d|60)(?:[.,]\d+)?)?(?:(Z)|([+-])([01]\d|2[0-3]):?([0-5]\d))?)?$/i

/**
 * Parses a DATE or a DATE-TIME in the basic form of iCalendar or, as some exporters write it, in the extended form of
 * ISO 8601. Fractions of a second are dropped; a leap second is the second before.
 *
 * @returns Undefined for any other text, and for a date or time that does not exist.
 */
export function parseCalendarTime(text: string): CalendarTime | undefined {
  const found = timePattern.exec(text)
  if (found === null) return undefined
  const [year, month, date] = [Number(found[1]), Number(found[3]), Number(found[4])]
  if (month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) return undefined
  const day = dayNumber(year, month, date)
  if (found[5] === undefined) return { day, wall: undefined, offset: undefined }
  const time = Number(found[5]) * 3600 + Number(found[6]) * 60 + Math.min(Number(found[7] ?? 0), 59)
  // 24:00 is the end of the day; nothing follows it.
  if (time > daySeconds) return undefined
  const wall = day * daySeconds + time
  if (found[9] === undefined) return { day, wall, offset: found[8] === undefined ? undefined : 0 }
  const east = Number(found[10]) * 3600 + Number(found[11]) * 60
  return { day, wall, offset: found[9] === '-' ? 0 - east : east }
}
