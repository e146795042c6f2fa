import type { CreatedBlock } from './validate/response.ts'
import { isRecord } from './guard.ts'
import type { Operation } from './operation.ts'
import type { CallOptions } from './options/call.ts'

/** Every error code. */
export const errorCodes = [
  /** Refused before anything was sent. */
  'invalid-input',
  /** No connection was established, so the service never saw the request. */
  'not-sent',
  /** The token is missing, expired or wrong. */
  'unauthenticated',
  /** The endpoint that issues tokens does not exist, or does not any more. */
  'token-unavailable',
  /** The app has to be re-authorized by a person. */
  'reauthorization-required',
  /** The token does not cover this location, this operation or this kind of account. */
  'forbidden',
  /** No such event, calendar or user. */
  'not-found',
  /** The service refused the request as it is. */
  'rejected',
  /** Too many requests; see `retryAt`. */
  'rate-limited',
  /** The service failed, and nothing was changed. */
  'unavailable',
  /** A write was sent, and it is unknown whether it was applied. */
  'outcome-unknown',
  /** The call took longer than its `timeoutMs`. */
  'deadline-exceeded',
  /** The caller's signal ended the call. */
  'aborted',
  /** A response to a read does not match the contract. */
  'invalid-response',
  /** A shared store is unavailable. */
  'store-unavailable',
  /** Another process uses the state of a sync. */
  'store-locked',
  /** The state of a sync is damaged, or of a newer version. */
  'store-damaged',
  /** Another run was applied since the plan was made. */
  'plan-stale',
  /** A source or a list looks like a failure, not like a change. */
  'guard',
] as const

/** A closed set of codes to switch on; messages may change. */
export type ErrorCode = (typeof errorCodes)[number]

/** `"yes"` when the service applied the write, `"unknown"` when it may have. Always `"no"` for a read. */
export type Applied = 'no' | 'yes' | 'unknown'

/** When to send the same request again: at once, after a while (see `retryAt`), with another token, or never. */
export type Retry = 'now' | 'after' | 'after-reauth' | 'never'

/** One request that was sent, or could not be. */
export type Attempt = {
  /** Operation of the request; reads that reconcile a create are `listBlockedSlots`. */
  readonly operation: Operation
  /** When it was sent, in epoch milliseconds. */
  readonly startedAt: number
  /** Milliseconds until its outcome was decided. */
  readonly durationMs: number
  /** The HTTP status, if a response came. */
  readonly status?: number
}

/**
 * Reconciles a create with an unknown outcome: resolves to the block, or to `undefined` when it was certainly not created and
 * can be sent again. Reads the list for as long as the block may still appear. Rejects with another error of this kind when
 * the list proves nothing.
 */
export type Reconcile = (options?: CallOptions) => Promise<CreatedBlock | undefined>

/** A block that a failed call left behind, or may have left. Plain data. */
export type LeftoverBlock = {
  /** Missing when the id of the block never arrived. */
  readonly id?: string
  /** The calendar it is on. */
  readonly calendarId?: string
  /** The user whose time it blocks. */
  readonly assignedUserId?: string
  /** `yes` when it certainly exists, `unknown` when it may exist. */
  readonly applied: 'yes' | 'unknown'
}

/** The fields of a `BlockSlotsError`. Plain data, safe to print. */
export type BlockSlotsErrorFields = {
  /** The kind of failure; switch on it. */
  readonly code: ErrorCode
  /** For people: the operation and the reason, without secrets. May change. */
  readonly message: string
  /** `yes` when the service applied the write, `unknown` when it may have. Always `no` for a read. */
  readonly applied: Applied
  /** When to send the same request again. */
  readonly retry: Retry
  /** Which operation of the contract failed, such as `createBlockSlot`; `configure` for options. */
  readonly operation: Operation
  /** The earliest moment to send again, in epoch milliseconds. */
  readonly retryAt?: number | undefined
  /** The HTTP status of the last response. */
  readonly status?: number | undefined
  /** The service's own name for the request; HighLevel's support asks for it. */
  readonly traceId?: string | undefined
  /** The requests that were sent, in order. */
  readonly attempts?: readonly Attempt[]
  /** The service's message without secrets, at most 500 characters. */
  readonly detail?: string | undefined
  /** Advice on the cause, where it is known. */
  readonly hint?: string | undefined
  /** Reconciles a create later on. Only where its outcome is unknown; not printed. */
  readonly reconcile?: Reconcile | undefined
  /** Blocks that a call for several could not roll back, newest first. */
  readonly leftover?: readonly LeftoverBlock[] | undefined
  /** The error below this one, such as that of the platform's `fetch`. */
  readonly cause?: unknown
}

/** Recognises errors of every copy of this package; `instanceof` fails when two copies are installed. */
const brand: unique symbol = Symbol.for('block-slots.error')

