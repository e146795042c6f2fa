import { toOffsetDateTime } from '@block-slots/helpers'
import { UsageError } from '../error.ts'
import { weekdays } from '../text/day.ts'
import { isStart, readDate } from './date.ts'
import { checkForeignDate } from './foreign.ts'

const dayMs = 86_400_000
const words: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 }

/** A day such as `2026-12-24`, and whether it was named as the next one of its kind. */
export type NamedDay = { readonly day: string; readonly isWeekday: boolean }

/** The day that a clock of a zone shows at a moment. */
export const dayAt = (epochMs: number, zone: string): string =>
  toOffsetDateTime(new Date(epochMs), { timeZone: zone }).slice(0, 10)

/** Moves a day. */
export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(day) + count * dayMs).toISOString().slice(0, 10)

/** True for a day of the calendar with a week before it; `2026-02-30` is none. */
export const isDay = (day: string): boolean =>
  !day.startsWith('0000') &&
  !Number.isNaN(Date.parse(day)) &&
  new Date(Date.parse(day)).toISOString().startsWith(day)

/** Counts the days from one to another. */
export const daysBetween = (first: string, last: string): number =>
  Math.round((Date.parse(last) - Date.parse(first)) / dayMs)

/** The Monday of the week of a day. */
export const mondayOf = (day: string): string => addDays(day, -((weekdayOf(day) + 6) % 7))

const weekdayOf = (day: string): number => new Date(Date.parse(day)).getUTCDay()

/**
 * Reads a day: `2026-12-24`, `24 Dec`, `today`, `tomorrow`, `friday`, `next friday`. `undefined` for what is no day.
 *
 * @throws UsageError when it can be read as two days.
 */
export function readDay(text: string, today: string): NamedDay | undefined {
  const word = text.trim().toLowerCase()
  checkForeignDate(word)
  const date = readDate(word, today)
  if (date !== undefined) return { day: date, isWeekday: false }
  const shift = Object.hasOwn(words, word) ? words[word] : undefined
  return shift === undefined ? readWeekday(word, today) : { day: addDays(today, shift), isWeekday: false }
}

/** The first such day from today on; with `next`, after today. */
function readWeekday(word: string, today: string): NamedDay | undefined {
  const [, next, name = ''] = /^(next\s+)?([a-z]+)$/.exec(word) ?? []
  const index = weekdays.findIndex((each) => isStart(name, each))
  if (index < 0) return undefined
  const ahead = (index - weekdayOf(today) + 7) % 7
  if (next === undefined) return { day: addDays(today, ahead), isWeekday: true }
  const day = addDays(today, ahead === 0 ? 7 : ahead)
  if (mondayOf(day) === mondayOf(today)) {
    throw new UsageError(
      `"${word}" can be ${day} or ${addDays(day, 7)}. Write the day that you mean, such as ${day}, or "${name}" for the first of them.`,
    )
  }
  return { day, isWeekday: false }
}
