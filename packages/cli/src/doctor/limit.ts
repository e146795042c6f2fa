import { formatCount } from '../text/columns.ts'
import type { Check } from './check.ts'

/** The rate limit as the headers of a response announce it. */
export type AnnouncedLimit = {
  readonly max?: number
  readonly remaining?: number
  readonly intervalMs?: number
  readonly dailyMax?: number
  readonly dailyRemaining?: number
  readonly dailyResetMs?: number
}

const headerOf: Readonly<Record<keyof AnnouncedLimit, string>> = {
  max: 'x-ratelimit-max',
  remaining: 'x-ratelimit-remaining',
  intervalMs: 'x-ratelimit-interval-milliseconds',
  dailyMax: 'x-ratelimit-limit-daily',
  dailyRemaining: 'x-ratelimit-daily-remaining',
  dailyResetMs: 'x-ratelimit-daily-reset',
}

/** Reads the headers of the rate limit. What is no whole number counts as missing. */
export function readLimit(headers: Pick<Headers, 'get'>): AnnouncedLimit {
  const found = Object.entries(headerOf)
    .map(([name, header]) => [name, headers.get(header)?.trim() ?? ''] as const)
    .filter(([, value]) => /^\d{1,15}$/.test(value))
    .map(([name, value]) => [name, Number(value)])
  return Object.fromEntries(found)
}

/** The limit that the service publishes, which is kept where it announces none. */
const publishedLimit = '100 requests in 10 s'
/** Applied changes stop when less than this share of the day is left. */
const dailyReserve = 0.02

/** Judges the rate limit by the last response: what it announces, and its status. */
export function checkLimit(limit: AnnouncedLimit, status = 200): Check {
  const id = 'limit'
  const { max, dailyMax, dailyRemaining } = limit
  if (status === 429) {
    return {
      id,
      state: 'failed',
      text: 'Rate limit: used up, as the service says',
      remedy:
        'Wait a minute, or until the next day if that is its limit, and look for what sends so many requests.',
    }
  }
  if (max === undefined && dailyMax === undefined) {
    return {
      id,
      state: 'unknown',
      text: `Rate limit: not announced; ${publishedLimit} are assumed`,
    }
  }
  const text = `Rate limit: ${describeLimit(limit)}`
  if (dailyMax === undefined || (dailyRemaining ?? Infinity) > dailyMax * dailyReserve)
    return { id, state: 'ok', text }
  return {
    id,
    state: dailyRemaining === 0 ? 'failed' : 'warning',
    text,
    remedy:
      'The requests of this day are nearly used up. Wait for the next day, and look for what sends so many.',
  }
}

/** Describes an announced limit: what is allowed, and what is left of it. */
export function describeLimit(limit: AnnouncedLimit): string {
  const { max, remaining, intervalMs, dailyMax, dailyRemaining, dailyResetMs } = limit
  const window =
    max === undefined
      ? []
      : [`${formatCount(max)} requests in ${(intervalMs ?? 10_000) / 1000} s${left(remaining)}`]
  // The vendor's own client reads the reset as milliseconds from now.
  const reset =
    dailyResetMs === undefined || dailyResetMs > 86_400_000 ? '' : `, again in ${hours(dailyResetMs)} h`
  const day =
    dailyMax === undefined ? [] : [`${formatCount(dailyMax)} in a day${left(dailyRemaining)}${reset}`]
  return [...window, ...day].join('; ')
}

const left = (count: number | undefined): string =>
  count === undefined ? '' : `, ${formatCount(count)} left`

const hours = (ms: number): string => (ms / 3_600_000).toFixed(1)
