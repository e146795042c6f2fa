import type { BlockTimes } from './block.ts'
import { checkOptions } from './zone/check.ts'
import {
  checkDayEnd,
  dayAt,
  type DayEnd,
  type DayValue,
  endOfDay,
  firstInstant,
  readDay,
  writeDay,
} from './zone/day.ts'
import type { TimeZone } from './zone/name.ts'
import { zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { writeMoment } from './zone/value.ts'

/** Options of `wholeDays`. */
export type WholeDaysOptions = {
  /** The first day, such as `2026-12-24`. */
  readonly from: DayValue
  /** The last day, which is blocked too. Default: `from`. */
  readonly to?: DayValue | undefined
  /** The zone of the days, in which both ends are written too. */
  readonly timeZone: TimeZone
  /** The end of the last day: its last minute, or the beginning of the next day. Default: `last-minute`. */
  readonly end?: DayEnd | undefined
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

/**
 * Converts a range of calendar days to one block, from the first instant at which the clock of the zone
 * shows the first day. A day may have 22 to 26 hours, and may begin at 01:00.
 *
 * - `end: "last-minute"` ends the block at 23:59 of the last day, because HighLevel shows a block that ends at
 *   midnight on the next day too. That is one minute before the end of the day: the second 23:59 if it occurs twice.
 * - `end: "midnight"` ends it at the first instant of the next day that exists.
 * - Skipped days, such as 2011-12-30 in Samoa, are ignored inside a range.
 *
 * @example
 * ```ts
 * import { wholeDays } from '@block-slots/helpers'
 *
 * console.log(wholeDays({ from: '2026-12-24', to: '2026-12-26', timeZone: 'Europe/Berlin' }))
 * // => {
 * // =>   startTime: '2026-12-24T00:00:00+01:00',
 * // =>   endTime: '2026-12-26T23:59:00+01:00'
 * // => }
 * ```
 *
 * @param options - `from` and `timeZone`, and `to` for more than one day.
 * @throws {RangeError} When a text is not a day, the last day is before the first, none of the days exists in the
 *   zone, or the zone is unknown.
 * @throws {TypeError} When an argument is of the wrong type, such as a `Date`, whose day depends on the zone.
 */
export function wholeDays(options: WholeDaysOptions): BlockTimes {
  checkOptions(options, '{ from: "2026-12-24", to: "2026-12-26", timeZone: "Europe/Berlin" }')
  const { from, to = from, timeZone, end = 'last-minute', zoneSource } = options
  checkDayEnd(end)
  const [first, last] = [readDay(from, 'from'), readDay(to, 'to')]
  if (last < first) {
    throw new RangeError(
      `The last day, ${writeDay(last)}, is before the first, ${writeDay(first)}. Give "to" on or after "from".`,
    )
  }
  const zone = zoneOf(timeZone, zoneSource)
  const start = firstInstant(zone, first)
  if (start >= firstInstant(zone, last + 1)) {
    const days = first === last ? 'The day' : `Each day to ${writeDay(last)} from`
    throw new RangeError(
      `${days} ${writeDay(first)} was skipped in ${zone.name}, where ${writeDay(dayAt(zone, start - 1))} is followed by ${writeDay(dayAt(zone, start))}. Give a day that exists there.`,
    )
  }
  return {
    startTime: writeMoment(zone, start * 1000),
    endTime: writeMoment(zone, endOfDay(zone, last, end) * 1000),
  }
}
