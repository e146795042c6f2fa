import { checkOptions } from './zone/check.ts'
import type { TimeZone } from './zone/name.ts'
import { quote } from './zone/quote.ts'
import { instantOf, periodAt, periodsShowing, zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { readValue, type Reading } from './zone/value.ts'
import { writeMillis } from './zone/write.ts'

/** Options of `readTime`. */
export type ReadTimeOptions = {
  /** The zone of times without an offset. */
  readonly timeZone?: TimeZone | undefined
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

/** A time that the service sent, parsed. */
export type TimeReading = {
  /** The instant in milliseconds since 1970; undefined for a time without an offset, unless `timeZone` was given. */
  readonly epochMs: number | undefined
  /** Its own offset or, without one, the offset of `timeZone` at that time; such as `+05:30`. */
  readonly offset: string | undefined
  /** The clock reading as it was sent, in the form `2026-10-09T16:30:00`. */
  readonly clock: string
  /** True for a time without an offset, whose instant depends on the zone it is read in. */
  readonly zoneless: boolean
  /** True when that zone's clock shows the reading twice or never; the instant is then that of `compatible`. */
  readonly ambiguous: boolean
}

/** Reads text as `readValue` does, and an offset without a colon too. */
export function readInstant(text: string, source?: OffsetSource): Reading {
  const short = /:\d\d(?:\.\d+)?[+-]\d{4}$/.test(text)
  return readValue(short ? `${text.slice(0, -2)}:${text.slice(-2)}` : text, 'text', source)
}

/**
 * Reads a time as HighLevel sends it: with an offset (`2026-10-09T16:30:00+05:30`, also `+0530` and `Z`) or, in
 * some responses, without (`2026-10-09 16:30:00`). The latter is a clock reading of a zone that the service does not
 * name. It is marked `zoneless`: with `timeZone` it is read there, without, its instant is undefined.
 *
 * @example
 * ```ts
 * import { readTime } from '@block-slots/helpers'
 *
 * console.log(readTime('2026-10-09 16:30:00', { timeZone: 'Asia/Kolkata' }))
 * // => {
 * // =>   epochMs: 1791543600000,
 * // =>   offset: '+05:30',
 * // =>   clock: '2026-10-09T16:30:00',
 * // =>   zoneless: true,
 * // =>   ambiguous: false
 * // => }
 * ```
 *
 * @param text - The time.
 * @throws {RangeError} When the text is not a date-time, or the zone is unknown.
 * @throws {TypeError} When an argument is of the wrong type.
 */
export function readTime(text: string, options: ReadTimeOptions = {}): TimeReading {
  checkOptions(options, '{ timeZone: "America/New_York" }')
  if (typeof text !== 'string') {
    throw new TypeError(
      `Expected a text such as "2026-10-09T16:30:00+05:30" and got ${quote(text)}. Use toOffsetDateTime for times of other kinds.`,
    )
  }
  const { timeZone, zoneSource } = options
  const fallback = timeZone === undefined ? undefined : zoneOf(timeZone, zoneSource)
  const { epoch, millis, wall, clock, home } = readInstant(text, zoneSource)
  const zone = home ?? (epoch === undefined ? fallback : zoneOf('UTC'))
  const instant = epoch ?? (zone === undefined ? undefined : instantOf(zone, wall, 'compatible'))
  const known = zone !== undefined && instant !== undefined
  return {
    epochMs: instant === undefined ? undefined : instant * 1000 + millis,
    offset: known ? periodAt(zone, instant).text : undefined,
    clock: clock + writeMillis(millis),
    zoneless: epoch === undefined && home === undefined,
    ambiguous: epoch === undefined && zone !== undefined && periodsShowing(zone, wall).length !== 1,
  }
}
