// What the usual validators call an ISO 8601 date: the time, its seconds and its offset may be missing.
const iso =
  /^(?<date>\d{4}-\d{2}-\d{2})(?:[T ](?<minute>\d{2}:\d{2})(?::(?<second>\d{2}(?:\.\d+)?))?(?<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/**
 * Reads a time of a request body.
 *
 * The service refuses epoch milliseconds. What it makes of a time without an offset is not known: a usual ISO 8601
 * check lets it through, and a server then takes its own zone. So it is taken as UTC here, and answered with a `Z`,
 * where a test that meant a local time can see the hours it is off.
 *
 * @param value What was sent.
 * @returns RFC 3339 with seconds and an offset, or `undefined` when it is not a time. A complete one stays as it is.
 */
export function readTime(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? iso.exec(value)?.groups : undefined
  if (parts?.['date'] === undefined) return undefined
  const { date, minute = '00:00', second = '00' } = parts
  const time = `${date}T${minute}:${second}${readOffset(parts['offset'])}`
  // 2021-02-30 would roll over to March.
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const real = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date)
  return real && !Number.isNaN(Date.parse(time)) ? time : undefined
}

/**
 * Whether two spans of time have an instant in common. They are half open: one that ends when the other starts
 * has none.
 *
 * @param event The times of an event, RFC 3339.
 * @param event.startTime When it starts.
 * @param event.endTime When it ends.
 * @param from Start of the other span in epoch milliseconds.
 * @param to End of the other span in epoch milliseconds.
 * @returns True when they overlap.
 */
export function overlaps(event: { startTime: string; endTime: string }, from: number, to: number): boolean {
  const [start, end] = spanOf(event)
  return start < to && end > from
}

const spans = new WeakMap<object, [start: number, end: number]>()

/** Reading a time takes far longer than comparing it, and lists compare the same ones again and again. */
function spanOf(event: { startTime: string; endTime: string }): [start: number, end: number] {
  const known = spans.get(event)
  if (known !== undefined) return known
  const span: [number, number] = [Date.parse(event.startTime), Date.parse(event.endTime)]
  spans.set(event, span)
  return span
}

/**
 * The same instant in another zone.
 *
 * @param time RFC 3339 with an offset.
 * @param offset Such as `+05:30` or `Z`.
 * @returns RFC 3339 with that offset and without milliseconds.
 */
export function inZone(time: string, offset: string): string {
  const [sign, hours, minutes] =
    /^([+-])(\d{2}):(\d{2})$/.exec(offset)?.slice(1, 4) ?? ([] as (string | undefined)[])
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1)
  return new Date(Date.parse(time) + ahead * 60_000).toISOString().replace(/\.\d{3}Z$/, offset)
}

function readOffset(offset: string | undefined): string {
  if (offset === undefined || offset === 'Z') return 'Z'
  const digits = offset.replace(':', '').padEnd(5, '0')
  return `${digits.slice(0, 3)}:${digits.slice(3)}`
}
