import type { Clock } from '../clock.ts'
import type { OpenCreates, ServiceHistory } from '../create/history.ts'
import type { Limiter } from '../rate-limit/limiter.ts'
import type { Mutex } from '../mutex.ts'
import { localLimiter } from '../rate-limit/local.ts'

/** State shared by all clients with the same clock; many programs create a client per request. */
export type Shared = {
  readonly limiter: Limiter
  /** The rest of each retry budget, by quota and kind of operation. */
  readonly budgets: Map<string, number>
  /** The history of each service. */
  readonly histories: Map<string, ServiceHistory>
  readonly open: OpenCreates
  /** Counts the requests that were sent, whose order no clock tells for certain. */
  readonly sent: { count: number }
  /** One create at a time for each service, owner and time: the results of two concurrent ones are indistinguishable. */
  readonly mutex: Mutex
}

const sharedByClock = new WeakMap<Clock, Shared>()

/** Returns the state of all clients of this process with the same clock. */
export function sharedBy(clock: Clock): Shared {
  const shared: Shared = sharedByClock.get(clock) ?? {
    limiter: localLimiter(),
    budgets: new Map(),
    histories: new Map(),
    open: new Map(),
    sent: { count: 0 },
    mutex: new Map(),
  }
  sharedByClock.set(clock, shared)
  return shared
}
