import { checkOptions, checkChoice, disambiguations } from './zone/check.ts'
import { type Disambiguation, zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { epochOf, readValue, type TimeValue, writeIn } from './zone/value.ts'

/** How `toOffsetDateTime` reads and writes. */
export type OffsetOptions = {
  /** The zone in which a wall clock is read and the result is written. */
  timeZone?: string | undefined
  /** What a wall clock that comes twice, or not at all, means. `compatible` unless said otherwise. */
  disambiguation?: Disambiguation | undefined
  /** Whose rules zones follow: those of the runtime unless another source is given. */
  zoneSource?: OffsetSource | undefined
}

/**
 * Turns whatever says a time into an RFC 3339 date-time with seconds and an offset in hours and minutes,
 * which is what HighLevel wants in `startTime` and `endTime`.
 *
 * - A wall clock (`2021-06-23T03:30`, `Temporal.PlainDateTime`) needs a zone: `timeZone`, or its own in
 *   brackets (`2021-06-23T03:30[Asia/Kolkata]`).
 * - With a zone of its own and `timeZone`, it is read in its own and written in `timeZone`.
 * - An instant (RFC 3339, `Date`, milliseconds since 1970, `Temporal.Instant`) is written in `timeZone`,
 *   else with the offset it came with, else in UTC, which is written `+00:00` and never `Z`.
 * - Fractions of a second are cut to milliseconds, and left out when zero.
 * - Offsets with seconds, as zones had before 1972, are written to the nearest minute with the clock
 *   reading shifted to match (RFC 3339, section 5.8): the instant is exact.
 *
 * @example
 * ```ts
 * import { toOffsetDateTime } from '@block-slots/helpers'
 *
 * console.log(toOffsetDateTime('2021-06-23T03:30', { timeZone: 'Asia/Kolkata' }))
 * // => 2021-06-23T03:30:00+05:30
 *
 * // 02:30 was skipped that night; Temporal's rule moves it forward.
 * console.log(toOffsetDateTime('2021-03-14T02:30[America/New_York]'))
 * // => 2021-03-14T03:30:00-04:00
 * ```
 *
 * @param value - The time.
 * @throws {RangeError} When the text is no date-time, lacks a zone or contradicts its own; when the zone
 *   is unknown; when the time is ambiguous and `disambiguation` is `reject`; outside the years 0000 to 9999.
 * @throws {TypeError} When an argument is of the wrong type.
 */
export function toOffsetDateTime(value: TimeValue, options: OffsetOptions = {}): string {
  checkOptions(options, '{ timeZone: "America/New_York" }')
  const { timeZone, disambiguation = 'compatible', zoneSource } = options
  checkChoice('disambiguation', disambiguation, disambiguations)
  const reading = readValue(value, 'value', zoneSource)
  const zone = timeZone === undefined ? undefined : zoneOf(timeZone, zoneSource)
  const epoch = epochOf(reading, zone, disambiguation)
  return writeIn(zone ?? reading.home ?? zoneOf('UTC'), epoch, reading)
}
