import type { Clock } from '../clock.ts'
import type { ServiceHistory } from '../create/history.ts'
import type { Limiter } from '../rate-limit/limiter.ts'
import { localLimiter } from '../rate-limit/local.ts'

/** State shared by all clients with the same clock; many programs create a client per request. */
export type Shared = {
  readonly limiter: Limiter
  /** Counts the clients, to tell those apart whose sub-account is not known yet. */
  clients: number
  /** The rest of each retry budget, by quota and kind of operation. */
  readonly budgets: Map<string, number>
  /** The history of each service, by the function that requests are sent with. */
  readonly histories: WeakMap<object, ServiceHistory>
}

const sharedByClock = new WeakMap<Clock, Shared>()

/** Returns the state of all clients of this process with the same clock. */
export function sharedBy(clock: Clock): Shared {
  const known = sharedByClock.get(clock)
  if (known !== undefined) return known
  const shared: Shared = {
    limiter: localLimiter(),
    clients: 1,
    budgets: new Map(),
    histories: new WeakMap(),
  }
  sharedByClock.set(clock, shared)
  return shared
}

/** Returns the history of all clients that send through the same function. */
export function historyOf({ histories }: Shared, fetch: object): ServiceHistory {
  const known = histories.get(fetch)
  if (known !== undefined) return known
  const history: ServiceHistory = {
    mutex: new Map(),
    claimed: new Map(),
    created: new Map(),
    unresolvedUntil: new Map(),
    changedIds: new Map(),
  }
  histories.set(fetch, history)
  return history
}
