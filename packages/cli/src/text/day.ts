/** The days of a week, as `Date` counts them. */
export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const
/** The months of a year. */
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** Writes a day with its weekday: `Thu 2026-12-24`. */
export const formatDay = (day: string): string => `${weekdayOf(day)} ${day}`

/** Writes a range of days for a sentence: `Mon 30 Nov to Wed 30 Dec 2026`. */
export function formatDays(first: string, last: string): string {
  if (first === last) return formatLong(last)
  const isOneYear = first.slice(0, 4) === last.slice(0, 4)
  return `${isOneYear ? formatShort(first) : formatLong(first)} to ${formatLong(last)}`
}

const weekdayOf = (day: string): string => (weekdays[new Date(Date.parse(day)).getUTCDay()] ?? '').slice(0, 3)

const formatShort = (day: string): string =>
  `${weekdayOf(day)} ${Number(day.slice(8))} ${(months[Number(day.slice(5, 7)) - 1] ?? '').slice(0, 3)}`

const formatLong = (day: string): string => `${formatShort(day)} ${day.slice(0, 4)}`
