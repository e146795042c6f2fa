import type { Limiter, LimiterRequest, LimitExceeded, Permit } from '../limiter.ts'
import { localLimiter } from '../local.ts'
import { memoryMs } from '../policy.ts'
import { enqueue, nextWaiter } from '../queue.ts'
import { QuotaMap } from '../quota-map.ts'
import { createCommands } from './commands.ts'
import { createEval, type RedisSend } from './eval.ts'
import { readOptions, type RedisLimiterOptions, type RedisSettings } from './options.ts'
import { poll } from './poll.ts'
import { acquireFallback, type RedisContext } from './slots.ts'
import { allWaiters, createQuotaWaiters, nextOf, type QuotaWaiters } from './waiters.ts'

export type { RedisLimiterOptions, RedisSend }

/**
 * Limits the requests of all processes that share one Redis (version 6 or newer), by the clock of its server alone. All
 * guarantees of `localLimiter` hold across these processes.
 *
 * Redis must not evict keys (`maxmemory-policy noeviction`). With a cluster, `send` has to choose the node of the first
 * key, which is the fourth word of a command. After Redis has lost its data, nothing is sent for one window.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option is invalid. While Redis is unavailable, `acquire` rejects
 *   with one of code `store-unavailable`.
 * @example
 * ```ts
 * import { redisLimiter } from '@block-slots/client/redis'
 *
 * // In a program: (args) => client.sendCommand(args)
 * const limiter = redisLimiter({ send: async () => '', max: 25 })
 * console.log(Object.keys(limiter).join()) // => acquire,merge
 * ```
 */
export function redisLimiter(options: RedisLimiterOptions): Limiter {
  const settings = readOptions(options)
  const context = createContext(settings)
  const quotas = new QuotaMap((key) => createQuotaWaiters(settings.prefix, key))
  const acquire = async (request: LimiterRequest): Promise<Permit | LimitExceeded> => {
    request.signal.throwIfAborted()
    const now = request.clock.now()
    quotas.dropIdle((quota, isCrowded) => isIdle(settings, quota, now, isCrowded))
    return acquireFrom(context, quotas.find(request.key), request)
  }
  return {
    acquire,
    merge(from, to) {
      const old = quotas.find(from)
      const quota = quotas.find(to)
      if (old === quota) return
      old.mergedInto = quota
      quota.unreportedUntil = Math.max(quota.unreportedUntil, old.unreportedUntil)
      quota.ready = Promise.all([quota.ready, copySlots(context, old, quota)])
      for (const waiter of allWaiters(old)) {
        waiter.leave()
        acquire(waiter.request).then(waiter.resolve, waiter.reject)
      }
      old.pause?.abort()
    },
  }
}

function createContext(settings: RedisSettings): RedisContext {
  const { send, max, intervalMs, leaseMs, commandTimeoutMs, processes } = settings
  const processId = Math.random().toString(36).slice(2)
  let count = 0
  return {
    settings,
    commands: createCommands(createEval(send, commandTimeoutMs), { max, intervalMs, leaseMs }),
    createId: () => `${processId}:${(count += 1)}`,
    fallback:
      processes === undefined
        ? undefined
        : localLimiter({ max: Math.max(1, Math.floor(max / processes)), intervalMs }),
    unavailableUntil: -Infinity,
  }
}

/** True when nothing of value would be lost with a quota. Where there are many, those that Redis has dropped as well go. */
function isIdle(settings: RedisSettings, quota: QuotaWaiters, now: number, isCrowded: boolean): boolean {
  const { isPolling, usedAt, repliedAt, unreportedUntil } = quota
  const endsAt = isCrowded ? repliedAt + settings.leaseMs + settings.intervalMs : usedAt + memoryMs
  return endsAt <= now && !isPolling && unreportedUntil <= now
}

/** Waits for a permit of one quota. */
function acquireFrom(
  context: RedisContext,
  quota: QuotaWaiters,
  request: LimiterRequest,
): Promise<Permit | LimitExceeded> {
  const { clock, deadline } = request
  const { fallback, unavailableUntil } = context
  const now = clock.now()
  quota.clock = clock
  quota.usedAt = now
  if (fallback !== undefined && now < unavailableUntil) {
    return acquireFallback(context, quota, request, fallback)
  }
  const waiters = quota[request.priority]
  const { closedUntil } = waiters
  if (closedUntil > Math.max(deadline, now)) return Promise.resolve({ retryAt: closedUntil })
  return new Promise((resolve, reject) => {
    // The first waiter of a priority does not wait for the end of a pause that was made for the other.
    if (nextWaiter(waiters) === undefined) quota.pause?.abort()
    const onAbort = (): void => {
      if (nextOf(quota) === undefined) quota.pause?.abort()
    }
    enqueue(waiters, request, { resolve, reject, onAbort })
    void poll(context, quota)
  })
}

/** Copies what counts for one key to another, before the next command on the other. */
async function copySlots(context: RedisContext, from: QuotaWaiters, to: QuotaWaiters): Promise<void> {
  const { clock } = from
  if (clock === undefined) return
  try {
    await from.ready
    await context.commands.copy(from, to, clock)
  } catch {
    // Redis does not know of these slots, so nothing is sent until they count no longer.
    to.unreportedUntil = clock.now() + context.settings.intervalMs
  }
}
