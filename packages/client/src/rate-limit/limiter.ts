import type { Clock } from '../clock.ts'
import type { LimitEvent } from '../event.ts'
import type { Priority } from '../options/call.ts'

/** What a request needs to be let through. */
export type LimiterRequest = {
  /** What shares one quota: the address of the service and the sub-account, such as `https://… C2Quj…`. Holds no secret. */
  readonly key: string
  readonly priority: Priority
  /** True for a request that is sent again: it goes before those that were never sent. */
  readonly isRetry: boolean
  /** When the call ends, by the clock. */
  readonly deadline: number
  /** Ends the wait. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly notify: (event: LimitEvent) => void
}

/** What came of a request that was let through. */
export type PermitOutcome =
  /** It certainly never left. */
  | { readonly sent: 'no' }
  /** It was answered. */
  | { readonly sent: 'yes'; readonly status: number; readonly headers: Pick<Headers, 'get'> }
  /** It left, and no answer came. The service may still be about to read it. */
  | { readonly sent: 'no-response' }

/** A slot of the quota, taken from now until one window after it is settled. */
export type Permit = {
  /** Says what came of the request. Only the first time counts. Never throws or rejects. */
  readonly release: (settlement: PermitOutcome) => void
}

/** Nothing can be sent before the call ends. */
export type LimitExceeded = {
  /** When to try again, by the clock. */
  readonly retryAt: number
}

/** Lets requests through so that no window, wherever it starts, holds more of them than the service allows. */
export type Limiter = {
  /**
   * Waits for a slot. Resolves to a refusal when it is certain that none comes free before the deadline, rejects with the
   * signal's reason when that aborts, and with any other error when a shared store is out of reach.
   */
  readonly acquire: (request: LimiterRequest) => Promise<Permit | LimitExceeded>
  /** Says that two keys turned out to be of one sub-account: from now on both share the quota of the second. */
  readonly merge?: (from: string, to: string) => void
}
