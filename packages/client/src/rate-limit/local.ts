import { invalidInput } from '../error.ts'
import { readOptions } from '../options/configure.ts'
import type { OptionNames } from '../options/read.ts'
import type { Limiter } from './limiter.ts'
import { localQuotas } from './local-quotas.ts'
import { defaultIntervalMs, defaultMax, maxIntervalMs } from './policy.ts'
import { createState } from './state.ts'

/** Limits that hold where the headers of the service do not announce others. */
export type LocalLimiterOptions = {
  /** Requests in one window. The service can lower it, never raise it. Default: 100. */
  readonly max?: number | undefined
  /** Length of a window in milliseconds, until the service announces another. Default: 10,000. */
  readonly intervalMs?: number | undefined
}

const optionNames: OptionNames<LocalLimiterOptions> = { max: true, intervalMs: true }

/**
 * Limits the requests of one process. A slot is taken when a request is sent, and free again one window after its
 * response, so that no window, wherever the service lets it start, holds more than `max`. The limiter follows the
 * `X-RateLimit` headers of the service. After a 429 it sends nothing until the `Retry-After` of the service, or for one window
 * if there is none, then one request as a probe, and the others once that got through.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option is invalid.
 * @example
 * ```ts
 * import { localLimiter } from '@block-slots/client'
 *
 * const limiter = localLimiter({ max: 25 })
 * console.log(Object.keys(limiter).join()) // => acquire,merge
 * ```
 */
export function localLimiter(options: LocalLimiterOptions = {}): Limiter {
  const { max = defaultMax, intervalMs = defaultIntervalMs } = readOptions(options, optionNames)
  if (!Number.isInteger(max) || max < 1 || !(intervalMs > 0 && intervalMs <= maxIntervalMs)) {
    throw invalidInput('configure', 'a limit needs a whole max from 1 and an intervalMs of up to a day.')
  }
  const { acquire, merge } = localQuotas(() => createState(max, intervalMs))
  return { acquire, merge }
}
