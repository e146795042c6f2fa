import { daySeconds, dateOf, dayNumber, daysInMonth } from './zone/date.ts'
import { kindOf, quote } from './zone/quote.ts'

/** A `Temporal.Duration` of any implementation, recognised by its tag. */
export type TemporalDurationLike = { readonly [Symbol.toStringTag]: 'Temporal.Duration'; toString(): string }

/** A duration in parts, all integers of one sign. */
export type DurationParts = {
  /** Years on the clock: `P1Y` ends at the same time of day. */
  readonly years?: number | undefined
  /** Months on the clock, shortened to the last day of a shorter month. */
  readonly months?: number | undefined
  /** Weeks on the clock, of seven days. */
  readonly weeks?: number | undefined
  /** Days on the clock: the same time of day, however long the day is. */
  readonly days?: number | undefined
  /** Hours, exact. */
  readonly hours?: number | undefined
  /** Minutes, exact. */
  readonly minutes?: number | undefined
  /** Seconds, exact. */
  readonly seconds?: number | undefined
  /** Milliseconds, exact. */
  readonly milliseconds?: number | undefined
}

/** Values accepted as a duration: ISO 8601 (`PT1H30M`), milliseconds, parts, or `Temporal.Duration`. */
export type DurationValue = string | number | DurationParts | TemporalDurationLike

/** A duration: months and days move the wall clock, milliseconds the instant. */
export type Duration = { readonly months: number; readonly days: number; readonly ms: number }

// In months, then days, then milliseconds.
const units: Readonly<Record<string, number>> = {
  years: 12,
  months: 1,
  weeks: 7,
  days: 1,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
}
const partNames = Object.keys(units)

// Only the smallest part of the time may have a fraction, after a point or, as ISO 8601 has it too, a comma.
const isoPattern =
  /^([+-]?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+(?:[.,]\d{1,9}(?=H$))?)H)?(?:(\d+(?:[.,]\d{1,9}(?=M$))?)M)?(?:(\d+(?:[.,]\d{1,9})?)S)?)?$/i

/** Adds up parts in the order of `partNames`, by their digits: in floating point, 1.005 s is not 1005 ms. */
function sum(parts: readonly (string | undefined)[], sign = 1): Duration {
  const [years = 0, months = 0, weeks = 0, days = 0, ...times] = partNames.map((name, index) => {
    const unit = units[name] ?? 0
    const [whole = '', fraction = ''] = (parts[index] ?? '').split(/[.,]/)
    return sign * (Number(whole) * unit + Math.floor((Number(fraction) * unit) / 10 ** fraction.length))
  })
  return { months: years + months, days: weeks + days, ms: times.reduce((all, each) => all + each, 0) }
}

function fromText(text: string): Duration {
  const found = isoPattern.exec(text)
  if (found !== null) return sum(found.slice(2), found[1] === '-' ? -1 : 1)
  throw new RangeError(
    `${quote(text)} is not a duration. Write one such as PT1H30M, P1D or P2W, or give milliseconds.`,
  )
}

function fromParts(parts: object): Duration {
  const given = new Map<string, number>()
  for (const [name, value] of Object.entries<unknown>({ ...parts })) {
    if (value === undefined) continue
    if (!partNames.includes(name)) {
      throw new TypeError(
        `A duration has the unknown part ${quote(name)}. Its parts are ${partNames.join(', ')}.`,
      )
    }
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw new RangeError(`A duration has ${quote(value)} ${name}. Give a whole number, or smaller parts.`)
    }
    given.set(name, value)
  }
  if (given.size === 0) throw new TypeError(`A duration has no part. Its parts are ${partNames.join(', ')}.`)
  const sizes = [...given.values()]
  if (sizes.some((size) => size < 0) && sizes.some((size) => size > 0)) {
    throw new RangeError('A duration has parts of both signs. Give all of them the same sign.')
  }
  return sum(partNames.map((name) => given.get(name)?.toString()))
}

/**
 * Reads a `DurationValue`. Fractions of a second are truncated to milliseconds.
 *
 * @throws {RangeError} For text, a number or parts that are no duration.
 * @throws {TypeError} For a value of any other type.
 */
export function readDuration(value: unknown): Duration {
  if (typeof value === 'string') return fromText(value)
  if (typeof value === 'number') return fromParts({ milliseconds: value })
  if (kindOf(value) === 'Temporal.Duration') return fromText(String(value))
  if (typeof value === 'object' && value !== null && kindOf(value) === 'Object') return fromParts(value)
  throw new TypeError(
    `Expected a duration and got ${quote(value)}. Give a text such as "PT1H30M", milliseconds, parts such as { hours: 1 }, or a Temporal.Duration.`,
  )
}

/**
 * Moves a clock reading by the months and days of a duration. The 31st becomes the last day of a
 * shorter month, as with Temporal's default `overflow: "constrain"`.
 */
export function shiftClock(wall: number, { months, days }: Duration): number {
  const today = Math.floor(wall / daySeconds)
  const { year, month, day } = dateOf(today)
  const count = year * 12 + month - 1 + months
  const newYear = Math.floor(count / 12)
  const newMonth = count - newYear * 12 + 1
  const newDay = Math.min(day, daysInMonth(newYear, newMonth))
  return (dayNumber(newYear, newMonth, newDay) + days - today) * daySeconds + wall
}
