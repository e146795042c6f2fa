import type { Operation } from './operation.ts'
import type { Applied, ErrorCode } from './error.ts'

/** A request was sent, and it is known what came of it. */
export type AttemptEvent = {
  readonly type: 'attempt'
  /** When it was sent, in milliseconds of the client's clock. */
  readonly at: number
  /** What was called; reads that settle the outcome of a create count as `listBlockedSlots`. */
  readonly operation: Operation
  /** Counts the requests of one call from 1. */
  readonly attempt: number
  readonly durationMs: number
  /** The HTTP status, if an answer came. */
  readonly status?: number
  /** What went wrong, if something did. */
  readonly code?: ErrorCode
  /** Whether the service carried it out; `no` for every read. */
  readonly applied: Applied
}

/** A call waits before it goes on. */
export type WaitEvent = {
  readonly type: 'wait'
  readonly at: number
  readonly operation: Operation
  /** Why: between attempts, because the service said when, before a refused token is tried again, for a lost create to appear. */
  readonly reason: 'backoff' | 'retry-after' | 'token' | 'reconcile'
  readonly waitMs: number
}

/** A create whose outcome was unknown was looked for in the list. */
export type ReconcileEvent = {
  readonly type: 'reconcile'
  readonly at: number
  readonly operation: Operation
  /** Blocks that can be the one. */
  readonly found: number
  /**
   * What follows: it was found and is taken for the result, it may still appear, it certainly is not there, or the list
   * cannot prove anything.
   */
  readonly outcome: 'adopted' | 'waiting' | 'absent' | 'doubtful'
}

/** The rate limit of a sub-account changed. */
export type LimitEvent = {
  readonly type: 'limit'
  readonly at: number
  /** What shares the quota: the address of the service and the sub-account. */
  readonly key: string
  /** `closed` after a 429, `probing` when one request tries, `open` when it got through, `changed` when `max` did. */
  readonly state: 'closed' | 'probing' | 'open' | 'changed'
  /** Until when nothing is sent, for `closed`. */
  readonly until?: number
  /** Requests allowed in one window now. */
  readonly max?: number
}

/** An access token was renewed, or could not be. */
export type RefreshEvent = {
  readonly type: 'refresh'
  readonly at: number
  readonly outcome: 'renewed' | 'adopted' | 'failed'
  readonly durationMs: number
  /** When the new token expires. */
  readonly expiresAt?: number
  readonly code?: ErrorCode
}

/** What a client tells while it works. All of it is plain data without secrets, and safe to log as it is. */
export type ClientEvent = AttemptEvent | LimitEvent | ReconcileEvent | RefreshEvent | WaitEvent

/** Takes what a client tells. What it throws is ignored: telling must not change what happens. */
export type OnEvent = (event: ClientEvent) => void
