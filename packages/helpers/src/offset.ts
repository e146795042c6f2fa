import { checkOptions, checkChoice, disambiguations } from './zone/check.ts'
import type { TimeZone } from './zone/name.ts'
import { type Disambiguation, zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { epochOf, readValue, type TimeValue, writeIn } from './zone/value.ts'

/** Options of `toOffsetDateTime`. */
export type OffsetOptions = {
  /** The zone in which a wall clock is read and the result is written. */
  readonly timeZone?: TimeZone | undefined
  /** The meaning of a wall clock that occurs twice or not at all. Default: `compatible`. */
  readonly disambiguation?: Disambiguation | undefined
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

/**
 * Converts a time to an RFC 3339 date-time with seconds and an offset in hours and minutes,
 * the form that HighLevel accepts in `startTime` and `endTime`.
 *
 * - A wall clock (`2021-06-23T03:30`, `Temporal.PlainDateTime`) needs a zone: `timeZone`, or its own in
 *   brackets (`2021-06-23T03:30[Asia/Kolkata]`).
 * - With its own zone and `timeZone`, it is read in its own and written in `timeZone`.
 * - An instant (RFC 3339, `Date`, milliseconds since 1970, `Temporal.Instant`) is written in `timeZone`,
 *   else with its own offset, else in UTC, which is written `+00:00` and never `Z`.
 * - Fractions of a second are truncated to milliseconds, and omitted when zero.
 * - Offsets with seconds, as zones had before 1972, are rounded to the minute and the clock reading is
 *   shifted to match (RFC 3339, section 5.8): the instant is exact.
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
 * @throws {RangeError} When the text is not a date-time, lacks a zone or contradicts its own; when the zone
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