/**
 * The one error that every call rejects with. It holds plain data only: no request, response or token, so that it can be
 * logged as it is.
 *
 * @example
 * ```ts
 * import { createBlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
 *
 * const client = createBlockSlotsClient()
 * try {
 *   await client.delete('')
 * } catch (error) {
 *   if (!isBlockSlotsError(error)) throw error
 *   console.log(error.code, error.applied) // => invalid-input no
 * }
 * ```
 */
export class BlockSlotsError extends Error {
  override readonly name = 'BlockSlotsError'
  /** For people: the operation and the reason, without secrets. May change. */
  declare readonly message: string
  /** The kind of failure; switch on it. */
  declare readonly code: ErrorCode
  /** `yes` when the service applied the write, `unknown` when it may have. Always `no` for a read. */
  declare readonly applied: Applied
  /** When to send the same request again: at once, after a while (see `retryAt`), with another token, or never. */
  declare readonly retry: Retry
  /** Which operation of the contract failed, such as `createBlockSlot`; `configure` for options. */
  declare readonly operation: Operation
  /** The requests that were sent, in order. */
  declare readonly attempts: readonly Attempt[]
  /** The earliest moment to send again, in epoch milliseconds. */
  declare readonly retryAt?: number
  /** The HTTP status of the last response. */
  declare readonly status?: number
  /** The service's own name for the request; HighLevel's support asks for it. */
  declare readonly traceId?: string
  /** The service's message without secrets, at most 500 characters. */
  declare readonly detail?: string
  /** Advice on the cause, where it is known. */
  declare readonly hint?: string
  /** Reconciles a create later on. Only where its outcome is unknown; not printed. */
  declare readonly reconcile?: Reconcile
  /** Blocks that a call for several could not roll back, newest first; empty when the rollback was complete. */
  declare readonly leftover?: readonly LeftoverBlock[]

  constructor(fields: BlockSlotsErrorFields) {
    const { code, message, applied, retry, operation, attempts = [], cause, ...optional } = fields
    super(message, cause === undefined ? {} : { cause })
    const shown = { code, applied, retry, operation, attempts, ...optional }
    for (const [name, value] of [...Object.entries(shown), [brand, true] as const]) {
      // What is not enumerable is never printed.
      const enumerable = name !== 'reconcile' && name !== brand
      if (value !== undefined) Object.defineProperty(this, name, { value, enumerable })
    }
  }

  /** Returns the fields as plain data, with the message, for logs. */
  toJSON(): Record<string, unknown> {
    const reasons: string[] = []
    // All of them, since "fetch failed" has its reason in its own cause.
    for (let { cause } = this; cause instanceof Error && reasons.length < 5; { cause } = cause) {
      reasons.push(`${cause.name}: ${cause.message}`)
    }
    const shown = Object.fromEntries(Object.entries(this))
    const cause = reasons.join('; ')
    return { name: this.name, message: this.message, ...shown, ...(cause === '' ? {} : { cause }) }
  }
}

/**
 * Checks that something caught is a `BlockSlotsError`, of one code if that is given. Works across several installed copies of
 * this package.
 *
 * @example
 * ```ts
 * import { BlockSlotsError, isBlockSlotsError } from '@block-slots/client'
 *
 * const error: unknown = new BlockSlotsError({
 *   code: 'not-found',
 *   message: 'deleteEvent: 404 Event not found',
 *   applied: 'no',
 *   retry: 'never',
 *   operation: 'deleteEvent',
 * })
 * console.log(isBlockSlotsError(error)) // => true
 * console.log(isBlockSlotsError(error, 'rate-limited')) // => false
 * ```
 */
export function isBlockSlotsError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is BlockSlotsError & { readonly code: Code } {
  try {
    return isRecord(error) && brand in error && (code === undefined || error.code === code)
  } catch {
    // A proxy that throws when it is read is not one of them.
    return false
  }
}

// oxlint-disable-next-line docs/require-example -- not public
/** Creates the error for input that was refused before anything was sent. */
export function invalidInput(operation: Operation, message: string, cause?: unknown): BlockSlotsError {
  return new BlockSlotsError({
    code: 'invalid-input',
    message: `${operation}: ${message}`,
    applied: 'no',
    retry: 'never',
    operation,
    hint: 'Nothing was sent. Correct what the message names, and try again.',
    cause,
  })
}

// oxlint-disable-next-line docs/require-example -- not public
/**
 * Replaces the stack of an error, all of it ours, by that of the caller of an async function. Called where that function has
 * failed, it costs a success nothing: V8 follows its promise to the function that awaits it. Where none does, the stack stays.
 */
export function withCallerStack(
  error: BlockSlotsError,
  entry: (...given: never[]) => unknown,
): BlockSlotsError {
  const trace: { stack?: string } = {}
  Error.captureStackTrace?.(trace, entry)
  const { stack = '' } = trace
  const frames = stack.indexOf('\n    at ')
  if (frames < 0) return error
  const value = `${error.name}: ${error.message}${stack.slice(frames)}`
  return Object.defineProperty(error, 'stack', { value, configurable: true, writable: true })
}
