import type { Clock } from '../clock.ts'
import type { LimitEvent } from '../event.ts'
import type { Priority } from '../options/call.ts'

/** A request that needs a permit. */
export type LimiterRequest = {
  /**
   * Names the quota: the address of the service and the sub-account, such as `https://… C2Quj…`, or a hash of the token,
   * such as `https://… #1x5f…`, until its sub-account is known. Holds no secret.
   */
  readonly key: string
  readonly priority: Priority
  /** True for a retry. Retries go before first attempts. */
  readonly isRetry: boolean
  /** When the call ends, by the clock. */
  readonly deadline: number
  /** Ends the wait. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly notify: (event: LimitEvent) => void
}

/** The outcome of a permitted request. */
export type PermitOutcome =
  /** It was certainly never sent. */
  | { readonly sent: 'no' }
  /** A response came. */
  | { readonly sent: 'yes'; readonly status: number; readonly headers: Pick<Headers, 'get'> }
  /** It was sent, and no response came. It may still reach the service. */
  | { readonly sent: 'no-response' }

/** A slot of the quota, taken until one window after its release. */
export type Permit = {
  /** Reports the outcome of the request. Only the first call counts. Never throws or rejects. */
  readonly release: (outcome: PermitOutcome) => void
}

/** The quota allows no request before the call ends. */
export type LimitExceeded = {
  /** When to try again, by the clock. */
  readonly retryAt: number
}

/** Grants permits so that no window, wherever it starts, holds more requests than the service allows. */
export type Limiter = {
  /**
   * Waits for a permit; returns one at once, without a promise, if it can. Resolves to `LimitExceeded` when it is certain
   * that no slot comes free before the deadline. Rejects with the reason of the signal when that aborts, and with any other
   * error when a shared store is unavailable.
   */
  readonly acquire: (request: LimiterRequest) => Permit | LimitExceeded | Promise<Permit | LimitExceeded>
  /**
   * Reports that the requests of one key, that of a token, belong to the quota of another, that of a sub-account. They
   * continue there, unless the token is known to belong to another sub-account as well.
   */
  readonly merge?: (from: string, to: string) => void
}
