import type { Clock } from '../../clock.ts'
import { isExhausted, readResponse } from '../headers.ts'
import type { Priority } from '../../options/call.ts'
import type { LimiterRequest, LimitExceeded, Permit, PermitOutcome } from '../limiter.ts'
import type { LocalQuotas } from '../local-quotas.ts'
import { graceMs } from '../policy.ts'
import { createPermit } from '../permit.ts'
import type { RedisCommands, ReleaseFields, ReleaseReply } from './commands.ts'
import type { RedisSettings } from './options.ts'
import { keysOf, prepare, rootOf, type QuotaWaiters } from './waiters.ts'

/** The parts that all quotas of one limiter share. */
export type RedisContext = {
  readonly settings: RedisSettings
  readonly commands: RedisCommands
  /** Makes an id that no other process makes. */
  readonly createId: () => string
  /** The share of this process while Redis is unavailable. Counts what Redis granted to this process as well. */
  readonly fallback: LocalQuotas | undefined
  /** Continues a quota in the one of another key, as Redis says. */
  readonly follow: (quota: QuotaWaiters, key: string) => void
}

/** A slot that Redis granted, or that it has to learn of. */
export type RedisSlot = {
  readonly quota: QuotaWaiters
  /** The Redis keys that it was granted on. */
  readonly keys: readonly string[]
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
  const waiter = rootOf(slot.quota)[slot.priority].head
  if (waiter === undefined) return void releaseSlot(context, slot, { sent: 'no' })
  const { request } = waiter
  const { clock, key, notify } = request
  // Counted here as well, so that the share of this process does not come on top of it when Redis is lost.
  const counted = context.fallback?.find(request).take({ ...request, notify: () => {} }, clock.now())
  waiter.resolve(
    createPermit((outcome) => {
      counted?.release(outcome)
      void releaseSlot(context, { ...slot, clock, request }, outcome)
    }),
  )
  if (isProbe) notify({ type: 'limit', at: clock.now(), key, state: 'probing' })
}

/** Reports the outcome of a request to Redis, several times if it fails. */
async function releaseSlot(context: RedisContext, slot: RedisSlot, outcome: PermitOutcome): Promise<void> {
  const { clock, request } = slot
  const fields = releaseFields(slot, outcome)
  let { keys } = slot
  for (const pauseMs of [...reportPausesMs, 0]) {
    // The quota may have been merged meanwhile.
    const quota = rootOf(slot.quota)
    try {
      await prepare(quota, clock)
      let reply = await context.commands.release(keys, fields, clock)
      // It counts where the quota continues. There are two steps at most: a token, and its sub-account.
      for (let steps = 0; 'movedTo' in reply && steps < 2; steps++) {
        keys = keysOf(context.settings.prefix, reply.movedTo)
        reply = await context.commands.release(keys, fields, clock)
      }
      if ('movedTo' in reply) return
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
  const fields = { priority, id, sent: outcome.sent }
  if (outcome.sent !== 'yes') return fields
  const response = readResponse(outcome.status, outcome.headers, clock.now())
  const { status, quota, retryAfterMs } = response
  const { max, intervalMs, ...announced } = quota
  const random = isExhausted(response) ? Math.random() : undefined
  return { ...fields, ...announced, status, announcedMax: max, announcedMs: intervalMs, retryAfterMs, random }
}

/** Notifies a request of what its release changed. */
function emitChange({ key, notify, clock }: LimiterRequest, { change, max, closedMs }: ReleaseReply): void {
  if (change === undefined) return
  const event = { type: 'limit', at: clock.now(), key, state: change, max } as const
  notify(change === 'closed' ? { ...event, until: event.at + closedMs } : event)
}

/**
 * Calculates how long nothing is sent after Redis was lost, or was unavailable for so long that processes have sent their
 * shares: until requests that were in flight then count no longer.
 */
export function quietMsOf({ settings, fallback }: RedisContext, request: LimiterRequest): number {
  return Math.max(settings.intervalMs, fallback?.find(request).intervalMs ?? 0) + graceMs
}

/** Acquires a permit from the fallback, and reports its request to Redis when that is available again. */
export async function acquireFallback(
  context: RedisContext,
  quota: QuotaWaiters,
  request: LimiterRequest,
  fallback: LocalQuotas,
): Promise<Permit | LimitExceeded> {
  const result = await fallback.acquire(request)
  if (!('release' in result)) return result
  const { clock, priority } = request
  const { keys } = quota
  const slot = { quota, keys, priority, id: context.createId(), clock, request }
  quota.unreported++
  return createPermit((outcome) => {
    result.release(outcome)
    const root = rootOf(quota)
    root.unreported--
    if (outcome.sent === 'no') return
    root.unreportedUntil = clock.now() + quietMsOf(context, request)
    void releaseSlot(context, slot, outcome)
  })
}
