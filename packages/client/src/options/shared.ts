import type { Clock } from '../clock.ts'
import type { ServiceHistory } from '../create/history.ts'
import type { Limiter } from '../rate-limit/limiter.ts'
import { localLimiter } from '../rate-limit/local.ts'

/** State shared by all clients with the same clock; many programs create a client per request. */
export type Shared = {
  readonly limiter: Limiter
  /** The rest of each retry budget, by quota and kind of operation. */
  readonly budgets: Map<string, number>
  /** The history of each service, by the function that requests are sent with. */
  readonly histories: WeakMap<object, ServiceHistory>
}

const sharedByClock = new WeakMap<Clock, Shared>()

/** Returns the state of all clients of this process with the same clock. */
export function sharedBy(clock: Clock): Shared {
  return getOrCreate(sharedByClock, clock, () => ({
    limiter: localLimiter(),
    budgets: new Map(),
    histories: new WeakMap(),
  }))
}

/** Returns the history of all clients that send through the same function. */
export function historyOf({ histories }: Shared, fetch: object): ServiceHistory {
  return getOrCreate(histories, fetch, () => ({
    mutex: new Map(),
    claimed: new Map(),
    created: new Map(),
    unresolvedUntil: new Map(),
    changedIds: new Map(),
  }))
}

function getOrCreate<Key extends object, Value>(
  values: WeakMap<Key, Value>,
  key: Key,
  create: () => Value,
): Value {
  const value = values.get(key) ?? create()
  values.set(key, value)
  return value
}
