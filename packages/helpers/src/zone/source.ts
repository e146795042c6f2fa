/**
 * A source of zone offsets: gives the seconds east of UTC in force in a zone at an instant, which
 * is in whole seconds since 1970. It throws a `RangeError` for an unknown zone. Other rules need
 * only another function. Results are cached for the life of the function, so pass the same function
 * every time. It is sampled every three days and then in between; changes that undo each other
 * within that time are missed.
 */
export type OffsetSource = (zone: string, epochSeconds: number) => number

// One formatter takes 70 kB in V8. They only fill cache pages (resolve.ts), so a few are enough.
const maxFormatters = 64
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const [oldest] = formatters.keys()
  if (oldest !== undefined && formatters.size >= maxFormatters) formatters.delete(oldest)
  formatters.set(zone, formatter)
  return formatter
}

/** The offset in a zone by the time zone data of the runtime. */
export function intlOffset(zone: string, epochSeconds: number): number {
  // "9/9/2001, GMT+05:30", "GMT-00:44:30" where the offset has seconds; a bare "GMT" is zero in some versions.
  const text = formatterOf(zone).format(epochSeconds * 1000)
  const sign = text.lastIndexOf('GMT') + 3
  const [hours = 0, minutes = 0, seconds = 0] = text
    .slice(sign + 1)
    .split(':')
    .map(Number)
  const offset = hours * 3600 + minutes * 60 + seconds
  return text[sign] === '+' ? offset : 0 - offset
}
