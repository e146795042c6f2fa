import type { Clock } from '../clock.ts'
import type { RefreshEvent } from '../event.ts'

/** An access token. */
export type AccessToken = {
  readonly value: string
  /** Differs from that of every other token, so that a refusal of an earlier token is not taken for one of the current. */
  readonly generation: number
}

/** Connection and wait of the client that needs a token. */
export type TokenRequest = {
  /** Base URL of the service, without a trailing slash. */
  readonly baseUrl: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly clock: Clock
  /** Ends the wait of this caller, not the refresh that other callers share. */
  readonly signal: AbortSignal
  readonly notify: (event: RefreshEvent) => void
}

/** Provides access tokens and refreshes them. */
export type TokenProvider = {
  /** Returns a token that has not expired, after a refresh if there is none. One that is at hand may come without a promise. */
  readonly get: (request: TokenRequest) => AccessToken | Promise<AccessToken>
  /**
   * Reports that the service refused the token of a generation twice. Resolves to true when there is another one now,
   * whether it was refreshed for this call or for another.
   */
  readonly renew: (generation: number, request: TokenRequest) => Promise<boolean>
  /** Returns every secret that is or recently was in use, for redaction. */
  readonly secrets: () => readonly string[]
  /**
   * Takes in the `Date` of a response of the service, with the moments of the client's clock at which it was sent and
   * received. A provider that stores moments of the service's time estimates from it how far the clocks differ.
   */
  readonly observe?: (date: string | null, sentMs: number, receivedMs: number) => void
  /** Returns true while a store has to respond before there is a token. */
  readonly isWaitingForStore?: () => boolean
  /** Returns the sub-account of the tokens, as soon as it is known. */
  readonly locationId?: () => string | undefined
}
