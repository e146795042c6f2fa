import { type Between, readBetween } from './zone/between.ts'
import type { BlockEnd, BlockTimes } from './block.ts'
import { checkOptions, checkChoice } from './zone/check.ts'
import { daySeconds } from './zone/date.ts'
import { checkDayEnd, type DayEnd, type DayValue, endOfDay, isDay, readDay, writeDay } from './zone/day.ts'
import { type Duration, type DurationValue, readDuration, shiftClock } from './duration.ts'
import { endAt, refuseRange } from './end.ts'
import { fixedOffset, type TimeZone } from './zone/name.ts'
import { quote } from './zone/quote.ts'
import { instantOf, periodAt, type Zone, zoneOf } from './zone/resolve.ts'
import { parseRule } from './recurrence/rule.ts'
import { type Gaps, type Start, startsOf } from './series.ts'
import type { OffsetSource } from './zone/source.ts'
import { epochOf, readValue, type Reading, type TimeValue, writeMoment } from './zone/value.ts'
import { writeClock } from './zone/write.ts'

/** The end of a block of whole days: its last day, or its length. Default: one day. */
export type DaySeriesEnd =
  | {
      /** The last day, which is blocked too. */
      readonly to?: DayValue | undefined
      readonly duration?: undefined
    }
  | {
      /** The length in days or more, such as `P2D`. */
      readonly duration: DurationValue
      readonly to?: undefined
    }

