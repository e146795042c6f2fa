import { type DayValue, firstInstant, isDay, lastInstant, readDay } from './day.ts'
import { checkOptions } from './check.ts'
import type { Zone } from './resolve.ts'
import type { OffsetSource } from './source.ts'
import { epochOf, readValue, type TimeValue, writeMoment } from './value.ts'

/** A range of times, or of days, of which the last is included. */
export type Between = {
  /** The start: a time, or a day, from its first instant on. */
  readonly from: TimeValue | DayValue
  /** The end: a time, or a day, up to its last instant. */
  readonly to: TimeValue | DayValue
}

/**
 * Reads a range as instants in milliseconds since 1970. Clock readings that occur twice or not at all widen it.
 *
 * @throws {RangeError} When a bound cannot be read, or the range has no length.
 * @throws {TypeError} When a bound is of the wrong type.
 */
export function readBetween(
  between: Between,
  zone: Zone,
  source: OffsetSource | undefined,
): { readonly from: number; readonly to: number } {
  checkOptions(between, 'between: { from: "2026-12-01", to: "2026-12-31" }')
  const bound = (value: unknown, name: 'from' | 'to'): number => {
    const first = name === 'from'
    const label = `between.${name}`
    if (isDay(value)) return (first ? firstInstant : lastInstant)(zone, readDay(value, label)) * 1000
    const reading = readValue(value, label, source)
    return epochOf(reading, zone, first ? 'earlier' : 'later') * 1000 + reading.millis
  }
  const [from, to] = [bound(between.from, 'from'), bound(between.to, 'to')]
  if (!(from < to)) {
    const [start, end] = [writeMoment(zone, from), writeMoment(zone, to)]
    throw new RangeError(
      `The span "between" must end after it starts. This one came out as ${start} to ${end}. Give a later "to".`,
    )
  }
  return { from, to }
}
