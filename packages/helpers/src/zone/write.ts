import { daySeconds, dateOf } from './date.ts'

/** 0000-01-01T00:00:00Z in seconds since 1970: RFC 3339 writes no year before it. */
export const minEpoch = -62_167_219_200

/** 9999-12-31T23:59:59Z in seconds since 1970: RFC 3339 writes no year after it. */
export const maxEpoch = 253_402_300_799

/**
 * Refuses a result that RFC 3339 cannot write.
 *
 * @throws {RangeError} Always.
 */
export function refuseYear(): never {
  throw new RangeError(
    'The result lies outside the years 0000 to 9999, which RFC 3339 cannot write. Give a time well inside them.',
  )
}

const pad = (value: number): string => (value < 10 ? `0${value}` : `${value}`)

// The day written last: the start and the end of a block have it in common.
let lastWritten = { days: Number.NaN, text: '' }

function writeDay(days: number): string {
  if (days !== lastWritten.days) {
    const { year, month, day } = dateOf(days)
    const years = year < 1000 ? String(year).padStart(4, '0') : year
    lastWritten = { days, text: `${years}-${pad(month)}-${pad(day)}T` }
  }
  return lastWritten.text
}

/** A clock reading, given as if it were UTC in seconds since 1970, as `YYYY-MM-DDThh:mm:ss`. */
export function writeClock(wall: number): string {
  if (!(wall >= minEpoch && wall <= maxEpoch)) refuseYear()
  const days = Math.floor(wall / daySeconds)
  const seconds = wall - days * daySeconds
  const minutes = Math.floor(seconds / 60)
  return `${writeDay(days)}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}:${pad(seconds % 60)}`
}

/** Milliseconds of a second as `.250`, or nothing for none. */
export function writeMillis(millis: number): string {
  return millis === 0 ? '' : `.${String(millis).padStart(3, '0')}`
}

/** Seconds east of UTC as `+05:30`; seconds beyond the minute are not written. */
export function writeOffset(offset: number): string {
  const minutes = Math.abs(offset) / 60
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(Math.floor(minutes) % 60)}`
}

/**
 * An offset to the nearest whole minute, halves away from zero, because RFC 3339 has no seconds in
 * offsets. Its section 5.8 shifts the clock reading to match, so that the instant stays exact:
 * noon at -00:44:30 (Monrovia until 1972) is written 11:59:30-00:45.
 */
export function roundToMinutes(offset: number): number {
  return offset % 60 === 0 ? offset : Math.sign(offset) * Math.round(Math.abs(offset) / 60) * 60
}
