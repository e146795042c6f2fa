const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** Writes a day with its weekday: `Thu 2026-12-24`. */
export const formatDay = (day: string): string => `${weekdayOf(day)} ${day}`

/** Writes a range of days for a sentence: `Mon 30 Nov to Wed 30 Dec 2026`. */
export function formatDays(first: string, last: string): string {
  if (first === last) return formatLong(last)
  const isOneYear = first.slice(0, 4) === last.slice(0, 4)
  return `${isOneYear ? formatShort(first) : formatLong(first)} to ${formatLong(last)}`
}

const weekdayOf = (day: string): string => weekdays[new Date(Date.parse(day)).getUTCDay()] ?? ''

const formatShort = (day: string): string =>
  `${weekdayOf(day)} ${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1] ?? ''}`

const formatLong = (day: string): string => `${formatShort(day)} ${day.slice(0, 4)}`
