import { type Between, readBetween } from './zone/between.ts'
import type { BlockTimes } from './block.ts'
import { checkOptions } from './zone/check.ts'
import { daySeconds } from './zone/date.ts'
import { checkDayEnd, type DayEnd, moveEnd } from './zone/day.ts'
import { type DayHours, type HoursBy, readOpening, type WallRange } from './opening.ts'
import type { TimeZone } from './zone/name.ts'
import { instantOf, type Zone, zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { checkDays } from './span.ts'
import { writeMoment } from './zone/value.ts'

/** Options of `outsideHours`. */
export type HoursOptions = {
  /** The opening hours of each weekday; a weekday without hours is closed. */
  readonly hours: HoursBy<'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'>
  /** The range to give blocks for. */
  readonly between: Between
  /** The zone of the hours, in which the blocks are written too. */
  readonly timeZone: TimeZone
  /** Days with other hours, or none: `{ "2026-12-24": ["09:00-12:00"], "2026-12-25": [] }`. */
  readonly except?: DayHours | undefined
  /** The end of a block at the end of a day: its last minute, or the beginning of the next day. Default: `last-minute`. */
  readonly end?: DayEnd | undefined
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

/**
 * Lists the open ranges of the clock from one day to another.
 *
 * @yields Ranges in order of time, joined where they overlap or touch.
 */
function* openWalls(
  opening: (day: number) => readonly WallRange[],
  first: number,
  last: number,
): Generator<WallRange> {
  let open: WallRange | undefined
  for (let day = first; day <= last; day += 1) {
    for (const range of opening(day)) {
      const [start, end] = [day * daySeconds + range.start, day * daySeconds + range.end]
      if (open !== undefined && start <= open.end) open.end = Math.max(open.end, end)
      else {
        if (open !== undefined) yield open
        open = { start, end }
      }
    }
  }
  if (open !== undefined) yield open
}

/**
 * Finds the instants at which a range of the clock is open under every reading of its ends: from the later start to
 * the earlier end. A skipped end is the instant after the last reading before it.
 */
function surelyOpen(zone: Zone, { start, end }: WallRange): WallRange {
  const until = Math.max(instantOf(zone, end, 'earlier'), instantOf(zone, end - 1, 'earlier') + 1)
  return { start: instantOf(zone, start, 'later'), end: until }
}

/**
 * Gives the blocks that leave only the opening hours free, in order of time and without overlaps.
 *
 * - `hours` has a list of ranges for each weekday: `{ monday: ["09:00-12:00", "13:00-17:00"] }`. `24:00` is the end
 *   of a day, and `22:00-02:00` ends on the next. A weekday without a list is closed.
 * - `except` has the hours of single days, which replace those of their weekday. Hours belong to the day on
 *   which they begin: on a day after `22:00-02:00`, the first two hours are open even if that day is closed.
 * - `between` bounds the blocks by times or days; the last day is included. It may have 100,000 days.
 * - A block that ends with a day ends in its last minute, because HighLevel shows a block that ends at midnight on the
 *   next day too; `end: "midnight"` ends it at the first instant of the next day.
 * - Where the clocks change, the blocks cover too much rather than too little: hours that begin at a reading
 *   which occurs twice or is skipped are free from the later instant on, and hours that end at one until
 *   the earlier. Hours without a break, such as around the clock, stay free.
 *
 * @example
 * ```ts
 * import { outsideHours } from '@block-slots/helpers'
 *
 * const blocks = outsideHours({
 *   hours: { thursday: ['09:00-12:00', '13:00-17:00'] },
 *   between: { from: '2026-12-24', to: '2026-12-25' },
 *   timeZone: 'America/New_York',
 * })
 * for (const { startTime, endTime } of blocks) console.log(startTime, endTime)
 * // => 2026-12-24T00:00:00-05:00 2026-12-24T09:00:00-05:00
 * // => 2026-12-24T12:00:00-05:00 2026-12-24T13:00:00-05:00
 * // => 2026-12-24T17:00:00-05:00 2026-12-25T23:59:00-05:00
 * ```
 *
 * @param options - `hours`, `between` and `timeZone`.
 * @throws {RangeError} When a weekday, a day, a range, a time or the zone cannot be read, or `between` has no
 *   length or more than 100,000 days.
 * @throws {TypeError} When an argument is of the wrong type.
 */
export function outsideHours(options: HoursOptions): BlockTimes[] {
  checkOptions(
    options,
    '{ hours: { monday: ["09:00-17:00"] }, between: { from: "2026-12-01", to: "2026-12-31" }, timeZone: "America/New_York" }',
  )
  const { hours, between, timeZone, except = {}, end = 'last-minute', zoneSource } = options
  checkDayEnd(end)
  const zone = zoneOf(timeZone, zoneSource)
  const opening = readOpening(hours, except)
  const { from, to } = readBetween(between, zone, zoneSource)
  checkDays('between', from, to)
  const blocks: BlockTimes[] = []
  let at = from
  const block = (until: number): void => {
    if (at >= until) return
    const endTime = writeMoment(zone, moveEnd(zone, [at, until], end))
    blocks.push({ startTime: writeMoment(zone, at), endTime })
  }
  // Two more days on both ends: hours of the day before may last, and no clock is a day off UTC.
  const [first, last] = [Math.floor(from / 1000 / daySeconds) - 2, Math.floor(to / 1000 / daySeconds) + 2]
  for (const walls of openWalls(opening, first, last)) {
    const open = surelyOpen(zone, walls)
    if (open.start >= open.end || open.end * 1000 <= at) continue
    block(Math.min(open.start * 1000, to))
    at = Math.max(at, open.end * 1000)
    if (at >= to) break
  }
  block(to)
  return blocks
}
