import { type DayEnd, type DayValue, repeatTimes, type Weekday } from '@block-slots/helpers'
import type { TimeRange } from '../time.ts'
import { checkDays, checkNames, checkTitle, refuse } from './check.ts'
import { suggest } from '../suggest.ts'
import { uniqueItems } from './items.ts'
import type { Source } from './source.ts'

/** The weekdays, and what an RRULE calls them. */
const weekdays = [
  ['monday', 'MO'],
  ['tuesday', 'TU'],
  ['wednesday', 'WE'],
  ['thursday', 'TH'],
  ['friday', 'FR'],
  ['saturday', 'SA'],
  ['sunday', 'SU'],
] as const satisfies readonly (readonly [Weekday, string])[]

/** A weekday by its name, or by the first two letters of it. */
export type WeekdayName = Weekday | 'mo' | 'tu' | 'we' | 'th' | 'fr' | 'sa' | 'su'

/** Options of `weekly`. */
export type WeeklyOptions = {
  /** The weekdays on which the times begin: `["monday", "friday"]`, or `["mo", "fr"]`. */
  readonly days: readonly WeekdayName[]
  /** A range of the clock, or several: `12:00-13:00`. One such as `22:00-06:00` ends on the next day. */
  readonly at: string | readonly string[]
  readonly title: string
  /** The zone of the clock. Default: the owner's. */
  readonly timeZone?: string | undefined
  /** Days on which nothing begins. */
  readonly except?: readonly DayValue[] | undefined
  /**
   * The end of a range until `24:00`. Default: `last-minute`, 23:59, because the service shows a block that ends at midnight on
   * the next day too.
   */
  readonly end?: DayEnd | undefined
}

const rangePattern = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/

type ClockRange = { readonly from: string; readonly to: string }

function readRange(text: unknown, end: DayEnd): ClockRange {
  const [, from = '', last = ''] = (typeof text === 'string' ? rangePattern.exec(text) : undefined) ?? []
  if (from === '' || from === last) {
    const advice =
      'Write one such as "12:00-13:00", with a hyphen and two digits each; "24:00" is the end of the day.'
    refuse('at', text, { toBe: 'a range of the clock', advice })
  }
  const isMidnight = last === '24:00' || last === '00:00'
  // A range of the last minute alone keeps its length.
  if (isMidnight && end === 'last-minute' && from !== '23:59') return { from, to: '23:59' }
  return { from, to: isMidnight ? '24:00' : last }
}

function readWeekday(name: unknown): string {
  const found = weekdays.find(([day]) => name === day || name === day.slice(0, 2))
  if (found !== undefined) return found[1]
  const nearest =
    typeof name === 'string'
      ? suggest(
          name,
          weekdays.map(([day]) => day),
        )
      : undefined
  const advice =
    nearest === undefined ? 'Write "monday" to "sunday", or "mo" to "su".' : `Did you mean ${nearest}?`
  return refuse('days', name, { toBe: 'names of weekdays', advice })
}

/** A Thursday long ago: the series has no beginning that a window could show. */
const seriesStart = '1970-01-01'

/**
 * Blocks times that repeat every week, on the clock of a zone: 12:00 stays 12:00 when the clocks change. A time that the clocks
 * skip begins as much later, and one that occurs twice lasts from its first beginning to its last end.
 *
 * @example
 * ```ts
 * import { readSource, weekly } from '@block-slots/sync'
 *
 * const lunch = weekly({ days: ['fr', 'mo'], at: '12:00-13:00', title: 'Lunch', except: ['2026-12-25'] })
 * const window = { from: '2026-12-21T00:00:00Z', to: '2027-01-01T00:00:00Z', timeZone: 'America/New_York' }
 * for (const { item, startTime, endTime } of await readSource(lunch, window)) console.log(item, startTime, endTime)
 * // => 2026-12-21 2026-12-21T12:00:00-05:00 2026-12-21T13:00:00-05:00
 * // => 2026-12-28 2026-12-28T12:00:00-05:00 2026-12-28T13:00:00-05:00
 * ```
 *
 * @throws {RangeError} When a zone or an exception cannot be read.
 * @throws {TypeError} When an option is of the wrong type, or a weekday or a range cannot be read.
 */
export function weekly(options: WeeklyOptions): Source {
  checkNames('the options of weekly', options, ['days', 'at', 'title', 'timeZone', 'except', 'end'])
  const { days, at, title, timeZone, except = [], end = 'last-minute' } = options
  checkTitle(title)
  checkDays(timeZone, end)
  if (!Array.isArray(days) || days.length === 0) {
    refuse('days', days, { toBe: 'a list of weekdays', advice: 'Give one such as ["monday", "friday"].' })
  }
  const weekdaysOfRule = [...new Set(Array.from(days, readWeekday))].join(',')
  const ranges = [at].flat().map((text) => readRange(text, end))
  if (ranges.length === 0) {
    refuse('at', at, { toBe: 'at least one range of the clock', advice: 'Give one such as "12:00-13:00".' })
  }
  const times = (range: ClockRange, zone: string, between: TimeRange) =>
    repeatTimes({
      from: `${seriesStart}T${range.from}`,
      to: range.to,
      timeZone: zone,
      rrule: `FREQ=WEEKLY;BYDAY=${weekdaysOfRule}`,
      exdates: except,
      between,
    })
  // Checks the exceptions, so that a wrong one is reported where it was written.
  for (const range of ranges) times(range, 'UTC', { from: seriesStart, to: seriesStart })
  return async function* (window) {
    const zone = timeZone ?? window.timeZone
    const items = ranges.flatMap((range, index) =>
      Array.from(times(range, zone, window), (time) => ({
        ...time,
        title,
        // By its place in the list, not by its times: where those change, the block is moved, not made again.
        item: `${time.startTime.slice(0, 10)}${index === 0 ? '' : ` range ${index + 1}`}`,
      })),
    )
    yield* uniqueItems(items, window)
  }
}
