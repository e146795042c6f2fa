import { daySeconds, dayNumber, daysInMonth } from './date.ts'
import { checkChoice } from './check.ts'
import type { Rule } from '../rule.ts'
import { kindOf, quote } from './quote.ts'
import { periodAt, periodsAround, type Zone } from './resolve.ts'
import { writeClock } from './write.ts'

/** A `Temporal.PlainDate` of any implementation, recognised by its tag. */
export type PlainDateLike = { readonly [Symbol.toStringTag]: 'Temporal.PlainDate'; toString(): string }

/** Values accepted as a day: text such as `2026-12-24`, or a `Temporal.PlainDate`. */
export type DayValue =
  | string
  | PlainDateLike
  | Rule<'a day such as 2026-12-24, and not a Date: toOffsetDateTime(date, { timeZone }).slice(0, 10)'>

/** The end of a block at the end of a day: the last minute of that day, or the first instant of the next day. */
export type DayEnd = 'last-minute' | 'midnight'

/**
 * Checks an option `end`.
 *
 * @throws {RangeError} For any other value.
 */
export function checkDayEnd(end: unknown): void {
  checkChoice('end', end, ['last-minute', 'midnight'])
}

const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/

const hints: Readonly<Record<string, string>> = {
  Date: 'A Date is an instant, and its day depends on the zone. Give toOffsetDateTime(date, { timeZone }).slice(0, 10).',
  'Temporal.Instant':
    'The day of an instant depends on the zone. Give instant.toZonedDateTimeISO(timeZone).toPlainDate().',
  'Temporal.PlainDateTime': 'Take its day with toPlainDate().',
  'Temporal.ZonedDateTime': 'Take its day with toPlainDate().',
}

/** True when a value is read as a day, not as a time. */
export function isDay(value: unknown): boolean {
  return typeof value === 'string' ? datePattern.test(value) : kindOf(value) === 'Temporal.PlainDate'
}

/**
 * Reads a day as the number of days since 1970-01-01. A calendar other than ISO is dropped, because the text of
 * a `Temporal.PlainDate` has an ISO date in every calendar.
 *
 * @throws {RangeError} For text that is not a day.
 * @throws {TypeError} For a value of any other type.
 */
export function readDay(value: unknown, name: string): number {
  const kind = kindOf(value)
  if (typeof value !== 'string' && kind !== 'Temporal.PlainDate') {
    const hint = hints[kind] ?? 'Give a text such as "2026-12-24", or a Temporal.PlainDate.'
    throw new TypeError(`Expected ${quote(name)} to be a day and got ${quote(value)}. ${hint}`)
  }
  const text = String(value).replace(/\[u-ca=[^\]]*\]$/, '')
  const [year = Number.NaN, month = 0, day = 0] = (datePattern.exec(text) ?? []).slice(1).map(Number)
  if (Number.isNaN(year)) {
    const hint = /^\d{4}-\d\d-\d\d[T ]\d/i.test(text)
      ? `has more than a day in it. Give ${quote(text.slice(0, 10))}, or use blockTimes for a part of a day.`
      : 'is not a day. Write one such as 2026-12-24.'
    throw new RangeError(`${quote(text)} ${hint}`)
  }
  const maxDay = month >= 1 && month <= 12 ? daysInMonth(year, month) : 0
  if (day >= 1 && day <= maxDay) return dayNumber(year, month, day)
  throw new RangeError(
    `${quote(text)} does not exist. Its ${maxDay === 0 ? 'month must be from 1 to 12' : `day must be from 1 to ${maxDay}`}.`,
  )
}

/** Writes a day, a number of days since 1970-01-01, as `2026-12-24`. */
export function writeDay(day: number): string {
  return writeClock(day * daySeconds).slice(0, 10)
}

/**
 * The first instant at which a zone's clock shows a day, or a later one if the day does not exist, in seconds
 * since 1970.
 */
export function firstInstant(zone: Zone, day: number): number {
  const wall = day * daySeconds
  const periods = periodsAround(zone, wall)
  let first = wall
  for (const [index, { from, offset }] of periods.entries()) {
    first = Math.max(from, wall - offset)
    if (first < (periods[index + 1]?.from ?? Infinity)) break
  }
  return first
}

/**
 * The instant from which a zone's clock shows only later days. It is the first instant of the next day, unless
 * the clock is set back across midnight.
 */
export function lastInstant(zone: Zone, day: number): number {
  const wall = (day + 1) * daySeconds
  const periods = periodsAround(zone, wall)
  let last = wall
  for (const [index, { from, offset }] of periods.entries()) {
    const until = Math.min(periods[index + 1]?.from ?? Infinity, wall - offset)
    if (until > from) last = until
  }
  return last
}

/** The day on a zone's clock at an instant, as a number of days since 1970-01-01. */
export function dayAt(zone: Zone, epoch: number): number {
  return Math.floor((epoch + periodAt(zone, epoch).offset) / daySeconds)
}

/** The end of a whole day in a zone, in seconds. The last minute is the second 23:59 if it occurs twice. */
export function endOfDay(zone: Zone, day: number, end: DayEnd): number {
  return end === 'midnight' ? firstInstant(zone, day + 1) : lastInstant(zone, day) - 60
}

/**
 * Moves the end of a block from the beginning of a day to the last minute of the day before, if that is wanted and
 * leaves the block a length. Both ends are in milliseconds.
 */
export function moveEnd(zone: Zone, [start, until]: readonly [number, number], end: DayEnd): number {
  const epoch = until / 1000
  const moves =
    end === 'last-minute' &&
    until - start > 60_000 &&
    Number.isInteger(epoch) &&
    dayAt(zone, epoch) > dayAt(zone, epoch - 1)
  return moves ? until - 60_000 : until
}
