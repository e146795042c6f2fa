import { announce, published } from '../service/rate-limit.ts'

const { max, intervalMs, dailyMax } = published

/** Limits that come one after another, and then again: none of them agrees with the one before. */
const moods: readonly Record<string, string>[] = [
  announce(published, max - 1, dailyMax - 1),
  announce({ max: 25, intervalMs: 1000, dailyMax: 10_000 }, 24, 9_999),
  announce({ max: 500, intervalMs: 60_000, dailyMax }, 499, 1),
]

/**
 * What an answer claims about the limit when it does not tell the truth.
 *
 * @param say How it lies, or the headers as they stand.
 * @param turn The how-manieth time.
 * @param limits The truth.
 * @returns The headers.
 */
export function claim(
  say: 'changing' | 'high' | 'low' | 'missing' | Record<string, string>,
  turn: number,
  limits: Record<string, string>,
): Record<string, string> {
  if (say === 'missing') return {}
  if (say === 'changing') return moods[(turn - 1) % moods.length] ?? {}
  if (say === 'high') {
    return announce({ max: max * 10, intervalMs, dailyMax: dailyMax * 10 }, max * 10 - 1, dailyMax * 10 - 1)
  }
  if (say === 'low')
    return { ...announce(published, 0, dailyMax - 1), ...limits, 'x-ratelimit-remaining': '0' }
  return { ...limits, ...say }
}