/** Options of `repeatTimes`. */
export type RepeatOptions = (
  | (BlockEnd & {
      /** The start of the series, which its rule repeats. */
      readonly from: TimeValue
    })
  | (DaySeriesEnd & {
      /** The first day of a series of whole days, such as `2026-12-24`. */
      readonly from: DayValue
    })
) & {
  /** The zone whose clock the series follows; required unless `from` names one in brackets. */
  readonly timeZone?: TimeZone | undefined
  /** The value of one RRULE of RFC 5545, such as `FREQ=WEEKLY;BYDAY=MO,WE`. */
  readonly rrule: string
  /** Exceptions: starts, by clock reading or instant, and whole local days. */
  readonly exdates?: readonly (TimeValue | DayValue)[] | undefined
  /** Additional starts; a day adds one at the time of day of `from`. */
  readonly rdates?: readonly (TimeValue | DayValue)[] | undefined
  /** The range to give blocks for: all blocks that overlap it. */
  readonly between: Between
  /** The end of whole days: the last minute, or the beginning of the next day. Default: `last-minute`. */
  readonly end?: DayEnd | undefined
  /** The treatment of a start that the clocks skip. Default: `forward`. */
  readonly gaps?: Gaps | undefined
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

type Dates = readonly (TimeValue | DayValue)[]
/** `exdates` or `rdates`, parsed. */
type DateList = { readonly days: number[]; readonly starts: Start[] }

const local = (epoch: number, zone: Zone): number => epoch + periodAt(zone, epoch).offset

/** Converts a reading to the clock of a zone. A reading of that zone is kept, even if the clocks skip it. */
function startAt(reading: Reading, zone: Zone): Start {
  const epoch = epochOf(reading, zone, 'compatible')
  const here = reading.epoch === undefined && (reading.home ?? zone) === zone
  return { wall: here ? reading.wall : local(epoch, zone), epoch }
}

/** The zone of a start. An offset is not enough: the series would drift from the clock. */
function ownZone({ home }: Reading): Zone {
  if (home !== undefined && (home.name === 'UTC' || fixedOffset(home.name) === undefined)) return home
  throw new RangeError(
    `A series follows the clock of a zone, and "from" has ${home === undefined ? 'none' : `only the offset ${home.name}`}. Give one as { timeZone: "America/New_York" }.`,
  )
}

function readList(name: string, list: Dates, zone: Zone, source: OffsetSource | undefined): DateList {
  if (!Array.isArray(list)) {
    throw new TypeError(
      `Expected ${quote(name)} to be an array and got ${quote(list)}. Give one such as ["2026-12-24", "2026-12-31T12:00"].`,
    )
  }
  const listed: DateList = { days: [], starts: [] }
  for (const [index, value] of list.entries()) {
    const label = `${name}[${index}]`
    if (isDay(value)) listed.days.push(readDay(value, label))
    else listed.starts.push(startAt(readValue(value, label, source), zone))
  }
  return listed
}

/** The end of each block by its start, and the longest time in between, in seconds. */
type SeriesEnd = { readonly endOf: (start: Start) => number; readonly longest: number }

/** The start of a series: as it was given, and on the clock of its zone. */
type SeriesStart = { readonly reading: Reading; readonly start: Start; readonly zone: Zone }

/** The end as a clock reading, a fixed number of seconds on the clock after the start. */
function endByClock(to: unknown, { reading, start, zone }: SeriesStart, source?: OffsetSource): SeriesEnd {
  const alone = typeof to === 'string' && /^\d{1,2}:/.test(to)
  const end = alone
    ? endAt(to, { reading, moment: { ...reading, epoch: start.epoch, home: zone } }, 'later', source)
    : readValue(to, 'to', source)
  const wall = (alone ? end.wall : startAt(end, zone).wall) + Math.sign(end.millis)
  const longest = wall - start.wall
  if (longest <= 0) {
    refuseRange(
      writeClock(start.wall),
      writeClock(wall),
      `Give an end that is later on the clock in ${zone.name}.`,
    )
  }
  return { endOf: (each) => instantOf(zone, each.wall + longest, 'later'), longest }
}

/**
 * Reads a length of a block.
 *
 * @throws {RangeError} When it is not above zero.
 */
function readLength(value: unknown): Duration {
  const duration = readDuration(value)
  if (Math.max(duration.months, duration.days, duration.ms) > 0) return duration
  throw new RangeError(
    `A block must end after it starts. The duration ${quote(value)} is not above zero. Give a longer one.`,
  )
}

/** The end by a duration, added as Temporal adds it. */
function endByLength(value: unknown, zone: Zone): SeriesEnd {
  const duration = readLength(value)
  const { months, days, ms } = duration
  const endOf = ({ epoch }: Start): number => {
    const shifted =
      months + days > 0 ? instantOf(zone, shiftClock(local(epoch, zone), duration), 'compatible') : epoch
    return shifted + Math.ceil(ms / 1000)
  }
  return { endOf, longest: (months * 31 + days) * daySeconds + Math.ceil(ms / 1000) }
}

/** The end of each block of a series of whole days. */
function endByDays(
  first: number,
  { to, duration, end = 'last-minute' }: RepeatOptions,
  zone: Zone,
): SeriesEnd {
  const length = duration === undefined ? undefined : readLength(duration)
  if (length !== undefined && length.ms > 0) {
    throw new RangeError(
      `A series of whole days has a duration in days and got ${quote(duration)}. Give one such as "P1D", or a time of day with "from".`,
    )
  }
  const lastOf = (day: number): number =>
    length === undefined
      ? day + (to === undefined ? 0 : readDay(to, 'to') - first)
      : shiftClock(day * daySeconds, length) / daySeconds - 1
  const last = lastOf(first)
  if (last < first) {
    throw new RangeError(
      `The last day, ${writeDay(last)}, is before the first, ${writeDay(first)}. Give "to" on or after "from".`,
    )
  }
  return {
    endOf: ({ wall }) => endOfDay(zone, lastOf(Math.floor(wall / daySeconds)), end),
    longest: (last - first + 4) * daySeconds,
  }
}

/**
 * Writes starts and ends as blocks.
 *
 * @yields Blocks that have a length and overlap a range, which is in milliseconds.
 */
function* blocksOf(
  starts: Iterable<Start>,
  endOf: SeriesEnd['endOf'],
  zone: Zone,
  { from, to }: { readonly from: number; readonly to: number },
): Generator<BlockTimes, void, undefined> {
  const write = (epoch: number): string => writeMoment(zone, epoch * 1000)
  let [begin, end] = [0, 0]
  const wanted = (): boolean => end > begin && begin * 1000 < to && end * 1000 > from
  for (const start of starts) {
    const next = endOf(start)
    // A start that was moved onto another makes one block with it, which covers both.
    if (start.epoch === begin) end = Math.max(end, next)
    else {
      if (wanted()) yield { startTime: write(begin), endTime: write(end) }
      begin = start.epoch
      end = next
    }
  }
  if (wanted()) yield { startTime: write(begin), endTime: write(end) }
}

/**
 * Gives the blocks of a series such as "lunch on weekdays in New York", lazily.
 *
 * - The rule is an RRULE of RFC 5545, and repeats the clock reading of `from`: 12:00 stays 12:00 when the clocks
 *   change. A `from` that does not match its own rule is not a block; COUNT counts matches, before `exdates`.
 *   UNTIL is inclusive: as an instant, as a clock reading of the zone, or as a whole local day.
 * - `to` is a clock reading too: 22:00 to 06:00 ends at 06:00 on every day, after seven, eight or nine hours.
 *   `duration` is added to the start as Temporal adds it: `PT8H` is eight hours on every day, as in `busyTimes`.
 * - A day as `from` makes a series of whole days: `to` is the last day, or `duration` a number of days, and without
 *   either it is one day. `end` is that of `wholeDays`.
 * - A start that the clocks skip moves forward by the length of the gap; `gaps: "skip"` omits it, and COUNT
 *   does not count it. A start that occurs twice is the earlier one, an end that occurs twice the later one.
 *   A block that has no length then, such as 02:15 to 02:45 on a day that skips both, is omitted.
 * - `exdates` omits starts, by clock reading or by instant, and whole local days; `rdates` adds starts, a day
 *   as one at the time of `from`.
 * - All blocks that overlap `between` are given, in order and each once. Seconds have no fractions here: a
 *   start is truncated, an end rounded up.
 *
 * @example
 * ```ts
 * import { repeatTimes } from '@block-slots/helpers'
 *
 * const lunch = repeatTimes({
 *   from: '2026-01-05T12:00',
 *   to: '13:00',
 *   timeZone: 'America/New_York',
 *   rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
 *   between: { from: '2026-03-06', to: '2026-03-09' },
 * })
 * for (const { startTime, endTime } of lunch) console.log(startTime, endTime)
 * // => 2026-03-06T12:00:00-05:00 2026-03-06T13:00:00-05:00
 * // => 2026-03-09T12:00:00-04:00 2026-03-09T13:00:00-04:00
 * ```
 *
 * @param options - `from`, either `to` or `duration`, `rrule`, `between`, and `timeZone` unless `from` names one.
 * @returns An iterable that can be iterated any number of times. Arguments are checked by the call.
 * @throws {RangeError} When an argument cannot be read, the zone is missing or unknown, the rule is not an RRULE
 *   of RFC 5545 or more than one line, or the first block would not end after it starts on the clock.
 * @throws {TypeError} When an argument is of the wrong type, or not exactly one of `to` and `duration` is given.
 */
export function repeatTimes(options: RepeatOptions): Iterable<BlockTimes> {
  checkOptions(
    options,
    '{ from: "2026-01-05T12:00[Europe/Berlin]", to: "13:00", rrule: "FREQ=DAILY", between }',
  )
  const { from, to, duration, end = 'last-minute', timeZone, exdates = [], rdates = [], zoneSource } = options
  const { gaps = 'forward' } = options
  checkChoice('gaps', gaps, ['forward', 'skip'])
  checkDayEnd(end)
  const wholeDays = isDay(from)
  if ((to === undefined) === (duration === undefined) && !(wholeDays && to === undefined)) {
    throw new TypeError('A block has either an end or a length. Give "to" or "duration", and not both.')
  }
  const rule = parseRule(options.rrule)
  const reading = readValue(wholeDays ? `${writeDay(readDay(from, 'from'))}T00:00` : from, 'from', zoneSource)
  const zone = timeZone === undefined ? ownZone(reading) : zoneOf(timeZone, zoneSource)
  const start = startAt(reading, zone)
  const { endOf, longest } = wholeDays
    ? endByDays(start.wall / daySeconds, options, zone)
    : duration === undefined
      ? endByClock(to, { reading, start, zone }, zoneSource)
      : endByLength(duration, zone)
  const window = readBetween(options.between, zone, zoneSource)
  const without = readList('exdates', exdates, zone, zoneSource)
  const added = readList('rdates', rdates, zone, zoneSource)

  const timeOfDay = start.wall - Math.floor(start.wall / daySeconds) * daySeconds
  const onDays = added.days.map((day) => {
    const wall = day * daySeconds + timeOfDay
    return { wall, epoch: instantOf(zone, wall, 'compatible') }
  })
  const extra = [...added.starts, ...onDays]
  extra.sort((one, other) => one.epoch - other.epoch)
  const [instants, days] = [new Set(without.starts.map(({ epoch }) => epoch)), new Set(without.days)]
  const bounds = { from: window.from / 1000 - longest, to: window.to / 1000 }
  // A day that begins in a gap exists.
  const series = { rule, startWall: start.wall, zone, gaps: wholeDays ? 'forward' : gaps } as const
  const isDayOut = (wall: number): boolean => days.has(Math.floor(wall / daySeconds))

  function* starts(): Generator<Start, void, undefined> {
    for (const each of startsOf(series, bounds, extra)) {
      // A start that was moved across midnight belongs to both days.
      const isOut =
        instants.has(each.epoch) ||
        (days.size > 0 && (isDayOut(each.wall) || isDayOut(local(each.epoch, zone))))
      if (!isOut) yield each
    }
  }
  return { [Symbol.iterator]: () => blocksOf(starts(), endOf, zone, window) }
}
