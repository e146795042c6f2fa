import { toOffsetDateTime } from '@block-slots/helpers'
import type { SyncWindow } from './source.ts'

const dayMs = 86_400_000

/** Returns a date some days later, or earlier. */
export const shiftDay = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** True for a date of the calendar, such as `2026-12-24`: `Date.parse` alone takes the 30th of February for the 2nd of March. */
export function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The days of a time zone that a window touches. */
export type DayRange = { readonly from: string; readonly to: string }

/** Returns the days that a window touches, and as many more on both sides. */
export function daysOf({ from, to }: SyncWindow, timeZone: string, more = 0): DayRange {
  const dayOf = (time: string): string => toOffsetDateTime(time, { timeZone }).slice(0, 10)
  return { from: shiftDay(dayOf(from), -more), to: shiftDay(dayOf(to), more) }
}
