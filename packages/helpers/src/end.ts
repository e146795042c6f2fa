import { daySeconds } from './zone/date.ts'
import { readDuration, shiftClock } from './duration.ts'
import { quote } from './zone/quote.ts'
import { type Disambiguation, instantOf, periodAt, type Zone } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { epochOf, readValue, type Reading } from './zone/value.ts'
import { writeClock, writeMillis } from './zone/write.ts'

/** A reading with a known instant and the zone in which it is written. */
export type Moment = Reading & { readonly epoch: number }

/** The start of a block: as it was given, and as it was resolved. */
export type BlockStart = { readonly reading: Reading; readonly moment: Moment }

// 24:00 is the 00:00 that comes next, and a leap second the second before, as in Temporal.
const timePattern = /^(?:([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60))?|24:00(?::00)?)$/

const local = (epoch: number, zone: Zone): number => epoch + periodAt(zone, epoch).offset

function refuseMissingZone(subject: string): never {
  throw new RangeError(
    `${subject} needs a zone, and "from" is an instant without one. Give one as { timeZone: "America/New_York" }.`,
  )
}

/**
 * Rejects a block without length.
 *
 * @throws {RangeError} Always.
 */
export function refuseRange(start: string, end: string, advice: string): never {
  throw new RangeError(`A block must end after it starts. This one came out as ${start} to ${end}. ${advice}`)
}

/** Finds the next time of day after the start on the clock: on the same day if it is still to come, else on the next. */
function findNextTime(
  time: string,
  { reading: start, moment: begin }: BlockStart,
  disambiguation: Disambiguation,
): Moment {
  const found = timePattern.exec(time)
  if (found === null) {
    throw new RangeError(`${quote(time)} is not a time of day. Write one from 00:00 to 24:00.`)
  }
  const [, hours = 0, minutes = 0, seconds = 0] = found
  const zone = begin.home ?? refuseMissingZone(`The time ${quote(time)}`)
  const asWritten = start.epoch === undefined && (start.home ?? zone) === zone
  const from = asWritten ? start.wall : local(begin.epoch, zone)
  const sameDay =
    Math.floor(from / daySeconds) * daySeconds +
    Number(hours) * 3600 +
    Number(minutes) * 60 +
    Math.min(Number(seconds), 59)
  // A start given as an instant may lie between two passes of the time; the second is then still to come.
  const second = instantOf(zone, sameDay, 'later')
  const comesAgain = !asWritten && second > begin.epoch && local(second, zone) === sameDay
  const wall = sameDay > from || comesAgain ? sameDay : sameDay + daySeconds
  const epoch = instantOf(zone, wall, disambiguation)
  // A start in the second pass of an overlap is after the first pass of the time.
  const passed = epoch <= begin.epoch && disambiguation !== 'reject'
  return {
    epoch: passed ? instantOf(zone, wall, 'later') : epoch,
    millis: 0,
    wall,
    clock: writeClock(wall),
    home: zone,
  }
}

/**
 * Finds the end of a block by `to`: a value of `readValue`, or a time of day.
 *
 * @throws {RangeError} When it cannot be read or resolved, or is before the start on the same clock.
 */
export function endAt(
  to: unknown,
  start: BlockStart,
  disambiguation: Disambiguation,
  source?: OffsetSource,
): Moment {
  if (typeof to === 'string' && /^\d{1,2}:/.test(to)) return findNextTime(to, start, disambiguation)
  const { reading: begin, moment } = start
  const reading = readValue(to, 'to', source)
  const home = reading.home ?? moment.home
  const sameClock =
    begin.epoch === undefined && reading.epoch === undefined && (begin.home ?? moment.home) === home
  // Compared on the clock: by instants, a reading that occurs twice would give even an empty block some length.
  if (sameClock && reading.wall * 1000 + reading.millis <= begin.wall * 1000 + begin.millis) {
    const [from, until] = [begin, reading].map((each) => each.clock + writeMillis(each.millis))
    refuseRange(
      `${from}`,
      `${until}`,
      'Give an end that is later on the clock, or instants with offsets such as -05:00.',
    )
  }
  return { ...reading, epoch: epochOf(reading, moment.home, disambiguation), home }
}

/**
 * Finds the end of a block by its duration, as `Temporal.ZonedDateTime` adds one: months and days to the
 * clock reading, then the rest to the instant.
 *
 * @throws {RangeError} When it cannot be read, or has months or days and there is no zone.
 */
export function endAfter(value: unknown, begin: Moment, disambiguation: Disambiguation): Moment {
  const duration = readDuration(value)
  // Checked on the duration: the later reading of a start that occurs twice would give even an empty block a length.
  if (Math.max(duration.months, duration.days, duration.ms) <= 0) {
    throw new RangeError(
      `A block must end after it starts, and after ${quote(value)} it does not. Give a duration above zero, such as "PT30M".`,
    )
  }
  let { epoch } = begin
  if (duration.months !== 0 || duration.days !== 0) {
    const zone = begin.home ?? refuseMissingZone('A duration in years, months, weeks or days')
    epoch = instantOf(zone, shiftClock(local(epoch, zone), duration), disambiguation)
  }
  const epochMs = epoch * 1000 + begin.millis + duration.ms
  const seconds = Math.floor(epochMs / 1000)
  return { epoch: seconds, millis: epochMs - seconds * 1000, wall: Number.NaN, clock: '', home: begin.home }
}
