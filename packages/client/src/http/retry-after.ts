import { defaultIntervalMs, maxIntervalMs } from '../rate-limit/policy.ts'

/** The part of `Headers` that is needed to read them. */
export type ReadableHeaders = Pick<Headers, 'get'>

/** Reads a header that holds a whole number. Anything else counts as missing. */
export function readWholeNumber(headers: ReadableHeaders, name: string): number | undefined {
  const value = headers.get(name)?.trim() ?? ''
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** Returns a duration from above 0 to one day; any other counts as missing. */
const plausibleMs = (ms: number | undefined): number | undefined =>
  ms !== undefined && ms > 0 && ms <= maxIntervalMs ? ms : undefined

/** Reads the length of the rate window that the service announces, in milliseconds. */
export const readIntervalMs = (headers: ReadableHeaders): number | undefined =>
  plausibleMs(readWholeNumber(headers, 'x-ratelimit-interval-milliseconds'))

/** Reads the moment of a response by the service's own clock, which may differ from the client's. */
const readDate = (headers: ReadableHeaders): number => Date.parse(headers.get('date') ?? '')

/**
 * Reads the time until the daily quota is reset. The vendor's SDK (3.1.0) reads milliseconds from now; a moment since the
 * epoch, in seconds or milliseconds, is relative to the Date header of the same response.
 */
export function readDailyResetMs(headers: ReadableHeaders): number | undefined {
  const reset = readWholeNumber(headers, 'x-ratelimit-daily-reset') ?? NaN
  if (reset <= maxIntervalMs) return plausibleMs(reset)
  return plausibleMs((reset < 1e11 ? reset * 1000 : reset) - readDate(headers))
}

/**
 * Reads the milliseconds of a Retry-After header (RFC 9110, 10.2.3): seconds, or a date, which is relative to the Date header
 * of the same response.
 */
export function readRetryAfter(headers: ReadableHeaders, nowMs: number): number | undefined {
  const seconds = readWholeNumber(headers, 'retry-after')
  const waitMs = seconds === undefined ? readDateMs(headers, nowMs) : seconds * 1000
  return waitMs <= maxIntervalMs ? waitMs : undefined
}

/** Reads the milliseconds until the date of a Retry-After header; `NaN` when it has none. */
function readDateMs(headers: ReadableHeaders, nowMs: number): number {
  const text = headers.get('retry-after')?.trim() ?? ''
  const at = Date.parse(text)
  // Date.parse reads many more forms than the one of HTTP. The day of the week decides nothing.
  if (new Date(at).toUTCString().slice(3) !== text.slice(3)) return NaN
  const date = readDate(headers)
  return Math.max(0, at - (Number.isNaN(date) ? nowMs : date))
}

/**
 * Reads when to send again, if the headers say so. A 429 always has such a time: after one window, if nothing else is said,
 * and not before the daily quota is reset, if that is used up.
 */
export function readRetryAt(status: number, headers: ReadableHeaders, nowMs: number): number | undefined {
  const windowMs = status === 429 ? (readIntervalMs(headers) ?? defaultIntervalMs) : undefined
  const isDaily = status === 429 && readWholeNumber(headers, 'x-ratelimit-daily-remaining') === 0
  const resetMs = isDaily ? readDailyResetMs(headers) : undefined
  const afterMs = readRetryAfter(headers, nowMs) ?? windowMs
  const waitMs = resetMs === undefined ? afterMs : Math.max(resetMs, afterMs ?? 0)
  return waitMs === undefined ? undefined : nowMs + waitMs
}
