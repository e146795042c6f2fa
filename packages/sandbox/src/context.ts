import type { Audit } from './audit/audit.ts'
import type { NextFault } from './fault/schedule.ts'
import type { IdGenerator } from './ids.ts'
import type { Reply } from './reply.ts'
import type { RateLimit } from './service/rate-limit.ts'
import type { SandboxToken } from './state/state.ts'
import type { Change, Store } from './state/store.ts'

/** Behaviour of tokens. */
export type OAuthOptions = {
  /** Lifetime of an access token, in seconds: 86399, a day less one, when missing. */
  readonly lifetimeSeconds?: number
  /**
   * The reaction to a refresh token that is used again. `refuse` (when missing): 400. `revoke`: 400, and every access
   * token of its family is revoked together with the newest refresh token.
   */
  readonly onReuse?: 'refuse' | 'revoke'
  /** For this many milliseconds after its use, the same refresh token gives the same pair again: 0 when missing. */
  readonly graceMs?: number
}

/** Behaviour of lists, which is not known of the service. */
export type ListOptions = {
  /** The order of the rows: `created` when missing; `start`, the time at which they start; `random`, another one each time. */
  readonly order?: 'created' | 'random' | 'start'
  /**
   * Events that only touch the range, because they end when it starts or start when it ends: `excluded` when missing.
   */
  readonly edges?: 'excluded' | 'included'
}

/** Everything an operation needs besides the request. */
export type SandboxContext = {
  /** The identity of this state, sent with every response. A reset replaces it. */
  identity: string
  store: Store
  ids: IdGenerator
  readonly audit: Audit
  /** Epoch milliseconds. */
  readonly now: () => number
  /** The status of a successful create, update or delete. */
  readonly successStatus: 200 | 201
  /** True when lists contain deleted rows. */
  readonly includeDeleted: boolean
  readonly oauth: OAuthOptions
  readonly lists: ListOptions
  /** Numbers from 0 to 1 for the order of lists. */
  random: () => number
  /** Counts requests; missing when there is no limit. */
  rateLimit?: RateLimit
  nextFault: NextFault
  /** The last body of a create by location: the model for similar rows. */
  lastCreates: Map<string, Readonly<Record<string, unknown>>>
  /** Resolves to true after that many milliseconds, or to false when the sandbox closes or is reset first. */
  readonly wait: (ms: number) => Promise<boolean>
}

/** An authenticated request for an operation. */
export type OperationCall = {
  /** The variable part of the path: the id of an event or a calendar. */
  readonly id: string
  readonly query: Readonly<Record<string, string | readonly string[]>>
  readonly body: Readonly<Record<string, unknown>>
  readonly version: string
  readonly token: SandboxToken
  /** The time, in epoch milliseconds, at which a stale list was true. */
  readonly asOf?: number
}

/** The reply to a request, and the change to commit for it. */
export type Decision = { readonly reply: Reply; readonly change?: Change }

/** Decides about one request. It changes nothing. */
export type OperationHandler = (call: OperationCall, context: SandboxContext) => Decision
