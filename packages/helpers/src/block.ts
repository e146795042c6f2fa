import { checkOptions, checkChoice, disambiguations } from './zone/check.ts'
import type { DurationValue } from './duration.ts'
import { endAfter, endAt, type Moment, refuseRange } from './end.ts'
import type { TimeZone } from './zone/name.ts'
import { type Disambiguation, zoneOf } from './zone/resolve.ts'
import type { Mistake } from './rule.ts'
import type { OffsetSource } from './zone/source.ts'
import { epochOf, readValue, type TimeValue, writeIn } from './zone/value.ts'

/** The end of a block: a time, or a duration after the start. */
export type BlockEnd = EndTime | EndDuration | NoEnd

/** The end of a block as a time. */
export type EndTime = {
  /** The end, or a time of day (`17:00`): the next one after `from` on the clock of the zone. */
  readonly to: TimeValue
  readonly duration?: (typeof Mistake)['either to or duration, not both'] | undefined
}

/** The end of a block as a duration after its start. */
export type EndDuration = {
  /**
   * The duration: ISO 8601 (`PT1H30M`), milliseconds, or parts (`{ hours: 1 }`). Years to days move the clock reading; hours
   * and smaller are exact, as in Temporal.
   */
  readonly duration: DurationValue
  readonly to?: (typeof Mistake)['either to or duration, not both'] | undefined
}

/** A member that no block matches: the compiler reports the last one where both are missing, in TypeScript 7 by name. */
export type NoEnd = {
  readonly to?: undefined
  readonly duration?: undefined
  readonly 'one of to or duration, not undefined': never
}

/** The resolution of ambiguous clock readings at both ends of a block: `cover` takes the earlier start and the later end. */
export type RangeDisambiguation = Disambiguation | 'cover'

/** Options of `blockTimes`. */
export type BlockOptions = BlockEnd & {
  /** The start. */
  readonly from: TimeValue
  /** The zone in which wall clocks are read and both ends are written; required unless `from` has its own. */
  readonly timeZone?: TimeZone | undefined
  /** The meaning of clock readings that occur twice or not at all. Default: `cover`. */
  readonly disambiguation?: RangeDisambiguation | undefined
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

/** The two times of a block slot, in the form that HighLevel accepts. */
export type BlockTimes = {
  /** The start: RFC 3339 with seconds and an offset, such as `2021-06-23T03:30:00+05:30`. */
  readonly startTime: string
  /** The end: RFC 3339 with seconds and an offset, later than the start. */
  readonly endTime: string
}

/**
 * Converts a block such as "from 22:00 to 06:00 in New York" to the two times of a block slot.
 *
 * - `from` and `to` accept the values of `toOffsetDateTime`. With `timeZone`, both ends are written in it;
 *   without, each in its own zone or offset, and `to` in that of `from` if it has none.
 * - `to` may be a time of day: on the day of `from` if that is still to come, else on the next day.
 * - `duration` is added as Temporal adds it: years to days move the clock reading (`P1D` ends at the same
 *   time of day, after 23 or 25 hours), hours and smaller are exact.
 * - `disambiguation: "cover"` blocks every meaning of a clock reading that occurs twice or not at all:
 *   the start is the earlier of the two instants, the end the later; with `duration`, the end is counted
 *   from the later start. So a block within a gap keeps a length, which it loses with the other values.
 *   Those are Temporal's, for both ends.
 *
 * @example
 * ```ts
 * import { blockTimes } from '@block-slots/helpers'
 *
 * console.log(blockTimes({ from: '2026-03-07T22:00', to: '06:00', timeZone: 'America/New_York' }))
 * // => {
 * // =>   startTime: '2026-03-07T22:00:00-05:00',
 * // =>   endTime: '2026-03-08T06:00:00-04:00'
 * // => }
 * ```
 *
 * @param options - `from`, either `to` or `duration`, and `timeZone` unless `from` has its own.
 * @throws {RangeError} As `toOffsetDateTime` does; also when a duration cannot be read, and when the block
 *   would be empty or end before it starts; the message has both times.
 * @throws {TypeError} When an argument is of the wrong type, or not exactly one of `to` and `duration` is given.
 */
export function blockTimes(options: BlockOptions): BlockTimes {
  checkOptions(options, '{ from: "2026-12-24T12:00", to: "18:00", timeZone: "America/New_York" }')
  const { from, to, duration, timeZone, disambiguation = 'cover', zoneSource } = options
  checkChoice('disambiguation', disambiguation, ['cover', ...disambiguations])
  if ((to === undefined) === (duration === undefined)) {
    throw new TypeError('A block has either an end or a length. Give "to" or "duration", and not both.')
  }
  const [first, last] =
    disambiguation === 'cover' ? (['earlier', 'later'] as const) : ([disambiguation, disambiguation] as const)

  const start = readValue(from, 'from', zoneSource)
  const zone = timeZone === undefined ? start.home : zoneOf(timeZone, zoneSource)
  const begin: Moment = { ...start, epoch: epochOf(start, zone, first), home: zone }
  const end =
    duration === undefined
      ? endAt(to, { reading: start, moment: begin }, last, zoneSource)
      : endAfter(duration, { ...begin, epoch: epochOf(start, zone, last) }, last)
  const utc = zoneOf('UTC')
  const startTime = writeIn(zone ?? utc, begin.epoch, begin)
  const endTime = writeIn((timeZone === undefined ? end.home : zone) ?? utc, end.epoch, end)
  if (end.epoch * 1000 + end.millis <= begin.epoch * 1000 + begin.millis) {
    const cover =
      disambiguation === 'cover' ? '' : ', or disambiguation: "cover" if the clocks change in between'
    refuseRange(startTime, endTime, `Give a later end${cover}.`)
  }
  return { startTime, endTime }
}
