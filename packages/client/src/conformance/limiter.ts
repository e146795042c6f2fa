import { systemClock, type Clock } from '../clock.ts'
import { readOptions } from '../options/configure.ts'
import type { OptionNames } from '../options/read.ts'
import type { Limiter } from '../rate-limit/limiter.ts'
import type { CheckContext } from './harness.ts'
import { checks } from './index.ts'

/** The limits that a tested limiter is made with. */
export type LimiterSettings = { readonly max: number; readonly intervalMs: number }

/** Options of `testLimiter`. */
export type ConformanceOptions = {
  /** Requests in one window, from 10. Default: 20. */
  readonly max?: number
  /** Length of a window in milliseconds, from 1,000, the shortest pause after a 429. Default: 1,000. */
  readonly intervalMs?: number
  /** Clock of the service and its callers. With a virtual clock the test takes no time. Default: the machine's. */
  readonly clock?: Clock
  /** Longest delay of the limiter, in milliseconds, such as the pause between two polls of a store. Default: 400. */
  readonly maxDelayMs?: number
}

const optionNames: OptionNames<ConformanceOptions> = {
  max: true,
  intervalMs: true,
  clock: true,
  maxDelayMs: true,
}

/**
 * Tests that a limiter keeps what a client relies on. Callers, latencies and failures are simulated, and the requests that
 * would reach the service are counted. Needs no test framework. Takes some ten seconds of the clock.
 *
 * @returns what was shown, one statement for each check.
 * @throws Error with one line for each check that failed.
 * @example
 * ```ts
 * import { localLimiter } from '@block-slots/client'
 * import { testLimiter } from '@block-slots/client/conformance'
 *
 * const passed = await testLimiter((settings) => localLimiter(settings))
 * console.log(passed.length) // => 22
 * ```
 */
export async function testLimiter(
  makeLimiter: (settings: LimiterSettings) => Limiter | Promise<Limiter>,
  options: ConformanceOptions = {},
): Promise<string[]> {
  const given = readOptions(options, optionNames)
  const { max = 20, intervalMs = 1000, clock = systemClock, maxDelayMs = 400 } = given
  const faults = await Promise.all(
    Object.entries(checks).map(async ([statement, check]) => {
      const limiter = await makeLimiter({ max, intervalMs })
      const key = `https://limiter.test {${Math.random().toString(36).slice(2)}}`
      const end = new AbortController()
      const acquire: CheckContext['acquire'] = async (asked = {}) =>
        limiter.acquire({
          key: asked.key ?? key,
          priority: asked.priority ?? 'interactive',
          isRetry: asked.isRetry ?? false,
          deadline: clock.now() + (asked.withinMs ?? 3_600_000),
          signal: asked.signal ?? end.signal,
          clock,
          notify: () => {},
        })
      const sleep = (ms: number): Promise<void> => clock.sleep(ms, end.signal)
      try {
        await check({ max, intervalMs, maxDelayMs, clock, limiter, key, acquire, sleep })
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
  return Object.keys(checks)
}
