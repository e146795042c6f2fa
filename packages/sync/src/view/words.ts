import { addDays, readClock, readInstant, type Day } from './day.ts'

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** The weekday of a date, such as `Mon`. */
export const weekdayOf = (date: string): string => weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? ''

/** A date as `Mon 12-21`. */
export const shortDay = (date: string): string => `${weekdayOf(date)} ${date.slice(5)}`

/** A date as `Mon 21 Dec`, with the year where it is asked for. */
export const longDay = (date: string, withYear = false): string =>
  `${weekdayOf(date)} ${Number(date.slice(8))} ${months[Number(date.slice(5, 7)) - 1]}${withYear ? ` ${date.slice(0, 4)}` : ''}`

/** A minute of a day as `09:30`. */
export const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(Math.floor(minute) % 60).padStart(2, '0')}`

/** A number with its noun: `1 block`, `2 blocks`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

type Times = { readonly startTime: string; readonly endTime: string }

/** The times of a block in words: `Mon 21 Dec 09:00 to 10:30`, `Fri 25 Dec, all day`. Offsets distinguish two equal readings. */
export function describeWhen({ startTime, endTime }: Times, timeZone: string): string {
  const [from, to] = [readInstant(startTime), readInstant(endTime)]
  if (Number.isNaN(from) || Number.isNaN(to)) return `${startTime} to ${endTime}`
  const [start, end] = [readClock(from, timeZone), readClock(to, timeZone)]
  const offsets = start.offset === end.offset ? '' : ` (${start.offset} to ${end.offset})`
  const last = end.minute === 0 ? addDays(end.date, -1) : end.minute === 1439 ? end.date : undefined
  if (start.minute === 0 && last !== undefined && last >= start.date) {
    return last === start.date
      ? `${longDay(last)}, all day`
      : `${longDay(start.date)} to ${longDay(last)}, all day`
  }
  const endDay = start.date === end.date ? '' : `${longDay(end.date)} `
  return `${longDay(start.date)} ${clockTime(start.minute)} to ${endDay}${clockTime(end.minute)}${offsets}`
}

/** Says on which of some days the clocks of a zone change. */
export function describeClockChanges(
  days: readonly Day[],
  timeZone: string,
  nameDay: (date: string) => string,
): string[] {
  return days.flatMap(({ date, spans, change }) => {
    if (spans.length === 0) return [`${timeZone} has no ${nameDay(date)}.`]
    if (change === undefined) return []
    const range = `${clockTime(change.from)} to ${clockTime(change.to)}`
    const what = change.kind === 'skipped' ? `${range} is skipped` : `${range} comes twice`
    return [`The clocks change in ${timeZone} on ${nameDay(date)}: ${what}.`]
  })
}

/** The first and the last of some days, without weekdays: `21 to 27 Dec 2026`. */
export function nameDates(days: readonly Day[]): string {
  const [first, last] = [days[0]?.date, days.at(-1)?.date]
  if (first === undefined || last === undefined) return ''
  const [start, end] = [dateParts(first), dateParts(last)]
  if (first === last) return end.join(' ')
  const differing = start[2] === end[2] ? (start[1] === end[1] ? 1 : 2) : 3
  return `${start.slice(0, differing).join(' ')} to ${end.join(' ')}`
}

/** Day, month and year. */
const dateParts = (date: string): [string, string, string] => {
  const [, day = '', month = ''] = longDay(date).split(' ')
  return [day, month, date.slice(0, 4)]
}

/** The first and the last of some days, with the year. */
export function nameDays(days: readonly Day[]): string {
  const [first, last] = [days[0]?.date, days.at(-1)?.date]
  if (first === undefined || last === undefined) return ''
  if (first === last) return longDay(first, true)
  return `${longDay(first, first.slice(0, 4) !== last.slice(0, 4))} to ${longDay(last, true)}`
}
