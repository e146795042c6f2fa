import type { Clock } from '../../src/clock.ts'
import type { LimitEvent } from '../../src/event.ts'
import type { Priority } from '../../src/options/call.ts'
import type { Limiter, LimitExceeded, Permit } from '../../src/rate-limit/limiter.ts'

/** Counts the most moments in any window of that length, wherever it starts. */
export function mostWithin(moments: readonly number[], intervalMs: number): number {
  // oxlint-disable-next-line unicorn/no-array-sort -- a copy, of numbers
  const sorted = Float64Array.from(moments).sort()
  let most = 0
  let start = 0
  for (const [index, at] of sorted.entries()) {
    while ((sorted[start] ?? at) + intervalMs <= at) start++
    most = Math.max(most, index - start + 1)
  }
  return most
}

/** Makes a service that counts requests in a sliding window, and announces its count. */
export function strictService(
  max: number,
  intervalMs: number,
): {
  readonly arrive: (now: number) => { status: number; headers: Pick<Headers, 'get'> }
  readonly arrivals: number[]
} {
  const arrivals: number[] = []
  let oldest = 0
  const arrive = (now: number): { status: number; headers: Pick<Headers, 'get'> } => {
    while ((arrivals[oldest] ?? Infinity) + intervalMs <= now) oldest++
    const used = arrivals.length - oldest
    const refused = used >= max
    if (!refused) arrivals.push(now)
    const fields: Record<string, number> = {
      'x-ratelimit-max': max,
      'x-ratelimit-remaining': Math.max(0, max - used - 1),
      'x-ratelimit-interval-milliseconds': intervalMs,
    }
    return {
      status: refused ? 429 : 200,
      headers: { get: (name) => fields[name.toLowerCase()]?.toString() ?? null },
    }
  }
  return { arrive, arrivals }
}

/** Makes a function of random numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One request to a limiter. */
export type Asking = {
  readonly key?: string
  readonly priority?: Priority
  readonly again?: boolean
  readonly withinMs?: number
  readonly signal?: AbortSignal
  readonly notify?: (event: LimitEvent) => void
}

/** Makes a function that acquires permits as the client does. */
export function asking(limiter: Limiter, clock: Clock): (how?: Asking) => Promise<Permit | LimitExceeded> {
  return async ({
    key = 'https://service.test here',
    priority = 'interactive',
    again = false,
    ...how
  } = {}) =>
    limiter.acquire({
      key,
      priority,
      isRetry: again,
      deadline: clock.now() + (how.withinMs ?? Infinity),
      signal: how.signal ?? new AbortController().signal,
      clock,
      notify: how.notify ?? (() => {}),
    })
}

/** Returns the permit, or throws where the request was refused. */
export function permitOf(result: Permit | LimitExceeded): Permit {
  if ('release' in result) return result
  throw new Error(`refused until ${result.retryAt}`)
}
