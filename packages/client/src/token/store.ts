import { BlockSlotsError, isBlockSlotsError } from '../error.ts'
import { isRecord } from '../guard.ts'
import { scrub, scrubCause } from '../redact.ts'

/** What a token store keeps under one key. Plain data that survives JSON; it holds secrets. */
export type TokenRecord = {
  /** Counts the writes from 1, whatever they change. */
  readonly generation: number
  /** The access token, as soon as there is one. */
  readonly accessToken?: string
  /** The refresh token that comes next. */
  readonly refreshToken?: string
  /** When the access token was issued and when it expires, in epoch milliseconds of the service's own clock. */
  readonly issuedAt?: number
  readonly expiresAt?: number
  /** When a renewal was begun that may still be under way, or that nobody knows the outcome of. */
  readonly refreshStartedAt?: number
  /** When a token was last renewed because the service refused it. */
  readonly renewedAt?: number
  /** Short hashes of the codes and refresh tokens that a person supplied and that were used up. */
  readonly usedGrants?: readonly string[]
  /** The sub-account and the agency that the tokens are of, if the service said so. */
  readonly locationId?: string
  readonly companyId?: string
}

/**
 * Keeps grants. Rejects with whatever it likes when it is out of reach, and must not give anything then that looks like an
 * answer. `testTokenStore` of `@block-slots/client/conformance` tells whether a store does what is said here.
 */
export type TokenStore = {
  /** What was written last under the key; `undefined` when nothing ever was. */
  readonly read: (key: string) => Promise<TokenRecord | undefined>
  /**
   * Keeps a grant of the generation after the expected one, durably when it resolves, if what is kept has the expected
   * generation (0 when there is nothing): true. When somebody else was first: false, and nothing is changed. All in one step.
   */
  readonly write: (key: string, grant: TokenRecord, expectedGeneration: number) => Promise<boolean>
  /**
   * Waits until nobody else holds the key, and holds it until the function it gives is called. Rejects with the signal's
   * reason when that aborts. Should come free within a few seconds of the death of whoever holds it. A store that only one
   * process uses needs none.
   */
  readonly lock?: (key: string, signal: AbortSignal) => Promise<() => Promise<void>>
}

/** A store that is out of reach, or that holds something else than grants. Nothing is lost by trying again. */
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

const texts = ['accessToken', 'refreshToken', 'locationId', 'companyId'] as const
const moments = ['issuedAt', 'expiresAt', 'refreshStartedAt', 'renewedAt'] as const

/** Whether something is a grant. Fields that are not known are let be: a later version may have written them. */
export function isGrant(value: unknown): value is TokenRecord {
  if (!isRecord(value)) return false
  const { generation, seeds = [] } = value
  return (
    Number.isSafeInteger(generation) &&
    Number(generation) > 0 &&
    texts.every((name) => ['string', 'undefined'].includes(typeof value[name])) &&
    moments.every((name) => value[name] === undefined || Number.isFinite(value[name])) &&
    Array.isArray(seeds) &&
    seeds.every((seed) => typeof seed === 'string')
  )
}
