import { parseTime } from './parse.ts'
import { kindOf, quote } from './quote.ts'
import { type Disambiguation, instantOf, periodsShowing, periodAt, type Zone, zoneOf } from './resolve.ts'
import type { OffsetSource } from './source.ts'
import { minEpoch, maxEpoch, roundToMinutes, writeClock, writeMillis, writeOffset } from './write.ts'

/** A `Temporal.ZonedDateTime` of any implementation, native or polyfilled, recognised by its tag. */
export type ZonedDateTimeLike = {
  readonly [Symbol.toStringTag]: 'Temporal.ZonedDateTime'
  toString(): string
}

/** A `Temporal.PlainDateTime` of any implementation: a wall clock, which needs a zone. */
export type PlainDateTimeLike = {
  readonly [Symbol.toStringTag]: 'Temporal.PlainDateTime'
  toString(): string
}

/** A `Temporal.Instant` of any implementation. */
export type InstantLike = { readonly [Symbol.toStringTag]: 'Temporal.Instant'; toString(): string }

/**
 * Values accepted as a time: text (a wall clock such as `2021-06-23T03:30`, RFC 3339, RFC 9557), a
 * `Date`, milliseconds since 1970, or a Temporal object.
 */
export type TimeValue = string | number | Date | ZonedDateTimeLike | PlainDateTimeLike | InstantLike

/** A parsed time: an instant, or a wall clock whose instant is not known yet. */
export type Reading = {
  /** The instant in whole seconds since 1970; undefined for a wall clock. */
  readonly epoch: number | undefined
  readonly millis: number
  /** The clock reading of a text as if it were UTC, in seconds (`NaN` without one), and as it is written. */
  readonly wall: number
  readonly clock: string
  /** The value's own zone or offset. */
  readonly home: Zone | undefined
}

function readEpochMs(epochMs: number, value: unknown): Reading {
  const epoch = Math.floor(epochMs / 1000)
  if (!Number.isInteger(epochMs) || epoch < minEpoch || epoch > maxEpoch) {
    const got =
      typeof value === 'number'
        ? `${value} is not a whole number of milliseconds in`
        : 'The Date is invalid or outside'
    throw new RangeError(`${got} the years 0000 to 9999. Check how the value was computed.`)
  }
  return { epoch, millis: epochMs - epoch * 1000, wall: Number.NaN, clock: '', home: undefined }
}

/** The instant of a text with an offset and a zone, which must agree; to the minute, as offsets have no seconds. */
function reconcileOffset(text: string, zone: Zone, wall: number, offset: number): number {
  const shown = periodsShowing(zone, wall)
  const match = shown.find((each) => each.offset === offset || roundToMinutes(each.offset) === offset)
  if (match !== undefined) return wall - match.offset
  const there =
    shown.length === 0
      ? 'the clock skips that time'
      : `the offset is ${shown.map((each) => each.text).join(' or ')}, not ${writeOffset(offset)}`
  throw new RangeError(
    `${quote(text)} contradicts itself: in ${zone.name} ${there}. ` +
      'Drop the offset to keep the clock reading, or drop the zone to keep the instant.',
  )
}

function readText(text: string, source: OffsetSource | undefined): Reading {
  const { wall, millis, clock, offset, zone } = parseTime(text)
  const home = zone === undefined ? undefined : zoneOf(zone, source)
  if (offset === undefined) return { epoch: undefined, millis, wall, clock, home }
  if (offset === 'utc') return { epoch: wall, millis, wall, clock, home }
  if (home !== undefined)
    return { epoch: reconcileOffset(text, home, wall, offset), millis, wall, clock, home }
  return { epoch: wall - offset, millis, wall, clock, home: zoneOf(writeOffset(offset)) }
}

/**
 * Reads a `TimeValue`. Temporal objects are recognised by their tag, because `instanceof` fails between
 * implementations, and read from their text; the calendar is dropped, because the text has an
 * ISO date in every calendar. Fractions are truncated to milliseconds, as in `epochMilliseconds`.
 *
 * @throws {RangeError} For text, a number or a `Date` that is not a time.
 * @throws {TypeError} For a value of any other type.
 */
export function readValue(value: unknown, name = 'value', source?: OffsetSource): Reading {
  if (typeof value === 'string') return readText(value, source)
  if (typeof value === 'number') return readEpochMs(value, value)
  const kind = kindOf(value)
  if (kind === 'Date') return readEpochMs(Number(value), value)
  if (/^Temporal\.(?:ZonedDateTime|PlainDateTime|Instant)$/.test(kind)) {
    return readText(String(value).replace(/\[u-ca=[^\]]*\]$/, ''), source)
  }
  const hint =
    kind === 'Temporal.PlainDate'
      ? 'Add a time of day with toPlainDateTime("09:00").'
      : 'Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.'
  throw new TypeError(`Expected ${quote(name)} to be a time and got ${quote(value)}. ${hint}`)
}

/**
 * The instant of a reading, in whole seconds since 1970. A wall clock is read in its own zone, else in
 * the one given.
 *
 * @throws {RangeError} When a wall clock has no zone, or is ambiguous and `disambiguation` is `reject`.
 */
export function epochOf(reading: Reading, zone: Zone | undefined, disambiguation: Disambiguation): number {
  if (reading.epoch !== undefined) return reading.epoch
  const home = reading.home ?? zone
  if (home !== undefined) return instantOf(home, reading.wall, disambiguation)
  throw new RangeError(
    `${quote(reading.clock)} is a wall clock without a zone. ` +
      `Give one as { timeZone: "America/New_York" }, as ${quote(`${reading.clock}[America/New_York]`)}, or an offset as ${quote(`${reading.clock}-05:00`)}.`,
  )
}

/** Writes an instant on the clock of a zone; reuses the text of its clock reading if that is the same. */
export function writeIn(
  zone: Zone,
  epoch: number,
  { millis, wall, clock }: Pick<Reading, 'millis' | 'wall' | 'clock'>,
): string {
  const { shown, text } = periodAt(zone, epoch)
  const local = epoch + shown
  return (local === wall ? clock : writeClock(local)) + writeMillis(millis) + text
}

/** Writes an instant, in milliseconds since 1970, on the clock of a zone. */
export function writeMoment(zone: Zone, epochMs: number): string {
  const epoch = Math.floor(epochMs / 1000)
  return writeIn(zone, epoch, { millis: epochMs - epoch * 1000, wall: Number.NaN, clock: '' })
}
