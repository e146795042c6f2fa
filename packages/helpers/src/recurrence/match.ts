import { dateOf, dayNumber, daysInMonth } from '../zone/date.ts'
import type { Rule } from './rule.ts'

/** Consecutive days: the first, and their number. Numbers in BYDAY count within them. */
export type DaySpan = readonly [first: number, length: number]

/** The parts of a rule that choose days. */
export type DayParts = Pick<Rule, 'weekdays' | 'by'>

/** The remainder that is never negative, unlike `%`. */
export const mod = (value: number, by: number): number => value - Math.floor(value / by) * by

/** The weekday of a day number, 0 for Sunday; 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => mod(day + 4, 7)

/** The days of a month, counted in months since the year 0. */
export function monthSpan(months: number): DaySpan {
  const [year, month] = [Math.floor(months / 12), mod(months, 12) + 1]
  return [dayNumber(year, month, 1), daysInMonth(year, month)]
}

/** The days of a year. */
export function yearSpan(year: number): DaySpan {
  const first = dayNumber(year, 1, 1)
  return [first, dayNumber(year + 1, 1, 1) - first]
}

/** The first day of the week of a day. */
const weekOf = (day: number, weekStart: number): number => day - mod(weekdayOf(day) - weekStart, 7)

/** The days of a year of whole weeks (ISO 8601): a week belongs to the year that has its fourth day. */
export function weekYearSpan(year: number, weekStart: number): DaySpan {
  const first = weekOf(dayNumber(year, 1, 4), weekStart)
  return [first, weekOf(dayNumber(year + 1, 1, 4), weekStart) - first]
}

/** The year that owns the week of a day. */
export function weekYearOf(day: number, weekStart: number): number {
  return dateOf(weekOf(day, weekStart) + 3).year
}

/** Fills in the days that a rule by days or more leaves open from the start of its series (RFC 5545, 3.3.10). */
export function fillDefaults({ frequency, weekdays, by }: Rule, startDay: number): DayParts {
  const given = weekdays ?? by.BYMONTHDAY ?? by.BYYEARDAY
  if (given !== undefined || frequency > 2) return { weekdays, by }
  if (frequency === 2 || by.BYWEEKNO !== undefined) {
    return { weekdays: [{ nth: 0, weekday: weekdayOf(startDay) }], by }
  }
  const { month, day } = dateOf(startDay)
  const monthly = { ...by, BYMONTHDAY: [day] }
  return { weekdays, by: frequency === 0 ? { BYMONTH: [month], ...monthly } : monthly }
}

/** True when a list has a place, counted from 1 or from -1 at the end. An absent list has every place. */
function listHas(list: readonly number[] | undefined, place: number, size: number): boolean {
  return list === undefined || list.includes(place) || list.includes(place - size - 1)
}

/** True when a rule chooses a day of a span. With BYWEEKNO, the span is a year of whole weeks. */
export function matchesDay({ weekdays, by }: DayParts, day: number, [first, length]: DaySpan): boolean {
  const nth = Math.floor((day - first) / 7) + 1
  if (weekdays !== undefined) {
    const weekday = weekdayOf(day)
    const nthLast = Math.floor((day - first - length) / 7)
    let named = false
    for (const each of weekdays) {
      named ||= each.weekday === weekday && (each.nth === 0 || each.nth === nth || each.nth === nthLast)
    }
    if (!named) return false
  }
  const { BYMONTH, BYMONTHDAY, BYYEARDAY, BYWEEKNO } = by
  if (!listHas(BYWEEKNO, nth, length / 7)) return false
  if ((BYMONTH ?? BYMONTHDAY ?? BYYEARDAY) === undefined) return true
  const { year, month, day: ofMonth } = dateOf(day)
  if (!listHas(BYMONTH, month, 12) || !listHas(BYMONTHDAY, ofMonth, daysInMonth(year, month))) return false
  if (BYYEARDAY === undefined) return true
  const [newYear, days] = yearSpan(year)
  return listHas(BYYEARDAY, day - newYear + 1, days)
}
