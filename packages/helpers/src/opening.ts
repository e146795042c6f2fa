import { checkOptions } from './zone/check.ts'
import { daySeconds } from './zone/date.ts'
import { readDay } from './zone/day.ts'
import { quote } from './zone/quote.ts'

/** The weekdays, beginning with that of 1970-01-01. */
const weekdays: readonly Weekday[] = [
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
]

/** A day of the week. */
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'

/** Time ranges of a day, such as `["09:00-12:00", "13:00-17:00"]`; `24:00` is its end, `22:00-02:00` ends on the next. */
export type Ranges = readonly string[]

/** Ranges of hours by day; a day without any is closed. */
export type HoursBy<Day extends string> = { readonly [Name in Day]?: Ranges | undefined }

/** Opening hours by weekday; a weekday without hours is closed. */
export type WeekHours = HoursBy<Weekday>

/** Opening hours of single days, which replace those of their weekday; an empty list closes the day. */
export type DayHours = { readonly [day: string]: Ranges }

/** A range of clock readings, the end excluded, in seconds since a midnight. */
export type WallRange = { start: number; end: number }

const rangePattern = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

function readRange(text: unknown, name: string): WallRange {
  const found = typeof text === 'string' ? rangePattern.exec(text) : null
  if (found === null) {
    throw new RangeError(
      `${name}: ${quote(text)} is not a range of hours. Write one such as "09:00-17:30", with a hyphen and two digits each; "24:00" is the end of the day.`,
    )
  }
  const [startHour = 0, startMinute = 0, endHour = 24, endMinute = 0] = found
    .slice(1)
    .map((digits: string | undefined) => (digits === undefined ? undefined : Number(digits)))
  const [start, end] = [startHour * 3600 + startMinute * 60, endHour * 3600 + endMinute * 60]
  if (start === end) {
    throw new RangeError(
      `${name}: ${quote(text)} has no length. Write "00:00-24:00" for a whole day, or leave the range out.`,
    )
  }
  return { start, end: end < start ? end + daySeconds : end }
}

function readRanges(ranges: unknown, name: string): WallRange[] {
  if (!Array.isArray(ranges)) {
    throw new TypeError(
      `Expected ${name} to be a list such as ["09:00-12:00", "13:00-17:00"] and got ${quote(ranges)}. Write [] for a day that is closed.`,
    )
  }
  const read = Array.from(ranges, (text: unknown, index) => readRange(text, `${name}[${index}]`))
  read.sort((a, b) => a.start - b.start)
  return read
}

/**
 * Reads opening hours. The result gives the open ranges of a day, which is a number of days since 1970-01-01. Hours
 * belong to the day on which they begin.
 *
 * @throws {RangeError} For a weekday, a day or a range that cannot be read.
 * @throws {TypeError} For a value of the wrong type.
 */
export function readOpening(hours: unknown, except: unknown): (day: number) => readonly WallRange[] {
  checkOptions(hours, 'hours: { monday: ["09:00-12:00", "13:00-17:00"] }')
  checkOptions(except, 'except: { "2026-12-25": [] }')
  const week = new Map<string, WallRange[]>()
  for (const [weekday, ranges] of Object.entries(hours)) {
    if (!weekdays.some((each) => each === weekday)) {
      const [start] = weekdays.filter((each) => each.startsWith(weekday.slice(0, 2).toLowerCase()))
      const hint = start === undefined || weekday.length < 2 ? '"monday" to "sunday"' : quote(start)
      throw new RangeError(`${quote(weekday)} is not a weekday in hours. Write ${hint}.`)
    }
    if (ranges !== undefined) week.set(weekday, readRanges(ranges, `hours.${weekday}`))
  }
  const days = new Map<number, WallRange[]>()
  for (const [day, ranges] of Object.entries(except)) {
    days.set(readDay(day, 'except'), readRanges(ranges, `except[${quote(day)}]`))
  }
  return (day) => days.get(day) ?? week.get(weekdays[day - Math.floor(day / 7) * 7] ?? '') ?? []
}
