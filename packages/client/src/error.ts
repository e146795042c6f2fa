import type { CreatedBlock } from './validate/response.ts'
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
  /** The app has to be re-authorized by a person. */
  'reauthorization-required',
  /** The token does not cover this location, this operation or this kind of account. */
  'forbidden',
  /** No such event or calendar. */
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
  /** The service sent a response that the contract does not know. */
  'invalid-response',
  /** A shared store is unavailable. */
  'store-unavailable',
] as const

/** What went wrong, as a closed set: switch on it, since messages may change. */
export type ErrorCode = (typeof errorCodes)[number]

/** Whether the service carried the write out. A read never changes anything, so it is always `"no"`. */
export type Applied = 'no' | 'yes' | 'unknown'

/**
 * Whether sending the same request again makes sense: at once, after a while (see `retryAt`), with another token, or
 * never.
 */
export type Retry = 'now' | 'after' | 'after-reauth' | 'never'

/** One request that left, or tried to leave, this machine. */
export type Attempt = {
  /** What was called: a create whose outcome was unknown is looked for with `listBlockedSlots`. */
  readonly operation: Operation
  /** When it was sent, in epoch milliseconds. */
  readonly startedAt: number
  /** How long it took until it was decided, in milliseconds. */
  readonly durationMs: number
  /** The HTTP status of the answer, if there was one. */
  readonly status?: number
}

/**
 * Finds out whether the create was carried out after all: resolves to the block, or to `undefined` when it certainly was
 * not made and can be made again. Reads for as long as the block may still appear, and rejects with another error of this
 * kind when the list proves nothing.
 */
export type Reconcile = (options?: CallOptions) => Promise<CreatedBlock | undefined>

/** A block that a failed call left behind, or may have. Plain data. */
export type LeftoverBlock = {
  /** What to delete it by. Missing when the block was made, or may have been, and its id never came. */
  readonly id?: string
  /** The calendar it is on. */
  readonly calendarId?: string
  /** The user whose time it blocks. */
  readonly assignedUserId?: string
  /** `yes` when it certainly exists, `unknown` when nobody knows. */
  readonly applied: 'yes' | 'unknown'
}

/** What a `BlockSlotsError` is made of. All of it is plain data and safe to print. */
export type BlockSlotsErrorFields = {
  readonly code: ErrorCode
  readonly message: string
  readonly applied: Applied
  readonly retry: Retry
  readonly operation: Operation
  readonly retryAt?: number | undefined
  readonly status?: number | undefined
  readonly traceId?: string | undefined
  readonly attempts?: readonly Attempt[]
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  readonly reconcile?: Reconcile | undefined
  readonly leftover?: readonly LeftoverBlock[] | undefined
  readonly cause?: unknown
}

/** Recognises our errors whichever copy of the package made them; `instanceof` fails when two are installed. */
const brand: unique symbol = Symbol.for('block-slots.error')

/**
 * The one error that every call rejects with. It holds plain data only: no request, response or token, so that it can be
 * logged as it is.
 *
 * @example
 * ```ts
 * import { createBlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
 *
 * const client = createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '' })
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
  /** What went wrong. */
  readonly code: ErrorCode
  /** Whether the service carried the write out. */
  readonly applied: Applied
  /** Whether sending again makes sense. */
  readonly retry: Retry
  /** Which operation of the contract failed. */
  readonly operation: Operation
  /** The requests that were sent, in order. */
  readonly attempts: readonly Attempt[]
  /** The earliest moment to send again, in epoch milliseconds. */
  declare readonly retryAt?: number
  /** The HTTP status of the last answer. */
  declare readonly status?: number
  /** The service's own name for the request; HighLevel's support asks for it. */
  declare readonly traceId?: string
  /** What the service said, without secrets, at most 500 characters. */
  declare readonly detail?: string
  /** What to do about it, where that is known. */
  declare readonly hint?: string
  /** Settles the outcome of a create later on. Only where that is unknown; not printed. */
  declare readonly reconcile?: Reconcile
  /** What a call that makes several blocks could not take back, newest first; empty when it took back everything. */
  declare readonly leftover?: readonly LeftoverBlock[]

  constructor(fields: BlockSlotsErrorFields) {
    const { code, message, applied, retry, operation, attempts = [], cause, ...optional } = fields
    super(message, cause === undefined ? {} : { cause })
    // Not enumerable, so that it stays out of every print.
    Object.defineProperty(this, brand, { value: true })
    this.code = code
    this.applied = applied
    this.retry = retry
    this.operation = operation
    this.attempts = attempts
    for (const [name, value] of Object.entries(optional)) {
      const enumerable = name !== 'reconcile'
      if (value !== undefined) Object.defineProperty(this, name, { value, enumerable })
    }
  }

  /** The same fields as plain data, with the message, for logs. */
  toJSON(): Record<string, unknown> {
    const reasons: string[] = []
    // All of them: "fetch failed" says nothing, and what lies below it does.
    for (let { cause } = this; cause instanceof Error && reasons.length < 5; { cause } = cause) {
      reasons.push(`${cause.name}: ${cause.message}`)
    }
    const cause = reasons.length === 0 ? {} : { cause: reasons.join('; ') }
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)), ...cause }
  }
}

/**
 * Tells whether something caught is a `BlockSlotsError`, and of which code if one is asked for. Works across several
 * installed copies of this package.
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
    if (typeof error !== 'object' || error === null || !(brand in error)) return false
    return code === undefined || ('code' in error && error.code === code)
  } catch {
    // A proxy that throws when it is asked is none of ours.
    return false
  }
}

/** Creates the error for input that was refused before anything was sent. */
export function invalidInput(operation: Operation, message: string, cause?: unknown): BlockSlotsError {
  return new BlockSlotsError({
    code: 'invalid-input',
    message: `${operation}: ${message}`,
    applied: 'no',
    retry: 'never',
    operation,
    cause,
  })
}
