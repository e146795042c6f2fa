import type { Clock } from '../../clock.ts'
import { nextWaiter, type PriorityQueue } from '../queue.ts'
import type { AcquireReply } from './commands.ts'
import { acquireFallback, grantSlot, type RedisContext } from './slots.ts'
import { allWaiters, closeUntil, nextOf, priorities, type QuotaWaiters } from './waiters.ts'

/** After a failure, a limiter with a fallback leaves Redis alone for this long. */
const unavailableMs = 1000

/** Longest pause between two polls, as a part of the window and in milliseconds: other processes can free slots at any time. */
const maxPauseDivisor = 10
const maxPauseMs = 500

/** A pause is longer by a random part, so that processes do not poll at the same moment. */
const jitterDivisor = 50
const maxJitterMs = 250

/** Polls Redis while requests wait. One poll at a time serves all of them. */
export async function poll(context: RedisContext, quota: QuotaWaiters): Promise<void> {
  if (quota.isPolling) return
  quota.isPolling = true
  for (let next = nextOf(quota); next !== undefined; next = nextOf(quota)) {
    const { clock } = next.request
    try {
      await quota.ready
      const pauseMs = await takeSlots(context, quota, clock)
      if (nextOf(quota) !== undefined) await pause(quota, pauseMs, clock)
    } catch (error) {
      context.unavailableUntil = clock.now() + unavailableMs
      giveUp(context, quota, error)
    }
  }
  quota.isPolling = false
}

/** Sends the waiters to the fallback, or fails them where there is none. */
function giveUp(context: RedisContext, quota: QuotaWaiters, error: unknown): void {
  const { fallback } = context
  for (const waiter of allWaiters(quota)) {
    if (fallback === undefined) waiter.reject(error)
    else {
      waiter.leave()
      acquireFallback(context, quota, waiter.request, fallback).then(waiter.resolve, waiter.reject)
    }
  }
}

/** Takes slots from Redis for the waiters, and returns the pause until the next poll. */
async function takeSlots(context: RedisContext, quota: QuotaWaiters, clock: Clock): Promise<number> {
  const { intervalMs, leaseMs } = context.settings
  const now = clock.now()
  const id = context.createId()
  const deadline = nextOf(quota)?.request.deadline ?? now
  const fields = {
    id,
    waiting: [waitingIn(quota.interactive), waitingIn(quota.bulk)],
    isKnown: quota.repliedAt + leaseMs + intervalMs > now,
    probeMs: Math.ceil(Math.min(leaseMs, Math.max(1, deadline - now))),
    unreportedMs: Math.ceil(Math.max(0, quota.unreportedUntil - now)),
  } as const
  const grantAll = (granted: AcquireReply['granted'], isProbe: boolean): void => {
    for (const [index, priority] of granted.entries()) {
      grantSlot(context, { quota, priority, id: `${id}:${index}`, clock }, isProbe)
    }
  }
  const reply = await context.commands.acquire(quota, fields, clock, (granted) => grantAll(granted, false))
  quota.repliedAt = now
  grantAll(reply.granted, reply.isProbe)
  for (const priority of priorities) closeUntil(quota[priority], now + reply[priority].notBeforeMs, now)
  return pauseMsAfter(reply, quota, intervalMs)
}

const waitingIn = ({ retry, first }: PriorityQueue): number => retry.items.size + first.items.size

function pauseMsAfter(reply: AcquireReply, quota: QuotaWaiters, intervalMs: number): number {
  const maxMs = Math.min(maxPauseMs, intervalMs / maxPauseDivisor)
  const pauses = priorities.map((priority) => {
    if (nextWaiter(quota[priority]) === undefined) return Infinity
    const { expectedMs = maxMs, notBeforeMs } = reply[priority]
    return notBeforeMs >= expectedMs ? expectedMs : Math.min(expectedMs, maxMs)
  })
  const pauseMs = Math.min(...pauses)
  return pauseMs > 0 ? pauseMs + Math.random() * Math.min(maxJitterMs, intervalMs / jitterDivisor) : 0
}

/** Waits for a while, or until a change makes the next poll due. */
async function pause(quota: QuotaWaiters, ms: number, clock: Clock): Promise<void> {
  quota.pause = new AbortController()
  await clock.sleep(ms, quota.pause.signal).catch(() => {})
  quota.pause = undefined
}
