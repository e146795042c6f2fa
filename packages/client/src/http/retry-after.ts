import { defaultIntervalMs, maxIntervalMs } from '../rate-limit/policy.ts'

/** The part of `Headers` that is needed to read them. */
export type ReadableHeaders = Pick<Headers, 'get'>

/** Reads a header that holds a whole number. Anything else counts as missing. */
export function readWholeNumber(headers: ReadableHeaders, name: string): number | undefined {
  const value = headers.get(name)?.trim() ?? ''
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** Returns a duration from above 0 to one day; any other counts as missing. */
export function plausibleMs(ms: number | undefined): number | undefined {
  return ms !== undefined && ms > 0 && ms <= maxIntervalMs ? ms : undefined
}

/** Reads the length of the rate window that the service announces, in milliseconds. */
export function readIntervalMs(headers: ReadableHeaders): number | undefined {
  return plausibleMs(readWholeNumber(headers, 'x-ratelimit-interval-milliseconds'))
}

/**
 * Reads the milliseconds of a Retry-After header (RFC 9110, 10.2.3): seconds, or a date. A date is relative to the Date
 * header of the same response, because the clocks of client and service may differ.
 */
export function readRetryAfter(headers: ReadableHeaders, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? ''
  let waitMs: number | undefined
  if (/^\d+$/.test(value)) waitMs = Number(value) * 1000
  else if (/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(value)) {
    const serverNow = Date.parse(headers.get('date') ?? '')
    waitMs = Math.max(0, Date.parse(value) - (Number.isNaN(serverNow) ? nowMs : serverNow))
  }
  return waitMs !== undefined && waitMs <= maxIntervalMs ? waitMs : undefined
}

/** Reads when to send again, if the headers say so. A 429 always has such a time: after one window, if nothing else is said. */
export function readRetryAt(status: number, headers: ReadableHeaders, nowMs: number): number | undefined {
  const windowMs = status === 429 ? (readIntervalMs(headers) ?? defaultIntervalMs) : undefined
  const waitMs = readRetryAfter(headers, nowMs) ?? windowMs
  return waitMs === undefined ? undefined : nowMs + waitMs
}
