import {
  readDailyResetMs,
  readIntervalMs,
  readRetryAfter,
  readWholeNumber,
  type ReadableHeaders,
} from '../http/retry-after.ts'
import { dailyReserveDivisor } from './policy.ts'

/** The quota as the headers of one response announce it. */
export type Quota = {
  /** Requests that the service allows in one window. */
  readonly max: number | undefined
  /** Requests left in the window. */
  readonly remaining: number | undefined
  /** Length of the window. */
  readonly intervalMs: number | undefined
  /** Requests left today. */
  readonly daily: number | undefined
  /** True when at most 2 % of the daily quota is left; bulk requests then stop. */
  readonly scarce: boolean
  /** Time until the daily quota is reset. */
  readonly resetMs: number | undefined
}

/** The parts of a response that decide about the quota. */
export type QuotaResponse = {
  readonly status: number
  readonly quota: Quota
  readonly retryAfterMs: number | undefined
}

/** The outcome of a request with a response. */
export type ResponseOutcome = QuotaResponse & { readonly sent: 'yes' }

// What few responses need is read when it is needed: reading a header costs about as much as a decision.

/** Reads everything that a response says about the quota. */
export function readResponse(status: number, headers: ReadableHeaders, nowMs: number): ResponseOutcome {
  return {
    sent: 'yes',
    status,
    quota: readQuota(headers),
    get retryAfterMs() {
      return readRetryAfter(headers, nowMs)
    },
  }
}

/** True when nothing may be sent for a while: after a 429, and when the daily quota is used up. */
export function isExhausted({ status, quota }: QuotaResponse): boolean {
  return status === 429 || quota.daily === 0
}

/**
 * Reads the X-RateLimit headers. Impossible values count as missing: a quota of 0, more remaining than allowed, a window
 * of 0 or of more than a day.
 */
export function readQuota(headers: ReadableHeaders): Quota {
  const max = readWholeNumber(headers, 'x-ratelimit-max')
  const remaining = readWholeNumber(headers, 'x-ratelimit-remaining')
  const isPossible = max !== 0 && (remaining ?? 0) <= (max ?? Infinity)
  const daily = readWholeNumber(headers, 'x-ratelimit-daily-remaining') ?? Infinity
  const dailyMax = daily < Infinity ? (readWholeNumber(headers, 'x-ratelimit-limit-daily') ?? Infinity) : 0
  return {
    max: isPossible ? max : undefined,
    remaining: isPossible ? remaining : undefined,
    intervalMs: readIntervalMs(headers),
    daily: daily <= dailyMax ? daily : undefined,
    scarce: dailyMax < Infinity && daily <= dailyMax / dailyReserveDivisor,
    get resetMs() {
      return readDailyResetMs(headers)
    },
  }
}
