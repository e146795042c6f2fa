import { show } from './show.ts'

const dateTime =
  /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Hint for a time that is no text: the service refuses epoch milliseconds in a body. */
const toText =
  'Write new Date(…).toISOString(), or toOffsetDateTime(…) of @block-slots/helpers for a zone of your choice.'

/**
 * Reads an RFC 3339 date-time with an offset.
 *
 * @throws RangeError when it is none.
 */
export function readDateTime(
  name: string,
  value: unknown,
): { readonly text: string; readonly epochMs: number } {
  const parts = typeof value === 'string' ? dateTime.exec(value) : null
  if (parts === null) {
    throw new RangeError(
      `${name} must be an RFC 3339 date-time with seconds and an offset, such as "2021-06-23T03:30:00+05:30", not ${show(value)}.` +
        (typeof value === 'number' || value instanceof Date ? ` ${toText}` : ''),
    )
  }
  const [text, year = '', month = '', day = ''] = parts
  const epochMs = Date.parse(text)
  // Date.parse reads 30 February as 2 March.
  if (Number.isNaN(epochMs) || Number(day) > daysIn(Number(year), Number(month))) {
    throw new RangeError(`${name} is ${show(value)}, a date that does not exist.`)
  }
  return { text, epochMs }
}

/** Reads a time of the service. One without an offset could be any instant, so it is `NaN`. */
export const instantOf = (text: string): number =>
  /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : NaN

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/**
 * Checks that a start is before its end.
 *
 * @throws RangeError when it is not.
 */
export function checkOrder(startMs: number, endMs: number): void {
  if (startMs < endMs) return
  const [start, end] = [startMs, endMs].map((epochMs) => new Date(epochMs).toISOString())
  throw new RangeError(`startTime must be earlier than endTime, and ${start} is not earlier than ${end}.`)
}
