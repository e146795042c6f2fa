import type { Clock } from '../../clock.ts'
import { memoryMs } from '../policy.ts'
import { WaiterQueue, type Waiter } from '../queue.ts'
import type { RedisSettings } from './options.ts'

/** The waiters of one priority in this process. */
export class PriorityWaiters extends WaiterQueue {
  /** Redis certainly grants nothing before. */
  closedUntil: number = -Infinity
}

/** One quota as one process sees it: its waiters. Everything that counts is in Redis. */
export type QuotaWaiters = {
  readonly key: string
  keys: readonly string[]
  readonly interactive: PriorityWaiters
  readonly bulk: PriorityWaiters
  /** The number of the loop that polls Redis for the waiters. */
  loop: number
  /** When that loop polls again at the latest. Later it is lost, since it ends with the request that began it. */
  pollsUntil: number
  /** Ends the pause between two polls. */
  pause: AbortController | undefined
  /** When a permit was last requested. A quota that was merged before its first use is kept until then. */
  usedAt: number
  /** When Redis last replied. */
  repliedAt: number
  /** When Redis was lost, if it is, and when it last failed. */
  lostAt: number | undefined
  failedAt: number
  /** Redis is left alone until then, and the share of this process is used. */
  fallbackUntil: number
  /** Until when requests count that Redis does not know of, and how many of them are in flight. */
  unreportedUntil: number
  unreported: number
  /** Work that has to end before the next command, and work that has to begin before it. */
  ready: Promise<unknown> | undefined
  tasks: ((clock: Clock) => Promise<unknown>)[]
  /** The quota that it continues in. */
  mergedInto: QuotaWaiters | undefined
  isShared: boolean
  readonly isIdle: (now: number, isCrowded: boolean) => boolean
}

/** The priorities, in the order in which the scripts number them from 1. */
export const priorities = ['interactive', 'bulk'] as const

/** The Redis keys of a quota, in the order of KEYS in the scripts. */
const keyNames = [
  'state',
  ...priorities.flatMap((priority) => [`${priority}:in-flight`, `${priority}:released`]),
  'others',
]

/** Encodes the key of a quota. Half a surrogate pair cannot be encoded. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))
}

/** Names the Redis keys of a quota. */
export function keysOf(prefix: string, key: string): string[] {
  // Redis Cluster places a key by the text between the braces alone, so all keys of a quota are on one node.
  const name = `${prefix}{${encodeKey(key)}}:`
  return keyNames.map((part) => name + part)
}

/** Makes a quota without waiters. */
export function createQuotaWaiters(settings: RedisSettings, key: string): QuotaWaiters {
  const quota: QuotaWaiters = {
    key,
    keys: keysOf(settings.prefix, key),
    interactive: new PriorityWaiters(),
    bulk: new PriorityWaiters(),
    loop: 0,
    pollsUntil: -Infinity,
    pause: undefined,
    usedAt: Infinity,
    repliedAt: -Infinity,
    lostAt: undefined,
    failedAt: -Infinity,
    fallbackUntil: -Infinity,
    unreportedUntil: -Infinity,
    unreported: 0,
    ready: undefined,
    tasks: [],
    mergedInto: undefined,
    isShared: false,
    isIdle(now, isCrowded) {
      const { pollsUntil, usedAt, repliedAt, unreportedUntil, unreported } = quota
      // Where there are many, those that Redis has dropped as well go.
      const endsAt = isCrowded ? repliedAt + settings.leaseMs + settings.intervalMs : usedAt + memoryMs
      return Math.max(endsAt, pollsUntil, unreportedUntil) <= now && unreported === 0
    },
  }
  return quota
}

/** Returns the quota that another continues in, and itself otherwise. */
export function rootOf(quota: QuotaWaiters): QuotaWaiters {
  let root = quota
  while (root.mergedInto !== undefined) root = root.mergedInto
  return root
}

/** Returns the waiter of a quota that is next in line. */
export function nextOf({ interactive, bulk }: QuotaWaiters): Waiter | undefined {
  return interactive.head ?? bulk.head
}

/** Lists every waiter of a quota. */
export function allWaiters({ interactive, bulk }: QuotaWaiters): Waiter[] {
  return [...interactive.list(), ...bulk.list()]
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
  const { head } = waiters
  for (const waiter of hasMoved ? waiters.list() : head === undefined ? [] : [head]) {
    if (waiter.request.deadline < openAt) waiter.resolve({ retryAt: openAt })
  }
}

/** Carries out what has to come before the next command. */
export async function prepare(quota: QuotaWaiters, clock: Clock): Promise<void> {
  const tasks = quota.tasks.splice(0)
  if (tasks.length > 0) quota.ready = Promise.all([quota.ready, ...tasks.map((task) => task(clock))])
  await quota.ready
}
