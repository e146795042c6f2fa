import type { Clock } from '../../clock.ts'
import type { Limiter, LimiterRequest, LimitExceeded, Permit } from '../limiter.ts'
import { localQuotas } from '../local-quotas.ts'
import { graceMs } from '../policy.ts'
import { Waiter } from '../queue.ts'
import { QuotaMap } from '../quota-map.ts'
import { createState } from '../state.ts'
import { createCommands } from './commands.ts'
import { createEval, type RedisSend } from './eval.ts'
import { readOptions, type RedisLimiterOptions, type RedisSettings } from './options.ts'
import { poll } from './poll.ts'
import { acquireFallback, type RedisContext } from './slots.ts'
import { allWaiters, createQuotaWaiters, keysOf, nextOf, rootOf, type QuotaWaiters } from './waiters.ts'

export type { RedisLimiterOptions, RedisSend }

/**
 * Limits the requests of all processes that share one Redis (version 6 or newer), by the clock of its server alone. All
 * guarantees of `localLimiter` hold across these processes.
 *
 * Redis must not evict keys (`maxmemory-policy noeviction`). With a cluster, `send` has to choose the node of the first
 * key, which is the fourth word of a command. After Redis has lost its data, nothing is sent for one window and five
 * seconds, when requests that were in flight count no longer.
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
  const quotas = new QuotaMap((key) => createQuotaWaiters(settings, key))
  const context = createContext(settings, (quota, key) => {
    // What Redis says was true until this process saw the token with another sub-account.
    if (quota.isShared) {
      quota.tasks.push((clock) => context.commands.move(quota.keys, undefined, clock))
      return
    }
    context.fallback?.merge(quota.key, key)
    const [, to] = quotas.merge(quota.key, key) ?? []
    if (to === undefined) quota.keys = keysOf(settings.prefix, key)
    else join(context, quota, to)
  })
  return {
    async acquire(request) {
      request.signal.throwIfAborted()
      return acquireFrom(context, quotas.find(request.key, request.clock), request)
    },
    merge(from, to) {
      context.fallback?.merge(from, to)
      const [old, quota] = quotas.merge(from, to) ?? []
      if (old === undefined || quota === undefined) return
      join(context, old, quota, { from, to, onShared: () => quotas.share(from) })
    },
  }
}

function createContext(settings: RedisSettings, follow: RedisContext['follow']): RedisContext {
  const { send, max, intervalMs, leaseMs, commandTimeoutMs, processes } = settings
  const processId = Math.random().toString(36).slice(2)
  let count = 0
  return {
    settings,
    commands: createCommands(createEval(send, commandTimeoutMs), { max, intervalMs, leaseMs }),
    createId: () => `${processId}:${(count += 1)}`,
    fallback:
      processes === undefined ? undefined : localQuotas(() => createState(max, intervalMs, processes)),
    follow,
  }
}

/** Waits for a permit of one quota. */
function acquireFrom(
  context: RedisContext,
  quota: QuotaWaiters,
  request: LimiterRequest,
): Promise<Permit | LimitExceeded> {
  const { clock, deadline } = request
  const { fallback, settings } = context
  const now = clock.now()
  quota.usedAt = now
  if (fallback !== undefined && now < quota.fallbackUntil) {
    return acquireFallback(context, quota, request, fallback)
  }
  const waiters = quota[request.priority]
  const { closedUntil } = waiters
  if (closedUntil > Math.max(deadline, now)) return Promise.resolve({ retryAt: closedUntil })
  // The first waiter of a priority does not wait for the end of a pause that was made for the other.
  if (waiters.size === 0) quota.pause?.abort()
  const waiter = new Waiter(request, () => {
    const root = rootOf(quota)
    if (nextOf(root) === undefined) root.pause?.abort()
  })
  waiter.join(waiters)
  const watch = (): void => {
    void poll(context, rootOf(quota))
    if (waiter.isWaiting) waiter.wakeAfter(settings.commandTimeoutMs, watch)
  }
  watch()
  return waiter.result
}

/** A merge that other processes may not know of. */
type MergeNews = {
  readonly from: string
  readonly to: string
  /** Called when they know that the token serves several sub-accounts. */
  readonly onShared: () => void
}

/** Continues a quota in another, and tells other processes so, unless the news comes from Redis. */
function join(context: RedisContext, old: QuotaWaiters, quota: QuotaWaiters, news?: MergeNews): void {
  const { commands, settings } = context
  old.mergedInto = quota
  quota.unreportedUntil = Math.max(quota.unreportedUntil, old.unreportedUntil)
  quota.unreported += old.unreported
  const { ready, tasks } = old
  const copy = async (clock: Clock): Promise<void> => {
    try {
      await ready
      await Promise.all(tasks.map((task) => task(clock)))
      const known =
        news === undefined ? 'known' : await commands.move(keysOf(settings.prefix, news.from), news.to, clock)
      if (known === 'shared') return news?.onShared()
      await commands.copy(old.keys, quota.keys, known === 'new' && news?.from === old.key, clock)
    } catch {
      // Redis does not know of these slots, so nothing is sent until they count no longer.
      quota.unreportedUntil = clock.now() + settings.intervalMs + graceMs
      quota.tasks.push(copy)
    }
  }
  quota.tasks.push(copy)
  for (const waiter of allWaiters(old)) waiter.join(quota[waiter.request.priority])
  old.pause?.abort()
  quota.pause?.abort()
  void poll(context, quota)
}
