import { limitHeaders, publishedLimits } from '../service/rate-limit.ts'
import type { FaultOf } from './fault.ts'

const { max, intervalMs, dailyMax } = publishedLimits

/** Limits that contradict each other from one response to the next. */
const variants: readonly Readonly<Record<string, string>>[] = [
  limitHeaders(publishedLimits, max - 1, dailyMax - 1),
  limitHeaders({ max: 25, intervalMs: 1000, dailyMax: 10_000 }, 24, 9_999),
  limitHeaders({ max: 500, intervalMs: 60_000, dailyMax }, 499, 1),
]

/**
 * Makes the rate limit headers of a response that reports them wrongly.
 *
 * @param headers The mistake, or the headers themselves.
 * @param count How often this fault has fired, from 1.
 * @param limits The correct headers.
 * @returns The headers.
 */
export function falseLimitHeaders(
  headers: FaultOf<'limit-headers'>['headers'],
  count: number,
  limits: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (headers === 'missing') return {}
  if (headers === 'changing') return variants[(count - 1) % variants.length] ?? {}
  if (headers === 'high') {
    const high = { max: max * 10, intervalMs, dailyMax: dailyMax * 10 }
    return limitHeaders(high, high.max - 1, high.dailyMax - 1)
  }
  if (headers === 'low') {
    return { ...limitHeaders(publishedLimits, 0, dailyMax - 1), ...limits, 'x-ratelimit-remaining': '0' }
  }
  return { ...limits, ...headers }
}
