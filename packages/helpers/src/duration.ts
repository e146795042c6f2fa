import { DAY, dateOf, dayNumber, daysInMonth } from './date.ts'
import { kindOf, quote } from './quote.ts'

/** A `Temporal.Duration` of any implementation, told by its tag. */
export type TemporalDurationLike = { readonly [Symbol.toStringTag]: 'Temporal.Duration'; toString(): string }

/** A length of time in parts, all whole and of one sign. */
export type DurationParts = {
  years?: number | undefined
  months?: number | undefined
  weeks?: number | undefined
  days?: number | undefined
  hours?: number | undefined
  minutes?: number | undefined
  seconds?: number | undefined
  milliseconds?: number | undefined
}

/** What can be read as a length of time: ISO 8601 (`PT1H30M`), milliseconds, parts, or `Temporal.Duration`. */
export type DurationValue = string | number | DurationParts | TemporalDurationLike

/** A length of time: months and days move the wall clock, milliseconds the instant. */
export type Duration = { months: number; days: number; ms: number }

const PARTS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds'] as const

// A fraction may stand in the smallest part of the time alone.
const ISO =
  /^([+-]?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+(?:\.\d{1,9}(?=H$))?)H)?(?:(\d+(?:\.\d{1,9}(?=M$))?)M)?(?:(\d+(?:\.\d{1,9})?)S)?)?$/i

/** Digits, with or without a fraction, times a unit, cut to a whole number; digit by digit, so that 1.005 s are 1005 ms. */
function times(digits: string, unit: number): number {
  const [whole = '', fraction = ''] = digits.split('.')
  return Number(whole) * unit + Math.floor((Number(fraction) * unit) / 10 ** fraction.length)
}

function fromText(text: string): Duration {
  const found = ISO.exec(text)
  if (found === null) {
    throw new RangeError(
      `${quote(text)} is not a duration. Write one such as PT1H30M, P1D or P2W, or give milliseconds.`,
    )
  }
  const part = (index: number, unit: number): number => times(found[index] ?? '0', unit)
  const direction = found[1] === '-' ? -1 : 1
  return {
    months: direction * (part(2, 12) + part(3, 1)),
    days: direction * (part(4, 7) + part(5, 1)),
    ms: direction * (part(6, 3_600_000) + part(7, 60_000) + part(8, 1000)),
  }
}

function fromParts(parts: object): Duration {
  const given = new Map<string, unknown>(Object.entries(parts).filter(([, value]) => value !== undefined))
  const stranger = [...given.keys()].find((key) => !PARTS.some((part) => part === key))
  if (stranger !== undefined || given.size === 0) {
    throw new TypeError(
      `A duration has ${stranger === undefined ? 'no part' : `the unknown part ${quote(stranger)}`}. Its parts are ${PARTS.join(', ')}.`,
    )
  }
  const part = (name: (typeof PARTS)[number]): number => {
    const value = given.get(name) ?? 0
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    throw new RangeError(`A duration has ${quote(value)} ${name}. Give a whole number, or smaller parts.`)
  }
  const signs = new Set(PARTS.map((name) => Math.sign(part(name))).filter((sign) => sign !== 0))
  if (signs.size > 1) {
    throw new RangeError('A duration has parts of both signs. Give all of them the same sign.')
  }
  const minutes = part('hours') * 60 + part('minutes')
  return {
    months: part('years') * 12 + part('months'),
    days: part('weeks') * 7 + part('days'),
    ms: (minutes * 60 + part('seconds')) * 1000 + part('milliseconds'),
  }
}

/**
 * Reads any `DurationValue`. Fractions of a second are cut to milliseconds.
 *
 * @throws {RangeError} For a text, a number or parts that are no duration.
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
 * shorter month, as in Temporal unless told otherwise.
 */
export function shiftClock(wall: number, { months, days }: Duration): number {
  const today = Math.floor(wall / DAY)
  const { year, month, day } = dateOf(today)
  const count = year * 12 + month - 1 + months
  const newYear = Math.floor(count / 12)
  const newMonth = count - newYear * 12 + 1
  const newDay = Math.min(day, daysInMonth(newYear, newMonth))
  return (dayNumber(newYear, newMonth, newDay) + days - today) * DAY + wall
}
