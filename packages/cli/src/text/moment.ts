import { describeTimes, toOffsetDateTime } from '@block-slots/helpers'

type Times = { readonly startTime: string; readonly endTime: string }

/** Writes a moment in a zone that is named elsewhere: `2026-12-24 09:00`. */
export const formatClock = (epochMs: number, timeZone: string): string =>
  toOffsetDateTime(epochMs, { timeZone }).slice(0, 16).replace('T', ' ')

/** Times of a calendar in a zone that is named elsewhere: `Thu 2026-12-24 09:00 to 17:00`, or a whole day. */
export function describeWhen({ startTime, endTime }: Times, timeZone: string): string {
  const text = timesIn({ startTime, endTime }, timeZone)
  if (text === undefined) return `${startTime} to ${endTime}`
  const at = text.lastIndexOf(` ${timeZone} (`)
  // What has no offset is marked `(no zone)`, and has no zone to leave out.
  if (at < 0) return text
  const [times, offsets] = [text.slice(0, at), text.slice(at + timeZone.length + 2)]
  // One offset goes without saying; two tell which of two equal readings is meant.
  if (offsets.includes(' to ')) return `${times} ${offsets}`
  return wholeDays(times) ?? times
}

/** Days from midnight to midnight, or to the last minute, as days. */
function wholeDays(times: string): string | undefined {
  const [, first = '', last = first, end] = /^(.{14}) 00:00 to (?:(.{14}) )?(\d\d:\d\d)$/.exec(times) ?? []
  const lastDay = end === '00:00' ? dayBefore(last) : end === '23:59' ? last : undefined
  if (first === '' || lastDay === undefined) return undefined
  return first === lastDay ? `${first}, all day` : `${first} to ${lastDay}, all day`
}

/** The day before `Fri 2026-12-25`, in the same form. */
function dayBefore(day: string): string {
  const before = new Date(Date.parse(day.slice(4)) - 86_400_000).toISOString().slice(0, 10)
  const times = { startTime: `${before}T00:00Z`, endTime: `${before}T12:00Z` }
  return describeTimes(times, { timeZone: 'UTC' }).slice(0, 14)
}

function timesIn(times: Times, timeZone: string): string | undefined {
  try {
    return describeTimes(times, { timeZone })
  } catch {
    // The service may send what is no time. It is printed unchanged.
    return undefined
  }
}
