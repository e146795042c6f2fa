import { parseCalendarTime } from '../zone/calendar-time.ts'
import { daySeconds } from '../zone/date.ts'
import { firstInstant } from '../zone/day.ts'
import { quote } from '../zone/quote.ts'
import { instantOf, periodAt, type Zone, zoneOf } from '../zone/resolve.ts'

/** A DATE or a DATE-TIME: an instant, and its clock reading in its zone. */
export type EventTime = {
  /** True for a DATE, whose instant is the first of the day. */
  readonly allDay: boolean
  readonly zone: Zone
  /** The clock reading as written, as if it were UTC, in seconds; midnight for a DATE. */
  readonly wall: number
  readonly epoch: number
}

/** A DURATION: days on the clock, and exact seconds. */
export type Length = { readonly days: number; readonly seconds: number }

// Some exporters omit the T or misplace it. The units tell the meaning, because a DURATION has no months.
const lengthPattern =
  /^(\+|-)?P(?=.)T?(?:(\d+)W)?(?:(\d+)D)?(?:T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?)?$/i

/** The clock reading of a zone at an instant. */
export function clockAt(zone: Zone, epoch: number): number {
  return epoch + periodAt(zone, epoch).offset
}

/** Gives a zone when it is needed: a time in UTC needs none, whatever its property names. */
export type ZoneGetter = () => Zone

/**
 * Reads a DATE or a DATE-TIME.
 *
 * @param zone - The zone of a DATE-TIME that is not in UTC.
 * @param dayZone - The zone of a DATE.
 * @throws {RangeError} When it is malformed, or no such date or time exists.
 */
export function readEventTime(text: string, zone: ZoneGetter, dayZone: ZoneGetter): EventTime {
  const time = parseCalendarTime(text)
  if (time === undefined) {
    throw new RangeError(
      `${quote(text)} is not a date or time. It must be one that exists, such as 20261231 or 20261231T235900Z.`,
    )
  }
  const { day, wall, offset } = time
  if (wall === undefined) return dayIn(dayZone(), day)
  if (offset === 0) return { allDay: false, zone: zoneOf('UTC'), wall, epoch: wall }
  const home = zone()
  if (offset === undefined)
    return { allDay: false, zone: home, wall, epoch: instantOf(home, wall, 'compatible') }
  // An offset gives the instant. A series follows the clock of the zone.
  return { allDay: false, zone: home, wall: clockAt(home, wall - offset), epoch: wall - offset }
}

/** The whole day that a time is in, as it is written. */
export function wholeDay({ wall }: EventTime, zone: ZoneGetter): EventTime {
  return dayIn(zone(), Math.floor(wall / daySeconds))
}

/**
 * Reads a DURATION, whose weeks and days are days on the clock (RFC 5545, 3.3.6).
 *
 * @throws {RangeError} When it is malformed.
 */
export function readLength(text: string): Length {
  const found = lengthPattern.exec(text)
  if (found === null) {
    throw new RangeError(`${quote(text)} is not a duration. It must be one such as PT1H30M, P1D or P2W.`)
  }
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(2)
    .map((digits: string | undefined) => Number(digits ?? 0))
  const sign = found[1] === '-' ? -1 : 1
  return { days: sign * (weeks * 7 + days), seconds: sign * ((hours * 60 + minutes) * 60 + seconds) }
}

function dayIn(zone: Zone, day: number): EventTime {
  return { allDay: true, zone, wall: day * daySeconds, epoch: firstInstant(zone, day) }
}

/** The time at a clock reading in the zone of another time; the whole day if that is one. */
export function timeAt({ allDay, zone }: EventTime, wall: number): EventTime {
  if (!allDay) return { allDay, zone, wall, epoch: instantOf(zone, wall, 'compatible') }
  return dayIn(zone, Math.floor(wall / daySeconds))
}

/** The instant a length after a start. */
export function endOf({ zone, epoch }: EventTime, { days, seconds }: Length): number {
  if (days === 0) return epoch + seconds
  return instantOf(zone, clockAt(zone, epoch) + days * daySeconds, 'compatible') + seconds
}
