import type { Clock } from '../../clock.ts'
import { readResponse } from '../headers.ts'
import type { Priority } from '../../options/call.ts'
import type { Limiter, LimiterRequest, LimitExceeded, Permit, PermitOutcome } from '../limiter.ts'
import { nextWaiter } from '../queue.ts'
import { createPermit } from '../permit.ts'
import { rootOf } from '../quota-map.ts'
import type { RedisCommands, ReleaseFields, ReleaseReply } from './commands.ts'
import type { RedisSettings } from './options.ts'
import type { QuotaWaiters } from './waiters.ts'

/** The parts that all quotas of one limiter share. */
export type RedisContext = {
  readonly settings: RedisSettings
  readonly commands: RedisCommands
  /** Makes an id that no other process makes. */
  readonly createId: () => string
  /** Grants the share of this process while Redis is unavailable. */
  readonly fallback: Limiter | undefined
  /** After a failure, a limiter with a fallback leaves Redis alone until then. */
  unavailableUntil: number
}

/** A slot that Redis granted, or that it has to learn of. */
export type RedisSlot = {
  readonly quota: QuotaWaiters
  readonly priority: Priority
  readonly id: string
  readonly clock: Clock
  /** The request that got it, which is notified of what its release changes. */
  readonly request?: LimiterRequest
}

/** Pauses between the attempts to report a release. A slot that is never reported counts until its lease ends. */
const reportPausesMs = [250, 1000]

const never = new AbortController().signal

/** Hands a granted slot to the next waiter. If none waits any more, gives it back. */
export function grantSlot(context: RedisContext, slot: RedisSlot, isProbe: boolean): void {
  const waiter = nextWaiter(slot.quota[slot.priority])
  if (waiter === undefined) return void releaseSlot(context, slot, { sent: 'no' })
  const { request } = waiter
  const { clock, key, notify } = request
  waiter.resolve(createPermit((outcome) => void releaseSlot(context, { ...slot, clock, request }, outcome)))
  if (isProbe) notify({ type: 'limit', at: clock.now(), key, state: 'probing' })
}

/** Reports the outcome of a request to Redis, several times if it fails. */
async function releaseSlot(context: RedisContext, slot: RedisSlot, outcome: PermitOutcome): Promise<void> {
  const { clock, request } = slot
  const fields = releaseFields(slot, outcome)
  for (const pauseMs of [...reportPausesMs, 0]) {
    // The quota may have been merged meanwhile.
    const quota = rootOf(slot.quota)
    try {
      await quota.ready
      const reply = await context.commands.release(quota, fields, clock)
      if (request !== undefined) emitChange(request, reply)
      // A slot came free at once, or the next poll is due at another time.
      if (outcome.sent !== 'yes' || reply.change !== undefined) quota.pause?.abort()
      return
    } catch {
      if (pauseMs > 0) await clock.sleep(pauseMs, never)
    }
  }
}

function releaseFields({ priority, id, clock }: RedisSlot, outcome: PermitOutcome): ReleaseFields {
  const fields = { priority, id, sent: outcome.sent, random: Math.random() }
  if (outcome.sent !== 'yes') return fields
  const { status, quota, retryAfterMs } = readResponse(outcome.status, outcome.headers, clock.now())
  const { max, intervalMs, ...announced } = quota
  return { ...fields, ...announced, status, announcedMax: max, announcedMs: intervalMs, retryAfterMs }
}

/** Notifies a request of what its release changed. */
function emitChange({ key, notify, clock }: LimiterRequest, { change, max, closedMs }: ReleaseReply): void {
  if (change === undefined) return
  const event = { type: 'limit', at: clock.now(), key, state: change, max } as const
  notify(change === 'closed' ? { ...event, until: event.at + closedMs } : event)
}

/** Acquires a permit from the fallback, and reports its request to Redis when that is available again. */
export async function acquireFallback(
  context: RedisContext,
  quota: QuotaWaiters,
  request: LimiterRequest,
  fallback: Limiter,
): Promise<Permit | LimitExceeded> {
  const result = await fallback.acquire(request)
  if (!('release' in result)) return result
  const { clock } = request
  const slot = { quota, priority: request.priority, id: context.createId(), clock, request }
  const noteUnreported = (): void => {
    quota.unreportedUntil = clock.now() + context.settings.intervalMs
  }
  noteUnreported()
  return createPermit((outcome) => {
    result.release(outcome)
    if (outcome.sent === 'no') return
    noteUnreported()
    void releaseSlot(context, slot, outcome)
  })
}
