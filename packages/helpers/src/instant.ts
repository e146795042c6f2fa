import { checkOptions } from './zone/check.ts'
import { quote } from './zone/quote.ts'
import { instantOf, periodAt, periodsShowing, zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { readValue, type Reading } from './zone/value.ts'
import { writeMillis } from './zone/write.ts'

/** How `readTime` reads. */
export type ReadTimeOptions = {
  /** The zone in which a time without an offset is read. */
  timeZone?: string | undefined
  /** Whose rules zones follow: those of the runtime unless another source is given. */
  zoneSource?: OffsetSource | undefined
}

/** What a text of the service says. */
export type TimeReading = {
  /** The instant in milliseconds since 1970; undefined for a time without an offset, unless `timeZone` was given. */
  epochMs: number | undefined
  /** The offset that came with it or, where none did, the one in force in `timeZone`; such as `+05:30`. */
  offset: string | undefined
  /** The clock reading as it came, in the form `2026-10-09T16:30:00`. */
  clock: string
  /** Whether it came without an offset, so that the instant depends on the zone it was read in. */
  zoneless: boolean
  /** Whether that zone's clock shows the reading twice or never; the instant is then that of `compatible`. */
  ambiguous: boolean
}

/** Reads a text as `read` does, and an offset without a colon too. */
export function readInstant(text: string, source?: OffsetSource): Reading {
  const short = /:\d\d(?:\.\d+)?[+-]\d{4}$/.test(text)
  return readValue(short ? `${text.slice(0, -2)}:${text.slice(-2)}` : text, 'text', source)
}

/**
 * Reads a time as HighLevel sends it: with an offset (`2026-10-09T16:30:00+05:30`, also `+0530` and `Z`) or, in
 * some answers, without (`2026-10-09 16:30:00`). The latter is a clock reading of a zone that the service does not
 * name, and is marked: with `timeZone` it is read there, without one its instant stays unknown.
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
 * @throws {RangeError} When the text is no date-time, or the zone is unknown.
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
