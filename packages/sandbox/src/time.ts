// The usual validators' ISO 8601 date: the time, its seconds and its offset may be missing.
const iso =
  /^(?<date>\d{4}-\d{2}-\d{2})(?:[T ](?<minute>\d{2}:\d{2})(?::(?<second>\d{2}(?:\.\d+)?))?(?<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/**
 * Parses a time of a request body.
 *
 * The service rejects epoch milliseconds. It is not known how it reads a time without an offset: a usual ISO 8601
 * check accepts it, and a server then uses its own zone. The sandbox reads it as UTC and answers with a `Z`, so a
 * test that meant local time can see the difference.
 *
 * @param value The value that was sent.
 * @returns RFC 3339 with seconds and an offset, or `undefined` when it is not a time. A complete time is unchanged.
 */
export function parseTime(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? iso.exec(value)?.groups : undefined
  if (parts?.['date'] === undefined) return undefined
  const { date, minute = '00:00', second = '00' } = parts
  const time = `${date}T${minute}:${second}${normalizeOffset(parts['offset'])}`
  // 2021-02-30 would roll over to March.
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date)
  return exists && !Number.isNaN(Date.parse(time)) ? time : undefined
}

type Times = { readonly startTime: string; readonly endTime: string }

/**
 * True for an event that overlaps a range. Both are half open: one that ends when the other starts does not overlap.
 *
 * @param event The times of an event, RFC 3339.
 * @param from Start of the range in epoch milliseconds.
 * @param to End of the range in epoch milliseconds.
 * @returns True when they overlap.
 */
export function overlaps(event: Times, from: number, to: number): boolean {
  const [start, end] = rangeOf(event)
  return start < to && end > from
}

type Range = readonly [start: number, end: number]

const ranges = new WeakMap<object, Range>()

/**
 * The times of an event. Parsing a time costs far more than comparing it, and lists compare the same events again and
 * again.
 *
 * @param event The times, RFC 3339.
 * @returns Start and end in epoch milliseconds; `NaN` for one that is not a time.
 */
export function rangeOf(event: Times): Range {
  const known = ranges.get(event)
  if (known !== undefined) return known
  const range: Range = [Date.parse(event.startTime), Date.parse(event.endTime)]
  ranges.set(event, range)
  return range
}

/**
 * Writes an instant with another offset.
 *
 * @param time RFC 3339 with an offset.
 * @param offset Such as `+05:30` or `Z`.
 * @returns RFC 3339 with that offset and without milliseconds.
 */
export function toOffset(time: string, offset: string): string {
  const [sign, hours, minutes] =
    /^([+-])(\d{2}):(\d{2})$/.exec(offset)?.slice(1, 4) ?? ([] as (string | undefined)[])
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1)
  return new Date(Date.parse(time) + ahead * 60_000).toISOString().replace(/\.\d{3}Z$/, offset)
}

function normalizeOffset(offset: string | undefined): string {
  if (offset === undefined || offset === 'Z') return 'Z'
  const digits = offset.replace(':', '').padEnd(5, '0')
  return `${digits.slice(0, 3)}:${digits.slice(3)}`
}
