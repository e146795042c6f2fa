import type { Clock } from '../../clock.ts'
import type { LimiterRequest } from '../limiter.ts'
import type { AcquireReply } from './commands.ts'
import { acquireFallback, grantSlot, quietMsOf, type RedisContext } from './slots.ts'
import { allWaiters, closeUntil, nextOf, prepare, priorities, type QuotaWaiters } from './waiters.ts'

/** A limiter with a fallback waits this long between two attempts to reach Redis. */
const unavailableMs = 1000

/** Longest pause between two polls, as a part of the window and in milliseconds: other processes can free slots at any time. */
const maxPauseDivisor = 10
const maxPauseMs = 500

/** A pause is longer by a random part, so that processes do not poll at the same moment. */
const jitterDivisor = 50
const maxJitterMs = 250

/** Polls Redis while requests wait. One loop at a time serves all of them. */
export async function poll(context: RedisContext, quota: QuotaWaiters): Promise<void> {
  const now = nextOf(quota)?.request.clock.now() ?? Infinity
  if (now < quota.pollsUntil || now === Infinity) return
  const loop = (quota.loop += 1)
  for (let next = nextOf(quota); next !== undefined && quota.loop === loop; next = nextOf(quota)) {
    const { request } = next
    const pauseMs = await takeSlots(context, quota, request).catch((error: unknown) =>
      giveUp(context, quota, request, error),
    )
    // Requests that came meanwhile decide as well.
    if (quota.loop === loop && nextOf(quota) !== undefined) await pause(quota, pauseMs(), request.clock)
  }
  if (quota.loop === loop) quota.pollsUntil = -Infinity
}

/**
 * Handles a failure, and returns how to calculate the pause until the next attempt. Without a fallback all waiters fail.
 * Otherwise they wait for Redis as long as the requests that it granted may count, and then go to the fallback.
 */
function giveUp(
  context: RedisContext,
  quota: QuotaWaiters,
  request: LimiterRequest,
  error: unknown,
): () => number {
  const { fallback, settings } = context
  const now = request.clock.now()
  // Between two failures that lie further apart, other processes may have reached Redis.
  const isFirst = now - quota.failedAt > settings.commandTimeoutMs + 2 * unavailableMs
  const lostAt = isFirst ? now : (quota.lostAt ?? now)
  const fallbackAt = lostAt + quietMsOf(context, request)
  quota.lostAt = lostAt
  quota.failedAt = now
  if (now >= fallbackAt) quota.fallbackUntil = now + unavailableMs
  for (const waiter of allWaiters(quota)) {
    if (fallback === undefined || waiter.request.deadline < fallbackAt) {
      waiter.resolve(Promise.reject(error))
    } else if (now >= fallbackAt) {
      waiter.resolve(acquireFallback(context, quota, waiter.request, fallback))
    }
  }
  return () => Math.min(unavailableMs, Math.max(0, fallbackAt - now))
}

/** Takes slots from Redis for the waiters, and returns how to calculate the pause until the next poll. */
async function takeSlots(
  context: RedisContext,
  quota: QuotaWaiters,
  request: LimiterRequest,
): Promise<() => number> {
  const { intervalMs, leaseMs, commandTimeoutMs } = context.settings
  const { clock } = request
  // Merging takes up to three commands.
  quota.pollsUntil = clock.now() + 4 * commandTimeoutMs
  await prepare(quota, clock)
  const now = clock.now()
  const id = context.createId()
  const { keys } = quota
  const deadline = nextOf(quota)?.request.deadline ?? now
  const fields = {
    id,
    waiting: [quota.interactive.size, quota.bulk.size],
    isKnown: quota.repliedAt + leaseMs + intervalMs > now,
    probeMs: Math.ceil(Math.min(leaseMs, Math.max(1, deadline - now))),
    unreportedMs: Math.ceil(unreportedMsOf(context, quota, request, now)),
  } as const
  const grantAll = (granted: AcquireReply['granted'], isProbe: boolean): void => {
    for (const [index, priority] of granted.entries()) {
      grantSlot(context, { quota, keys, priority, id: `${id}:${index}`, clock }, isProbe)
    }
  }
  const reply = await context.commands.acquire(keys, fields, clock, (granted) => grantAll(granted, false))
  quota.repliedAt = now
  quota.lostAt = undefined
  if ('movedTo' in reply) {
    context.follow(quota, reply.movedTo)
    return () => 0
  }
  grantAll(reply.granted, reply.isProbe)
  for (const priority of priorities) closeUntil(quota[priority], now + reply[priority].notBeforeMs, now)
  return () => pauseMsAfter(reply, quota, intervalMs)
}

/** Calculates how long requests count that Redis does not know of: those of this process, and the shares of others. */
function unreportedMsOf(
  context: RedisContext,
  quota: QuotaWaiters,
  request: LimiterRequest,
  now: number,
): number {
  if (context.fallback === undefined) return Math.max(0, quota.unreportedUntil - now)
  const quietMs = quietMsOf(context, request)
  const { lostAt = now, failedAt } = quota
  const othersMaySend = now - lostAt >= quietMs && now - failedAt < 2 * quietMs
  return othersMaySend || quota.unreported > 0 ? quietMs : Math.max(0, quota.unreportedUntil - now)
}

function pauseMsAfter(reply: AcquireReply, quota: QuotaWaiters, intervalMs: number): number {
  const maxMs = Math.min(maxPauseMs, intervalMs / maxPauseDivisor)
  const pauses = priorities.map((priority) => {
    if (quota[priority].size === 0) return Infinity
    const { expectedMs = maxMs, notBeforeMs } = reply[priority]
    return notBeforeMs >= expectedMs ? expectedMs : Math.min(expectedMs, maxMs)
  })
  const pauseMs = Math.min(...pauses)
  return pauseMs > 0 ? pauseMs + Math.random() * Math.min(maxJitterMs, intervalMs / jitterDivisor) : 0
}

/** Waits for a while, or until a change makes the next poll due. */
async function pause(quota: QuotaWaiters, ms: number, clock: Clock): Promise<void> {
  const stop = new AbortController()
  quota.pause = stop
  quota.pollsUntil = clock.now() + ms + unavailableMs
  await clock.sleep(ms, stop.signal).catch(() => {})
  if (quota.pause === stop) quota.pause = undefined
}
