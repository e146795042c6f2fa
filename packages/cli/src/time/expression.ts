import { UsageError } from '../error.ts'
import { readClock } from './clock.ts'
import { readDay } from './day.ts'
import { checkForeignDate } from './foreign.ts'
import { readSpan, type Span } from './span.ts'

/** A time as it was written. */
export type Expression =
  /** A time of day without a day. */
  | { readonly kind: 'clock'; readonly clock: string }
  | { readonly kind: 'day'; readonly day: string }
  /** A day and a time of day. `isWeekday`: the next of several such days. */
  | { readonly kind: 'wall'; readonly day: string; readonly clock: string; readonly isWeekday: boolean }
  /** A distance: `+2h`. */
  | { readonly kind: 'shift'; readonly span: Span; readonly sign: 1 | -1 }
  /** A time that has its own zone or offset. */
  | { readonly kind: 'exact'; readonly text: string }

/**
 * Reads a time. Days are counted from today, weekdays from the day that they follow.
 *
 * @throws UsageError for what is no time, or can be read as two.
 */
export function readExpression(text: string, today: string, weekdaysFrom: string = today): Expression {
  const word = text.trim().toLowerCase()
  if (word === 'now') return { kind: 'shift', span: { days: 0, ms: 0 }, sign: 1 }
  const [, sign, distance = ''] = /^([+-])\s*(.*)$/.exec(word) ?? []
  const span = sign === undefined ? undefined : readSpan(distance)
  if (span !== undefined) return { kind: 'shift', span, sign: sign === '-' ? -1 : 1 }
  const clock = readClock(word)
  if (clock !== undefined) return { kind: 'clock', clock }
  const baseOf = (name: string): string => (/^(today|tomorrow|yesterday)$/.test(name) ? today : weekdaysFrom)
  const day = readDay(word, baseOf(word))
  if (day !== undefined) return { kind: 'day', day: day.day }
  const parts = readDayAndClock(word, baseOf) ?? readExact(text.trim())
  if (parts !== undefined) return parts
  checkForeignDate(word)
  throw new UsageError(
    `"${text}" is not a time. Write one such as 2026-12-01T09:00, "tomorrow 9:00", "fri 14:30" or +2h.`,
  )
}

const clockText = String.raw`\d{1,2}(?::\d\d){0,2}\s*(?:[ap]\.?m?\.?)?|noon`
const dayAndClock = new RegExp(String.raw`^(.+?)(?:(?<=\d)t|\s*,?\s+(?:at\s+)?)(${clockText})$`)

function readDayAndClock(word: string, baseOf: (name: string) => string): Expression | undefined {
  const [, date = '', time = ''] = dayAndClock.exec(word) ?? []
  const clock = readClock(time)
  const day = date === '' ? undefined : readDay(date, baseOf(date))
  return clock === undefined || day === undefined ? undefined : { kind: 'wall', ...day, clock }
}

/** A date-time of RFC 3339 or 9557. What is wrong in it is found where it is converted; one digit of an hour or day is no mistake. */
function readExact(text: string): Expression | undefined {
  const [, year, month = '', day = '', hour = '', rest = ''] =
    /^(\d{4})-(\d{1,2})-(\d{1,2})[Tt ](\d{1,2})(:.*)$/.exec(text) ?? []
  if (year === undefined) return undefined
  const [mm, dd, hh] = [month, day, hour].map((part) => part.padStart(2, '0'))
  return { kind: 'exact', text: `${year}-${mm}-${dd}T${hh}${rest}` }
}
