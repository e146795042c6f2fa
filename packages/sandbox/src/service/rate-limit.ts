/** How much a sandbox takes. */
export type LimitOptions = {
  /** Requests allowed in one interval, for each location. */
  max: number
  /** Length of an interval, in milliseconds. */
  intervalMs: number
  /** Requests allowed in one day of UTC: 200000 when missing. */
  dailyMax?: number
  /** Whether answers have the five `X-RateLimit-*` headers. `true` when missing. */
  headers?: boolean
  /** `sliding`, when missing: any interval counts. `fixed`: intervals follow each other from the epoch on. */
  algorithm?: 'fixed' | 'sliding'
  /** The share of each interval that others use up, evenly: 0 when missing, at most below 1. */
  otherTrafficShare?: number
}

/** What arrives is counted whether or not it is refused; which the service does is not known. */
type Quota = {
  /** Which limit the request met, if any. */
  spent: 'burst' | 'daily' | undefined
  headers: Record<string, string>
}

/** Counts a request of a location at a time, in epoch milliseconds, and says what is left. */
export type Meter = (location: string, at: number) => Quota

/** The limits as the service publishes them. */
export const published = { max: 100, intervalMs: 10_000, dailyMax: 200_000 } as const

const dayMs = 86_400_000

/** What is counted for one location. */
type Count = { times: number[]; head: number; day: number; today: number }

/**
 * Counts requests by location.
 *
 * @param limit How much there may be.
 * @returns The meter.
 * @throws {RangeError} When a number of the limit cannot be one.
 */
export function openMeter(limit: LimitOptions): Meter {
  const {
    max,
    intervalMs,
    algorithm = 'sliding',
    dailyMax = published.dailyMax,
    otherTrafficShare = 0,
  } = limit
  if (!(Number.isInteger(max) && max >= 1)) throw wrong('max', 'a whole number from 1', max)
  if (!(intervalMs > 0 && intervalMs < Infinity))
    throw wrong('intervalMs', 'milliseconds above 0', intervalMs)
  if (!(Number.isInteger(dailyMax) && dailyMax >= 1))
    throw wrong('dailyMax', 'a whole number from 1', dailyMax)
  if (!(otherTrafficShare >= 0 && otherTrafficShare < 1))
    throw wrong('otherTrafficShare', 'a number from 0, below 1', otherTrafficShare)

  const counts = new Map<string, Count>()
  /** What others sent after one time, up to and including another. */
  const foreign = (after: number, until: number): number => {
    const stepMs = intervalMs / (max * otherTrafficShare)
    return stepMs === Infinity ? 0 : Math.floor(until / stepMs) - Math.floor(after / stepMs)
  }

  return (location, at) => {
    const count = counts.get(location) ?? { times: [], head: 0, day: -1, today: 0 }
    counts.set(location, count)
    // An interval is half open: what came exactly one interval ago is out of it.
    const start = algorithm === 'fixed' ? Math.floor(at / intervalMs) * intervalMs - 1 : at - intervalMs
    count.times.push(at)
    while ((count.times[count.head] ?? Infinity) <= start) count.head += 1
    if (count.head > 1024 && count.head * 2 > count.times.length) {
      count.times = count.times.slice(count.head)
      count.head = 0
    }
    const day = Math.floor(at / dayMs)
    count.today = day === count.day ? count.today + 1 : 1
    count.day = day

    const left = max - (count.times.length - count.head) - foreign(start, at)
    const leftToday = dailyMax - count.today - foreign(day * dayMs - 1, at)
    return {
      spent: leftToday < 0 ? 'daily' : left < 0 ? 'burst' : undefined,
      headers: limit.headers === false ? {} : announce({ max, intervalMs, dailyMax }, left, leftToday),
    }
  }
}

/**
 * Words the five headers about a limit.
 *
 * @param limit What is allowed.
 * @param limit.max In one interval.
 * @param limit.intervalMs The length of an interval.
 * @param limit.dailyMax In one day.
 * @param left What is left of the interval.
 * @param leftToday What is left of the day.
 * @returns The headers.
 */
export function announce(
  { max, intervalMs, dailyMax }: { max: number; intervalMs: number; dailyMax: number },
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

function wrong(name: string, right: string, value: unknown): RangeError {
  return new RangeError(`"${name}" of the limit takes ${right}, not ${String(value)}.`)
}
