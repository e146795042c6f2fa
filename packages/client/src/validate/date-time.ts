import { refuse } from './refuse.ts'

const dateTime =
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Hint for a time that is no text: the service refuses epoch milliseconds in a body. */
const toText =
  ' Write new Date(…).toISOString(), or toOffsetDateTime(…) of @block-slots/helpers for a zone of your choice.'

/**
 * Reads an RFC 3339 date-time with an offset.
 *
 * @throws RangeError when it is none, or of a day that does not exist.
 */
export function readDateTime(
  name: string,
  value: unknown,
): { readonly text: string; readonly epochMs: number } {
  if (typeof value === 'string' && dateTime.test(value)) {
    const epochMs = Date.parse(value)
    if (!Number.isNaN(epochMs) && isDayOfMonth(value)) return { text: value, epochMs }
  }
  const expected =
    'an RFC 3339 date-time of a day that exists, with seconds and an offset, such as "2021-06-23T03:30:00+05:30"'
  return refuse(name, expected, value, typeof value === 'number' || value instanceof Date ? toText : '')
}

/** False for 30 February, which `Date.parse` reads as 2 March. */
function isDayOfMonth(text: string): boolean {
  const day = Number(text.slice(8, 10))
  // The calendar repeats after 400 years, and `Date.UTC` takes the years before 100 for those of the last century.
  const year = 2000 + (Number(text.slice(0, 4)) % 400)
  return day <= 28 || day <= new Date(Date.UTC(year, Number(text.slice(5, 7)), 0)).getUTCDate()
}

/** Reads a time of the service. One without an offset could be any instant, so it is `NaN`. */
export const instantOf = (text: string): number =>
  /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : NaN

/**
 * Checks that a start is before its end.
 *
 * @throws RangeError when it is not.
 */
export function checkOrder(startMs: number, endMs: number): void {
  if (startMs >= endMs) refuse('startTime', `earlier than endTime, ${toIso(endMs)}`, toIso(startMs))
}

const toIso = (epochMs: number): string => new Date(epochMs).toISOString()
