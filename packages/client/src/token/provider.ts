import type { Clock } from '../clock.ts'
import type { RefreshEvent } from '../event.ts'

/** An access token. */
export type AccessToken = {
  readonly value: string
  /** Differs from that of every other token, so that the refusal of a former token is told from that of the present one. */
  readonly generation: number
}

/** What a provider needs of the client that asks. */
export type TokenRequest = {
  /** Where the service is, without a slash at the end. */
  readonly baseUrl: string
  readonly fetch: (request: Request) => Promise<Response>
  /** What makes the requests for `fetch`. */
  readonly Request: typeof Request
  readonly clock: Clock
  /** Ends the wait of this caller, not the renewal that others wait for as well. */
  readonly signal: AbortSignal
  readonly notify: (event: RefreshEvent) => void
}

/** Gives access tokens and renews them. */
export type TokenProvider = {
  /** Gives a token that has life left, and renews it before if it has none. */
  readonly get: (request: TokenRequest) => Promise<AccessToken>
  /**
   * Says that the service refused the token of this generation twice. Resolves to true when there is another one now, be
   * it renewed for this or by somebody else.
   */
  readonly renew: (generation: number, request: TokenRequest) => Promise<boolean>
  /** Every secret it knows, present and recent, so that outside text can be cleaned of them. */
  readonly secrets: () => readonly string[]
  /**
   * Tells the `Date` of an answer of the service, and when it was asked for and received by the clock. A provider that
   * keeps moments in the service's time learns from it how far the machine's clock is off.
   */
  readonly observe?: (date: string | null, sentMs: number, receivedMs: number) => void
  /** The sub-account that the tokens are of, as soon as it is known. */
  readonly locationId?: () => string | undefined
}
