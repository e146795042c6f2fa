import { daySeconds, dayNumber, daysInMonth } from './date.ts'
import { refuseAnnotation, refuseText } from './refuse.ts'

/** The parts of a date-time text, before any zone is looked up. */
export type ParsedTime = {
  /** The clock reading as if it were UTC, in whole seconds since 1970. */
  readonly wall: number
  readonly millis: number
  /** The clock reading as `YYYY-MM-DDThh:mm:ss`. */
  readonly clock: string
  /** Seconds east of UTC; `utc` for Z, which gives the instant but no local time. */
  readonly offset: number | 'utc' | undefined
  /** The name of the zone in brackets. */
  readonly zone: string | undefined
}

const hyphen = 45
const colon = 58
const [space, capitalT, smallT] = [32, 84, 116]

/** Reads two characters as a number; NaN unless both are digits. */
function readTwoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

const tailPattern = /^(?:\.(\d{1,9}))?(?:([Zz])|([+-])([01]\d|2[0-3]):([0-5]\d))?((?:\[[^[\]]*\])*)$/
const annotationPattern = /\[(!?)([^[\]]*)\]/g
const keyAndValuePattern = /^([a-z_][a-z\d_-]*)=([a-z\d]+(?:-[a-z\d]+)*)$/i

/** Finds the zone among the bracketed parts of an RFC 9557 text; the others are checked and dropped. */
function findZone(annotations: string, text: string): string | undefined {
  let zone: string | undefined
  for (const { 0: annotation, 1: critical, 2: body = '', index } of annotations.matchAll(annotationPattern)) {
    const [, key, value] = keyAndValuePattern.exec(body) ?? []
    if (key === undefined && index === 0 && !body.includes('=')) zone = body
    else if (key === undefined || (critical === '!' && key !== 'u-ca')) refuseAnnotation(text, annotation)
    else if (key === 'u-ca' && value?.toLowerCase() !== 'iso8601') refuseAnnotation(text, annotation)
  }
  return zone
}

/**
 * Parses a date-time: a date, a time and optionally a fraction, an offset and annotations, as in
 * RFC 3339 and RFC 9557, with optional seconds and a space allowed for the T. A leap second is the second before, as
 * in Temporal. `Date.parse` is not
 * used: it reads 30 February as 2 March.
 *
 * @throws {RangeError} For any other text.
 */
export function parseTime(text: string): ParsedTime {
  const year = readTwoDigits(text, 0) * 100 + readTwoDigits(text, 2)
  const month = readTwoDigits(text, 5)
  const day = readTwoDigits(text, 8)
  const hour = readTwoDigits(text, 11)
  const minute = readTwoDigits(text, 14)
  const separator = text.charCodeAt(10)
  const withSeconds = text.charCodeAt(16) === colon
  const second = withSeconds ? readTwoDigits(text, 17) : 0
  if (second === 60) return parseTime(`${text.slice(0, 17)}59${text.slice(19)}`)
  // Comparisons with NaN are false, so a part that is not a number fails each of these.
  const exists =
    year >= 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59
  const punctuated =
    text.charCodeAt(4) === hyphen &&
    text.charCodeAt(7) === hyphen &&
    text.charCodeAt(13) === colon &&
    (separator === capitalT || separator === space || separator === smallT)
  if (!exists || !punctuated) return refuseText(text)

  const wall = dayNumber(year, month, day) * daySeconds + hour * 3600 + minute * 60 + second
  const end = withSeconds ? 19 : 16
  const written = text.length === end ? text : text.slice(0, end)
  const upright = separator === capitalT ? written : `${written.slice(0, 10)}T${written.slice(11)}`
  const clock = withSeconds ? upright : `${upright}:00`
  if (text.length === end) return { wall, millis: 0, clock, offset: undefined, zone: undefined }

  const tail = tailPattern.exec(text.slice(end))
  if (tail === null || (tail[1] !== undefined && !withSeconds)) return refuseText(text)
  const [, fraction = '', utc, sign, hours, minutes, annotations = ''] = tail
  const east = Number(hours) * 3600 + Number(minutes) * 60
  const signed = sign === '-' ? 0 - east : east
  return {
    wall,
    millis: Number(fraction.slice(0, 3).padEnd(3, '0')),
    clock,
    offset: utc === undefined ? (sign === undefined ? undefined : signed) : 'utc',
    zone: annotations === '' ? undefined : findZone(annotations, text),
  }
}
