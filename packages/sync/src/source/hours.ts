import {
  type BlockTimes,
  type DayEnd,
  type DayHours,
  outsideHours,
  splitByDay,
  type WeekHours,
} from '@block-slots/helpers'
import type { SourceItem } from '../wanted.ts'
import { checkDays, checkNames, checkTitle } from './check.ts'
import { type DayRange, daysOf } from './day.ts'
import { uniqueItems } from './items.ts'
import type { Source } from './source.ts'

/** Options of `hours`. */
export type HoursSourceOptions = {
  /** The opening hours of each weekday: `{ monday: ["09:00-12:00", "13:00-17:00"] }`. A weekday without hours is closed. */
  readonly open: WeekHours
  /** Days with other hours, or none: `{ "2026-12-24": ["09:00-12:00"], "2026-12-25": [] }`. */
  readonly except?: DayHours | undefined
  /** Default: `Closed`. */
  readonly title?: string | undefined
  /** The zone of the hours. Default: the owner's. */
  readonly timeZone?: string | undefined
  /**
   * The end of a block at the end of a day. Default: `last-minute`, 23:59, because the service shows a block that ends at
   * midnight on the next day too.
   */
  readonly end?: DayEnd | undefined
}

/** Names each block of a day by its place in it: where the hours change, the block is moved, not made again. */
function nameByDay(times: readonly BlockTimes[], title: string): readonly SourceItem[] {
  const counts = new Map<string, number>()
  return times.map((time) => {
    const day = time.startTime.slice(0, 10)
    const count = (counts.get(day) ?? 0) + 1
    counts.set(day, count)
    return { ...time, title, item: `${day}${count === 1 ? '' : ` block ${count}`}` }
  })
}

/**
 * Blocks the time outside of opening hours, day by day.
 *
 * @example
 * ```ts
 * import { hours, readSource } from '@block-slots/sync'
 *
 * const closed = hours({ open: { thursday: ['09:00-12:00', '13:00-17:00'] }, except: { '2026-12-31': [] } })
 * const window = { from: '2026-12-24T00:00:00+01:00', to: '2026-12-26T00:00:00+01:00', timeZone: 'Europe/Berlin' }
 * for (const { startTime, endTime } of await readSource(closed, window)) console.log(startTime, endTime)
 * // => 2026-12-24T00:00:00+01:00 2026-12-24T09:00:00+01:00
 * // => 2026-12-24T12:00:00+01:00 2026-12-24T13:00:00+01:00
 * // => 2026-12-24T17:00:00+01:00 2026-12-24T23:59:00+01:00
 * // => 2026-12-25T00:00:00+01:00 2026-12-25T23:59:00+01:00
 * ```
 *
 * @throws {RangeError} When a weekday, a day, a range or the zone cannot be read.
 * @throws {TypeError} When an option is of the wrong type.
 */
export function hours(options: HoursSourceOptions): Source {
  checkNames('the options of hours', options, ['open', 'except', 'title', 'timeZone', 'end'])
  const { open, except, title = 'Closed', timeZone, end } = options
  checkTitle(title)
  checkDays(timeZone, end)
  const closed = (between: DayRange, zone: string): readonly BlockTimes[] =>
    outsideHours({ hours: open, except, between, timeZone: zone, end: 'midnight' })
  closed({ from: '2026-01-01', to: '2026-01-01' }, 'UTC')
  return async function* (window) {
    const zone = timeZone ?? window.timeZone
    // Nothing is open from Friday to Monday, or for a whole vacation: one block over all of it would begin or end with the
    // window, and would be another one every day. So whole days are read, and split where the day changes: the blocks of a day
    // then depend on its hours alone, and on those of the day before that last over midnight.
    const times = splitByDay(closed(daysOf(window, zone), zone), { timeZone: zone, end })
    yield* uniqueItems(nameByDay(times, title), window)
  }
}
