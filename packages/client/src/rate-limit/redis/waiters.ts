import type { Clock } from '../../clock.ts'
import { createPriorityQueue, nextWaiter, waitersOf, type PriorityQueue, type Waiter } from '../queue.ts'

/** The waiters of one priority in this process. */
export type PriorityWaiters = PriorityQueue & {
  /** Redis certainly grants nothing before. */
  closedUntil: number
}

/** One quota as one process sees it: its waiters. Everything that counts is in Redis. */
export type QuotaWaiters = {
  readonly keys: readonly string[]
  readonly interactive: PriorityWaiters
  readonly bulk: PriorityWaiters
  /** True while Redis is polled for the waiters. */
  isPolling: boolean
  /** Ends the pause between two polls. */
  pause: AbortController | undefined
  /** When a permit was last requested. A quota that was merged before its first use is kept until then. */
  usedAt: number
  /** When Redis last replied. */
  repliedAt: number
  /** Until when requests count that Redis does not know of. */
  unreportedUntil: number
  /** The clock of the last request. */
  clock: Clock | undefined
  /** Work that has to end before the next command. */
  ready: Promise<unknown> | undefined
  mergedInto: QuotaWaiters | undefined
}

/** The priorities, in the order in which the scripts number them from 1. */
export const priorities = ['interactive', 'bulk'] as const

/** The Redis keys of a quota, in the order of KEYS in the scripts. */
const keyNames = [
  'state',
  ...priorities.flatMap((priority) => [`${priority}:in-flight`, `${priority}:released`]),
  'others',
]

const createWaiters = (): PriorityWaiters => ({ ...createPriorityQueue(), closedUntil: -Infinity })

/** Makes a quota without waiters. */
export function createQuotaWaiters(prefix: string, key: string): QuotaWaiters {
  // Redis Cluster places a key by the text between the braces alone, so all keys of a quota are on one node. Half a
  // surrogate pair cannot be encoded.
  const name = `${prefix}{${encodeURIComponent(key.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))}}:`
  return {
    keys: keyNames.map((part) => name + part),
    interactive: createWaiters(),
    bulk: createWaiters(),
    isPolling: false,
    pause: undefined,
    usedAt: Infinity,
    repliedAt: -Infinity,
    unreportedUntil: -Infinity,
    clock: undefined,
    ready: undefined,
    mergedInto: undefined,
  }
}

/** Returns the waiter of a quota that is next in line. */
export function nextOf({ interactive, bulk }: QuotaWaiters): Waiter | undefined {
  return nextWaiter(interactive) ?? nextWaiter(bulk)
}

/** Lists every waiter of a quota. */
export function allWaiters({ interactive, bulk }: QuotaWaiters): Waiter[] {
  return [...waitersOf(interactive), ...waitersOf(bulk)]
}

/**
 * Notes that Redis grants nothing before a moment, and refuses the waiters whose deadline is earlier. All of them are
 * checked only when the moment has moved; otherwise the first is enough.
 */
export function closeUntil(waiters: PriorityWaiters, openAt: number, now: number): void {
  // The same moment comes out of every poll with the error of two clock readings and one round trip.
  const hasMoved = Math.abs(openAt - waiters.closedUntil) > 50
  waiters.closedUntil = openAt > now ? openAt : -Infinity
  if (openAt <= now) return
  const next = nextWaiter(waiters)
  const checked = hasMoved ? waitersOf(waiters) : next === undefined ? [] : [next]
  for (const { request, resolve } of checked) if (request.deadline < openAt) resolve({ retryAt: openAt })
}
