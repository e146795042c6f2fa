import { checkOptions, checkChoice, disambiguations } from './zone/check.ts'
import type { DurationValue } from './duration.ts'
import { endAfter, endAt, type Moment, refuseRange } from './end.ts'
import { type Disambiguation, zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { epochOf, readValue, type TimeValue, writeIn } from './zone/value.ts'

/** Where a block ends: at a time, or after a length of time. */
export type BlockEnd =
  | {
      /** The end, or a time alone (`17:00`): the next one after `from` on the clock of the zone. */
      to: TimeValue
      duration?: undefined
    }
  | {
      /** The length. Years to days move the clock reading; hours and smaller are exact, as in Temporal. */
      duration: DurationValue
      to?: undefined
    }

/** How both ends of a block read an ambiguous clock reading: `cover` takes the earlier start and the later end. */
export type RangeDisambiguation = Disambiguation | 'cover'

/** Options of `blockTimes`. */
export type BlockOptions = BlockEnd & {
  /** The start. */
  from: TimeValue
  /** The zone in which wall clocks are read and both ends are written; needed unless `from` brings one along. */
  timeZone?: string | undefined
  /** The meaning of clock readings that occur twice or not at all. Default: `cover`. */
  disambiguation?: RangeDisambiguation | undefined
  /** Whose rules zones follow: those of the runtime unless another source is given. */
  zoneSource?: OffsetSource | undefined
}

/** The two times of a block slot, as HighLevel wants them. */
export type BlockTimes = { startTime: string; endTime: string }

/**
 * Turns what people say of a block, "from 22:00 to 06:00 in New York", into the two times of a block slot.
 *
 * - `from` and `to` take whatever `toOffsetDateTime` takes. With `timeZone`, both ends are written in it;
 *   without, each in the zone or with the offset it came with, and `to` else as `from`.
 * - `to` may be a time alone: on the day of `from` if the clock has not reached it, else on the next day.
 * - `duration` is added as Temporal adds it: years to days move the clock reading (`P1D` ends at the same
 *   time of day, be it 23 or 25 hours on), hours and smaller are exact.
 * - `disambiguation: "cover"` blocks all that may be meant by a clock reading that comes twice or not at all:
 *   the start is the earlier of the two instants, the end the later; with `duration`, the end is counted
 *   from the later start. The block never shrinks to nothing, as one within a gap does otherwise.
 *   The other values are Temporal's, for both ends.
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
 * @param options - `from`, either `to` or `duration`, and `timeZone` unless `from` brings its own.
 * @throws {RangeError} As `toOffsetDateTime` does; also when a duration cannot be read, and when the block
 *   would be empty or end before it starts, with the two times that came out.
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
      ? endAt(to, start, begin, last, zoneSource)
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
