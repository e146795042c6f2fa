import type { Clock } from '../clock.ts'
import type { Limiter } from '../rate-limit/limiter.ts'
import { localLimiter } from '../rate-limit/local.ts'
import type { ListedBlock } from '../create/match.ts'

/** What is known of one owner's list: whether it shows what was made, which must be sure before absence proves anything. */
export type ListTrust = {
  /** The last block that was made there, to look for. */
  last?: ListedBlock
  /** A block made there was seen in the list as it was sent, or it was seen changed. */
  seen?: 'same' | 'changed'
}

/** What was done on one service, for clients that reach it by the same function. */
export type ServiceHistory = {
  /** The call under way for each natural key; the next one for the same waits for it. */
  readonly mutex: Map<string, Promise<unknown>>
  /** Blocks that were made or adopted, by service and id: never taken for the result of another create. */
  readonly claimed: Map<string, true>
  /** The last block that was made of each natural key, and when: a list may not show it yet. */
  readonly made: Map<string, { readonly id: string; readonly at: number }>
  /** Until when a block of each natural key may still appear, since the outcome of a call is not known. */
  readonly unresolvedUntil: Map<string, number>
  /** What was deleted or updated, or may have been, by service and id: a list may still show it as it was. */
  readonly changedIds: Map<string, 'deleted' | 'updated' | 'unknown'>
}

/** What all clients that go by the same clock have together: clients are often made anew for every request. */
export type Shared = {
  readonly limiter: Limiter
  /** Counts the clients, to tell those apart whose sub-account is not known yet. */
  clients: number
  /** What is left for retries, by what shares a limit and by kind of operation. */
  readonly budgets: Map<string, number>
  readonly memories: WeakMap<object, ServiceHistory>
}

/** So many entries each; the oldest is forgotten for a new one. */
const remembered = 10_000

const all = new WeakMap<Clock, Shared>()

/** What the clients of this process share. */
export function sharedBy(clock: Clock): Shared {
  const known = all.get(clock)
  if (known !== undefined) return known
  const shared: Shared = {
    limiter: localLimiter(),
    clients: 1,
    budgets: new Map(),
    memories: new WeakMap(),
  }
  all.set(clock, shared)
  return shared
}

/** What the clients that send through the same function remember. */
export function historyOf({ memories }: Shared, fetch: object): ServiceHistory {
  const known = memories.get(fetch)
  if (known !== undefined) return known
  const memory: ServiceHistory = {
    mutex: new Map(),
    claimed: new Map(),
    made: new Map(),
    unresolvedUntil: new Map(),
    changedIds: new Map(),
  }
  memories.set(fetch, memory)
  return memory
}

/** Sets an entry as the youngest one, and forgets the oldest when there are too many: many at once, since a map is slow to find its first. */
export function setBounded<Value>(entries: Map<string, Value>, key: string, value: Value): Value {
  entries.delete(key)
  entries.set(key, value)
  if (entries.size > remembered) {
    let surplus = remembered / 10
    for (const oldest of entries.keys()) {
      entries.delete(oldest)
      if (--surplus === 0) break
    }
  }
  return value
}
