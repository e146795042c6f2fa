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

const pad = (value: number): string => (value < 10 ? `0${value}` : `${value}`)

// Texts that many results share, written once: with their parts, each result would be twelve strings. Days are
// direct-mapped by their number modulo 512, minutes are those of a day.
const maxDays = 512
const writtenDays: ({ readonly days: number; readonly text: string } | undefined)[] = []
const writtenMinutes: string[] = []

function writeDay(days: number): string {
  const slot = days & (maxDays - 1)
  let written = writtenDays[slot]
  if (written?.days !== days) {
    const { year, month, day } = dateOf(days)
    written = { days, text: `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}T` }
    writtenDays[slot] = written
  }
  return written.text
}

/** Writes a clock reading, as if it were UTC in seconds since 1970, as `YYYY-MM-DDThh:mm:ss`. */
export function writeClock(wall: number): string {
  if (!(wall >= minEpoch && wall <= maxEpoch)) refuseYear()
  const days = Math.floor(wall / daySeconds)
  const ofDay = wall - days * daySeconds
  const minutes = Math.floor(ofDay / 60)
  const seconds = ofDay - minutes * 60
  writtenMinutes[minutes] ??= `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}:`
  return writeDay(days) + writtenMinutes[minutes] + (seconds === 0 ? '00' : pad(seconds))
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
