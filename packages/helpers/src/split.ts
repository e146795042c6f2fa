import type { BlockTimes } from './block.ts'
import { checkOptions } from './zone/check.ts'
import { daySeconds } from './zone/date.ts'
import { checkDayEnd, type DayEnd, moveEnd } from './zone/day.ts'
import type { TimeZone } from './zone/name.ts'
import { periodAt, periodsAround, type Zone, zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { checkDays, inOrder, type Piece, pieceOf, readSpans } from './span.ts'
import { writeMoment } from './zone/value.ts'

/** Options of `splitByDay`. */
export type SplitOptions = {
  /** The zone of the days, in which the pieces are written too. */
  readonly timeZone: TimeZone
  /** The end of a piece at the end of a day: its last minute, or the beginning of the next day. Default: `last-minute`. */
  readonly end?: DayEnd | undefined
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

/** Finds the next instant at which a zone's clock shows another day, in seconds; at most some weeks on. */
function nextDay(zone: Zone, epoch: number): number {
  const current = periodAt(zone, epoch)
  const wall = epoch + current.offset
  const day = Math.floor(wall / daySeconds)
  const midnight = (day + 1) * daySeconds - current.offset
  const change = periodsAround(zone, epoch).find(({ from }) => from > epoch && from <= midnight)
  if (change === undefined) return midnight
  const same = Math.floor((change.from + change.offset) / daySeconds) === day
  return same ? nextDay(zone, change.from) : change.from
}

/**
 * Splits blocks where the day of a zone changes, so that no piece lies on two days. A day begins at its first
 * instant, which may be 01:00; skipped days have no piece. Each piece keeps the other properties of its block.
 * Blocks without length are dropped; pieces are in order of their starts.
 *
 * A piece that ends with a day ends in its last minute, because HighLevel shows a block that ends at midnight on the
 * next day too; `end: "midnight"` ends it at the first instant of the next day. Split last: `mergeTimes` does not join
 * pieces that are a minute apart.
 *
 * @example
 * ```ts
 * import { splitByDay } from '@block-slots/helpers'
 *
 * const night = { startTime: '2026-12-24T22:00:00+01:00', endTime: '2026-12-25T06:00:00+01:00' }
 * for (const { startTime, endTime } of splitByDay([night], { timeZone: 'Europe/Berlin' })) {
 *   console.log(startTime, endTime)
 * }
 * // => 2026-12-24T22:00:00+01:00 2026-12-24T23:59:00+01:00
 * // => 2026-12-25T00:00:00+01:00 2026-12-25T06:00:00+01:00
 * ```
 *
 * @param times - The blocks, in any order.
 * @throws {RangeError} When a time has no offset or cannot be read, a block ends before it starts (the message
 *   names the index) or has more than 100,000 days, or the zone is unknown.
 * @throws {TypeError} When an argument or an element is of the wrong type.
 */
export function splitByDay<T extends BlockTimes>(times: Iterable<T>, options: SplitOptions): T[] {
  checkOptions(options, '{ timeZone: "America/New_York" }')
  const { timeZone, end = 'last-minute', zoneSource } = options
  checkDayEnd(end)
  const zone = zoneOf(timeZone, zoneSource)
  const pieces: Piece<T>[] = []
  const spans = readSpans(times, 'times', zoneSource)
  for (const { start, end: last } of spans) checkDays('each of times', start, last)
  for (const span of spans) {
    let at = span.start
    while (at < span.end) {
      const until = Math.min(nextDay(zone, Math.floor(at / 1000)) * 1000, span.end)
      const endTime = writeMoment(zone, moveEnd(zone, [at, until], end))
      pieces.push(pieceOf(span, at, writeMoment(zone, at), endTime))
      at = until
    }
  }
  return inOrder(pieces)
}
