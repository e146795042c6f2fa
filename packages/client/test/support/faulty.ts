import type { Limiter, LimiterRequest, Permit } from '../../src/rate-limit/limiter.ts'
import type { LimiterSettings } from '../../src/conformance.ts'

/** Makes a limiter that looks for a slot every few milliseconds. */
function polling(take: (key: string, now: number) => Permit | undefined): Limiter {
  return {
    async acquire({ key, clock, signal }: LimiterRequest) {
      for (;;) {
        signal.throwIfAborted()
        const permit = take(key, clock.now())
        if (permit !== undefined) return permit
        await clock.sleep(5, signal)
      }
    },
  }
}

/** Restarts its count at each fixed window, as most limiters do. */
export function fixedWindow({ max, intervalMs }: LimiterSettings): Limiter {
  const counts = new Map<string, number>()
  return polling((key, now) => {
    const name = `${key} ${Math.floor(now / intervalMs)}`
    const count = counts.get(name) ?? 0
    if (count >= max) return undefined
    counts.set(name, count + 1)
    return { release: () => {} }
  })
}

/** Counts the requests sent in the last window. */
export function slidingLog({ max, intervalMs }: LimiterSettings): Limiter {
  const logs = new Map<string, number[]>()
  return polling((key, now) => {
    const log = (logs.get(key) ?? []).filter((at) => at + intervalMs > now)
    logs.set(key, log)
    if (log.length >= max) return undefined
    log.push(now)
    return { release: () => {} }
  })
}

/** Wraps a correct limiter, and frees the slot of every permit at its release. */
export function leakyRelease(good: () => Limiter): (settings: LimiterSettings) => Limiter {
  return () => {
    const limiter = good()
    return {
      async acquire(request) {
        const result = await limiter.acquire(request)
        if (!('release' in result)) return result
        return { release: () => result.release({ sent: 'no' }) }
      },
    }
  }
}
