import type { Operation } from './operation.ts'
import type { Applied, ErrorCode } from './error.ts'

/** A request was sent, and its outcome was decided. */
export type AttemptEvent = {
  readonly type: 'attempt'
  /** When it was sent, in milliseconds of the client's clock. */
  readonly at: number
  /** Operation of the request; reads that reconcile a create are `listBlockedSlots`. */
  readonly operation: Operation
  /** Counts the requests of one call from 1. */
  readonly attempt: number
  readonly durationMs: number
  /** The HTTP status, if a response came. */
  readonly status?: number
  /** The error code, if the attempt failed. */
  readonly code?: ErrorCode
  /** `yes` when the service applied it, `unknown` when it may have; `no` for every read. */
  readonly applied: Applied
}

/** A call waits before it goes on. */
export type WaitEvent = {
  readonly type: 'wait'
  readonly at: number
  readonly operation: Operation
  /**
   * Backoff between attempts, a time that the service asked for, a refused token that is tried again, or a block that may still
   * appear in the list.
   */
  readonly reason: 'backoff' | 'retry-after' | 'token' | 'reconcile'
  readonly waitMs: number
}

/** A look at the list, to reconcile a create with an unknown outcome. */
export type ReconcileEvent = {
  readonly type: 'reconcile'
  readonly at: number
  readonly operation: Operation
  /** Blocks that can be the result of the create. */
  readonly found: number
  /**
   * `adopted`: the block was found and is the result. `waiting`: it may still appear, or another list may
   * prove more. `absent`: it was certainly not created.
   * `inconclusive`: the list proves nothing.
   */
  readonly outcome: 'adopted' | 'waiting' | 'absent' | 'inconclusive'
}

/** The rate limit of a sub-account changed. */
export type LimitEvent = {
  readonly type: 'limit'
  readonly at: number
  /** The quota: the address of the service and the sub-account. */
  readonly key: string
  /** `closed` after a 429, `probing` while one request is tried, `open` when it succeeded, `changed` when `max` changed. */
  readonly state: 'closed' | 'probing' | 'open' | 'changed'
  /** Until when nothing is sent, for `closed`. */
  readonly until?: number
  /** Requests allowed in one window now. */
  readonly max?: number
}

/** A refresh of an access token has ended. */
export type RefreshEvent = {
  readonly type: 'refresh'
  readonly at: number
  readonly outcome: 'renewed' | 'adopted' | 'failed'
  readonly durationMs: number
  /** When the new token expires. */
  readonly expiresAt?: number
  readonly code?: ErrorCode
}

/** Events of a client. Plain data without secrets, safe to log as it is. */
export type ClientEvent = AttemptEvent | LimitEvent | ReconcileEvent | RefreshEvent | WaitEvent

/** Listener for the events of a client. Errors that it throws are ignored, so that it cannot change what happens. */
export type OnEvent = (event: ClientEvent) => void

// oxlint-disable-next-line docs/require-example -- not public
/** The listener of a client without one. Code that compares with it builds no event. */
export const ignoreEvent = (): void => {}
