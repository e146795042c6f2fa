/** The rate limit of a sandbox. */
export type LimitOptions = {
  /** Requests allowed in one interval, for each location. */
  readonly max: number
  /** Length of an interval, in milliseconds. */
  readonly intervalMs: number
  /** Requests allowed in one day of UTC: 200000 when missing. */
  readonly dailyMax?: number
  /** False to leave out the five `X-RateLimit-*` headers. `true` when missing. */
  readonly headers?: boolean
  /** `sliding`, when missing: any interval counts. `fixed`: intervals follow each other from the epoch on. */
  readonly algorithm?: 'fixed' | 'sliding'
  /** The share of each interval that other apps use, evenly: from 0 (when missing) to below 1. */
  readonly otherTrafficShare?: number
}

/** The limit after a request. A rejected request counts as well; it is not known whether it does on the service. */
type LimitState = {
  /** The limit that the request exceeds, if any. */
  readonly exceeded: 'burst' | 'daily' | undefined
  readonly headers: Readonly<Record<string, string>>
}

/** Counts a request of a location at a time, in epoch milliseconds. */
export type RateLimit = (location: string, at: number) => LimitState

type Limits = { readonly max: number; readonly intervalMs: number; readonly dailyMax: number }

/** The limits that the service publishes. */
export const publishedLimits: Limits = { max: 100, intervalMs: 10_000, dailyMax: 200_000 }

const dayMs = 86_400_000

/** The requests of one location. `head` is the index of the first time in the interval. */
type Count = { times: number[]; head: number; day: number; today: number }

/**
 * Creates a rate limit that counts requests by location.
 *
 * @param options The limit.
 * @returns The rate limit.
 * @throws {RangeError} When a number of the limit is out of range.
 */
export function createRateLimit(options: LimitOptions): RateLimit {
  const { max, intervalMs, dailyMax = publishedLimits.dailyMax } = options
  const { algorithm = 'sliding', otherTrafficShare = 0 } = options
  checkLimits({ max, intervalMs, dailyMax }, otherTrafficShare)
  const counts = new Map<string, Count>()
  /** Requests of other apps after one time, up to and including another. */
  const otherTraffic = (after: number, until: number): number => {
    const stepMs = intervalMs / (max * otherTrafficShare)
    return stepMs === Infinity ? 0 : Math.floor(until / stepMs) - Math.floor(after / stepMs)
  }

  return (location, at) => {
    const count = counts.get(location) ?? { times: [], head: 0, day: -1, today: 0 }
    counts.set(location, count)
    // An interval is half open: a request exactly one interval ago does not count.
    const start = algorithm === 'fixed' ? Math.floor(at / intervalMs) * intervalMs - 1 : at - intervalMs
    const day = Math.floor(at / dayMs)
    addRequest(count, { at, start, day })

    const left = max - (count.times.length - count.head) - otherTraffic(start, at)
    const leftToday = dailyMax - count.today - otherTraffic(day * dayMs - 1, at)
    return {
      exceeded: leftToday < 0 ? 'daily' : left < 0 ? 'burst' : undefined,
      headers: options.headers === false ? {} : limitHeaders({ max, intervalMs, dailyMax }, left, leftToday),
    }
  }
}

function checkLimits({ max, intervalMs, dailyMax }: Limits, otherTrafficShare: number): void {
  if (!(Number.isInteger(max) && max >= 1)) throw invalidLimit('max', 'a whole number from 1', max)
  if (!(intervalMs > 0 && intervalMs < Infinity)) {
    throw invalidLimit('intervalMs', 'milliseconds above 0', intervalMs)
  }
  if (!(Number.isInteger(dailyMax) && dailyMax >= 1)) {
    throw invalidLimit('dailyMax', 'a whole number from 1', dailyMax)
  }
  if (!(otherTrafficShare >= 0 && otherTrafficShare < 1)) {
    throw invalidLimit('otherTrafficShare', 'a number from 0, below 1', otherTrafficShare)
  }
}

function addRequest(
  count: Count,
  { at, start, day }: { readonly at: number; readonly start: number; readonly day: number },
): void {
  count.times.push(at)
  while ((count.times[count.head] ?? Infinity) <= start) count.head += 1
  if (count.head > 1024 && count.head * 2 > count.times.length) {
    count.times = count.times.slice(count.head)
    count.head = 0
  }
  count.today = day === count.day ? count.today + 1 : 1
  count.day = day
}

/**
 * Writes the five rate limit headers.
 *
 * @param limits The limits.
 * @param left The requests left in the interval.
 * @param leftToday The requests left in the day.
 * @returns The headers.
 */
export function limitHeaders(
  { max, intervalMs, dailyMax }: Limits,
  left: number,
  leftToday: number,
): Record<string, string> {
  return {
    'x-ratelimit-limit-daily': String(dailyMax),
    'x-ratelimit-daily-remaining': String(Math.max(0, leftToday)),
    'x-ratelimit-interval-milliseconds': String(intervalMs),
    'x-ratelimit-max': String(max),
    'x-ratelimit-remaining': String(Math.max(0, left)),
  }
}

function invalidLimit(name: string, expected: string, value: unknown): RangeError {
  return new RangeError(`Expected "${name}" of the limit to be ${expected} and got ${String(value)}.`)
}
