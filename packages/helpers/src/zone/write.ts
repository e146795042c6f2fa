import { daySeconds, dateOf } from './date.ts'

/** 0000-01-01T00:00:00Z in seconds since 1970: RFC 3339 has no earlier year. */
export const minEpoch = -62_167_219_200

/** 9999-12-31T23:59:59Z in seconds since 1970: RFC 3339 has no later year. */
export const maxEpoch = 253_402_300_799

/**
 * Rejects a result that RFC 3339 cannot write.
 *
 * @throws {RangeError} Always.
 */
export function refuseYear(): never {
  throw new RangeError(
    'The result lies outside the years 0000 to 9999, which RFC 3339 cannot write. Give a time well inside them.',
  )
}

// Parts of results that many results share, written once: the numbers below 100, the minutes of a day, and days,
// which are direct-mapped by their number modulo 512.
const numbers: string[] = []
const minutesOfDay: string[] = []
const lastDays: { readonly days: number; readonly text: string }[] = []
const maxDays = 512

const pad = (value: number): string => (numbers[value] ??= `${value}`.padStart(2, '0'))

function writeDay(days: number): string {
  const slot = days & (maxDays - 1)
  let last = lastDays[slot]
  if (last?.days !== days) {
    const { year, month, day } = dateOf(days)
    last = { days, text: `${`${year}`.padStart(4, '0')}-${pad(month)}-${pad(day)}T` }
    lastDays[slot] = last
  }
  return last.text
}

/** Writes a clock reading, as if it were UTC in seconds since 1970, as `YYYY-MM-DDThh:mm:ss`. */
export function writeClock(wall: number): string {
  if (!(wall >= minEpoch && wall <= maxEpoch)) refuseYear()
  const days = Math.floor(wall / daySeconds)
  const seconds = wall - days * daySeconds
  const minutes = Math.floor(seconds / 60)
  minutesOfDay[minutes] ??= `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}:`
  return writeDay(days) + minutesOfDay[minutes] + pad(seconds % 60)
}

/** Writes the milliseconds of a second as `.250`, and zero as an empty text. */
export function writeMillis(millis: number): string {
  return millis === 0 ? '' : `.${String(millis).padStart(3, '0')}`
}

/** Writes seconds east of UTC as `+05:30`; seconds of a minute are not written. */
export function writeOffset(offset: number): string {
  const minutes = Math.abs(offset) / 60
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(Math.floor(minutes) % 60)}`
}

/**
 * Rounds an offset to whole minutes, halves away from zero, because RFC 3339 has no seconds in
 * offsets. By its section 5.8, the clock reading is shifted to match, so that the instant stays exact:
 * noon at -00:44:30 (Monrovia until 1972) is written 11:59:30-00:45.
 */
export function roundToMinutes(offset: number): number {
  return offset % 60 === 0 ? offset : Math.sign(offset) * Math.round(Math.abs(offset) / 60) * 60
}
