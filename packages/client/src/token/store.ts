import { BlockSlotsError, isBlockSlotsError } from '../error.ts'
import { isRecord } from '../guard.ts'
import { scrub, scrubCause } from '../redact.ts'

/** Tokens of one installation, as a store keeps them under one key. Plain data that survives JSON; contains secrets. */
export type TokenRecord = {
  /** Version of the record: 1 for the first write, and one more for each write after it. */
  readonly generation: number
  /** The access token, as soon as there is one. */
  readonly accessToken?: string
  /** The refresh token to use next. */
  readonly refreshToken?: string
  /** When the access token was issued and when it expires, in epoch milliseconds of the service's own clock. */
  readonly issuedAt?: number
  readonly expiresAt?: number
  /** When a refresh started that may still be in flight, or whose outcome is unknown. */
  readonly refreshStartedAt?: number
  /** When a token was last refreshed because the service refused it. */
  readonly renewedAt?: number
  /** Short hashes of the supplied codes and refresh tokens that were used up. */
  readonly usedGrants?: readonly string[]
  /** The sub-account and the agency of the tokens, if the service named them. */
  readonly locationId?: string
  readonly companyId?: string
}

/**
 * Stores token records. Methods may reject with anything when the store is unreachable, but must not resolve then.
 * `testTokenStore` of `@block-slots/client/conformance` tests an implementation against this contract.
 */
export type TokenStore = {
  /** Returns the record that was written last under a key; `undefined` when there is none. */
  readonly read: (key: string) => Promise<TokenRecord | undefined>
  /**
   * Compare and set, as one atomic step: writes a record of the generation after the expected one, if the stored record has
   * the expected generation (0 when there is none), and resolves to true once it is durable. Otherwise resolves to false
   * and changes nothing.
   */
  readonly write: (key: string, record: TokenRecord, expectedGeneration: number) => Promise<boolean>
  /**
   * Waits for an exclusive lock on a key and returns the function that releases it. Rejects with the signal's reason when
   * that aborts. Should expire within a few seconds when its holder dies. Optional for a store that one process uses.
   */
  readonly lock?: (key: string, signal: AbortSignal) => Promise<() => Promise<void>>
}

/** Error of a store that is unreachable, or holds something other than token records. Trying again is safe. */
export function storeUnavailable(
  message: string,
  cause?: unknown,
  secrets: readonly string[] = [],
): BlockSlotsError {
  if (isBlockSlotsError(cause, 'store-unavailable')) return cause
  return new BlockSlotsError({
    code: 'store-unavailable',
    message: scrub(`createAccessToken: the token store ${message}`, secrets),
    applied: 'no',
    retry: 'after',
    operation: 'createAccessToken',
    cause: cause === undefined ? undefined : scrubCause(cause, secrets),
  })
}

const isOptionalString = (value: unknown): boolean => value === undefined || typeof value === 'string'
const isOptionalNumber = (value: unknown): boolean => value === undefined || Number.isFinite(value)

/** A check for each optional field: the compiler demands one for a field that is added. */
const fieldChecks = {
  accessToken: isOptionalString,
  refreshToken: isOptionalString,
  locationId: isOptionalString,
  companyId: isOptionalString,
  issuedAt: isOptionalNumber,
  expiresAt: isOptionalNumber,
  refreshStartedAt: isOptionalNumber,
  renewedAt: isOptionalNumber,
  usedGrants: (value) =>
    value === undefined || (Array.isArray(value) && value.every((each) => typeof each === 'string')),
} satisfies Record<Exclude<keyof TokenRecord, 'generation'>, (value: unknown) => boolean>

/** Checks a token record. Unknown fields are accepted: a later version may have written them. */
export function isTokenRecord(value: unknown): value is TokenRecord {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value.generation) &&
    Number(value.generation) > 0 &&
    Object.entries(fieldChecks).every(([field, isValid]) => isValid(value[field]))
  )
}
