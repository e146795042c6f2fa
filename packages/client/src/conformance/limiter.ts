import { systemClock, type Clock } from '../clock.ts'
import type { Limiter } from '../rate-limit/limiter.ts'
import type { Trial } from './harness.ts'
import { trials } from './index.ts'

/** What a limiter is made with for a proof. */
export type LimiterSettings = { readonly max: number; readonly intervalMs: number }

/** How a limiter is proved. */
export type ConformanceOptions = {
  /** Requests in one window, from 10; default 20. */
  readonly max?: number
  /** The length of a window in milliseconds, from 1,000, the shortest gate after a 429; default 1,000. */
  readonly intervalMs?: number
  /** By which the service and its callers live; default the machine's. With a virtual one the proof takes no time. */
  readonly clock?: Clock
  /** By how many milliseconds the limiter may be late, such as the pause between two looks into a store. Default: 400. */
  readonly commitDelayMs?: number
}

/**
 * Proves that a limiter keeps what a client relies on: all its callers, latencies and mishaps are made up, and what would
 * have arrived at the service is counted. Needs no test framework. Takes some ten seconds of the clock.
 *
 * @throws Error that says in words what failed, one sentence a line.
 * @example
 * ```ts
 * import { localLimiter } from '@block-slots/client'
 * import { testLimiter } from '@block-slots/client/conformance'
 *
 * const kept = await testLimiter((settings) => localLimiter(settings))
 * console.log(kept.length) // => 20
 * ```
 */
export async function testLimiter(
  makeLimiter: (settings: LimiterSettings) => Limiter | Promise<Limiter>,
  { max = 20, intervalMs = 1000, clock = systemClock, commitDelayMs = 400 }: ConformanceOptions = {},
): Promise<string[]> {
  const faults = await Promise.all(
    Object.entries(trials).map(async ([statement, run]) => {
      const limiter = await makeLimiter({ max, intervalMs })
      const key = `https://limiter.test {${Math.random().toString(36).slice(2)}}`
      const end = new AbortController()
      const ask: Trial['ask'] = (how = {}) =>
        limiter.acquire({
          key: how.key ?? key,
          priority: how.priority ?? 'interactive',
          isRetry: how.again ?? false,
          deadline: clock.now() + (how.withinMs ?? 3_600_000),
          signal: how.signal ?? end.signal,
          clock,
          notify: () => {},
        })
      const sleep = (ms: number): Promise<void> => clock.sleep(ms, end.signal)
      try {
        await run({ max, intervalMs, commitDelayMs, clock, limiter, key, ask, sleep })
        return undefined
      } catch (error) {
        return `${statement}: ${error instanceof Error ? error.message : String(error)}`
      } finally {
        end.abort()
      }
    }),
  )
  const failed = faults.filter((fault) => fault !== undefined)
  if (failed.length > 0) throw new Error(`The limiter cannot be relied on.\n${failed.join('\n')}`)
  return Object.keys(trials)
}
