import { invalidInput } from '../error.ts'
import type { Limiter } from './limiter.ts'
import { createPool, type Pool } from './window.ts'

/** What the service allows, where its own headers do not say otherwise. */
export type LocalLimiterOptions = {
  /** Requests in one window. The service may say less, and is believed; it may not say more. Default: 100. */
  readonly max?: number | undefined
  /** The length of a window in milliseconds, until the service names another. Default: 10,000. */
  readonly intervalMs?: number | undefined
}

/** For how many keys it is remembered what the service said, although they are not in use. */
const memoryKeys = 10_000

/**
 * Counts the requests of one process. A slot is taken when a request goes out and is free again one window after its
 * answer came, so that no window, wherever the service lets it start, holds more than `max`. It heeds the `X-RateLimit`
 * headers of the service, and a 429 holds everybody back until one request has got through again.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used.
 * @example
 * ```ts
 * import { localLimiter } from '@block-slots/client'
 *
 * const limiter = localLimiter({ max: 25 })
 * console.log(Object.keys(limiter).join()) // => acquire,merge
 * ```
 */
export function localLimiter({ max = 100, intervalMs = 10_000 }: LocalLimiterOptions = {}): Limiter {
  if (!Number.isInteger(max) || max < 1 || !(intervalMs > 0 && intervalMs <= 86_400_000)) {
    throw invalidInput('configure', 'a limit needs a whole max from 1 and an intervalMs of up to a day.')
  }
  const pools = new Map<string, Pool>()
  let sweep = pools.entries()

  const find = (key: string): Pool => {
    const known = pools.get(key)
    // What it was merged into may have been merged again meanwhile.
    const pool = known?.root() ?? createPool(max, intervalMs)
    if (pool !== known) pools.set(key, pool)
    return pool
  }

  /** Looks at two keys, whosever turn it is, and forgets those that are of no use any more. */
  const forget = (now: number): void => {
    for (let looks = 2; looks > 0; looks--) {
      const { value, done } = sweep.next()
      if (done === true) sweep = pools.entries()
      else if (value[1].isIdle(now, pools.size > memoryKeys)) pools.delete(value[0])
    }
  }

  return {
    acquire: (request) =>
      new Promise((resolve, reject) => {
        request.signal.throwIfAborted()
        forget(request.clock.now())
        find(request.key).ask(request, resolve, reject)
      }),
    merge(from, to) {
      const old = find(from)
      const pool = find(to)
      if (old === pool) return
      pools.set(from, pool)
      old.merge(pool)
    },
  }
}
