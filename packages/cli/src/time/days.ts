import { type BlockTimes, toOffsetDateTime, wholeDays } from '@block-slots/helpers'
import { UsageError } from '../error.ts'
import { dayAt, isDay, readDay } from './day.ts'
import { convert, type TimeContext } from './times.ts'

/** Days from the first to the last. */
export type DayRange = { readonly first: string; readonly last: string }

/**
 * Reads `2026-12-24`, `tomorrow`, `2026-12-24..2026-12-26` or `2026-12-24 to 2026-12-26`.
 *
 * @throws UsageError for what is no day, or no range of days.
 */
export function readDays(text: string, today: string): DayRange {
  const [first = '', last = first, ...more] = text.split(/\s*\.\.\.?\s*|\s+(?:to|-|–)\s+/)
  const start = readDay(first, today)
  // That a start does not exist is said where it is converted. The weekday that ends a range is the one after its start.
  const isOneDay = last === first || (start !== undefined && !isDay(start.day))
  const end = isOneDay ? start : readDay(last, /\d|^to/i.test(last) ? today : (start?.day ?? today))
  if (start === undefined || end === undefined || more.length > 0) {
    const days = text.split(',').map((each) => each.trim())
    throw new UsageError(
      days.length > 1
        ? `"${text}" is not a day. Give each its own option: ${days.map((each) => `--day ${each}`).join(' ')}.`
        : `"${text}" is not a day. Write one such as 2026-12-24 or tomorrow, or a range such as 2026-12-24..2026-12-26.`,
    )
  }
  if (end.day < start.day) {
    throw new UsageError(`"${text}" ends before it starts. Write the earlier day first.`)
  }
  return { first: start.day, last: end.day }
}

/** Converts days to blocks of whole days in the zone, one for each range, each once. */
export function chooseDays(given: readonly string[], { nowMs, zone }: TimeContext): BlockTimes[] {
  const today = dayAt(nowMs, zone.name)
  const ranges = given.map((text) => readDays(text, today))
  const blocks = ranges.map(({ first, last }) =>
    convert(() => wholeDays({ from: first, to: last, timeZone: zone.name })),
  )
  return [...new Map(blocks.map((block) => [`${block.startTime} ${block.endTime}`, block])).values()]
}

/** The time from the beginning of the first day to the end of the last. */
export const spanOf = ({ first, last }: DayRange, timeZone: string): BlockTimes =>
  convert(() => wholeDays({ from: first, to: last, timeZone, end: 'midnight' }))

/** The first and the last day that a range of time has a part of. */
export function daysOf({ startTime, endTime }: BlockTimes, timeZone: string): DayRange {
  const dayOf = (epochMs: number): string => toOffsetDateTime(new Date(epochMs), { timeZone }).slice(0, 10)
  return { first: dayOf(Date.parse(startTime)), last: dayOf(Date.parse(endTime) - 1) }
}
