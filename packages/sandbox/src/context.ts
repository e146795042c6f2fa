import type { Aim } from './fault/schedule.ts'
import type { Answer } from './reply.ts'
import type { Audit } from './audit/audit.ts'
import type { OAuthOptions } from './service/oauth.ts'
import type { Meter } from './service/rate-limit.ts'
import type { Names } from './ids.ts'
import type { SandboxToken } from './state/state.ts'
import type { Change, Store } from './state/store.ts'

/** What an operation is given besides the request. */
export type World = {
  store: Store
  names: Names
  audit: Audit
  /** Epoch milliseconds. */
  now: () => number
  /** The status of a create, an update and a delete that succeeded. */
  successStatus: 200 | 201
  /** Whether deleted rows appear in lists. */
  includeDeleted: boolean
  oauth: OAuthOptions
  /** Counts what arrives; missing when there is no limit. */
  meter?: Meter
  aim: Aim
  /** The body of the last request for a block, by location: what look-alikes look like. */
  asked: Map<string, Record<string, unknown>>
  /** Resolves to true after that many milliseconds, to false as soon as the sandbox ends or is reset. */
  wait: (ms: number) => Promise<boolean>
}

/** A request that reached an operation: routed, read and admitted. */
export type Call = {
  /** The variable part of the path: an event's or a calendar's id. */
  id: string
  query: Record<string, string | string[]>
  body: Record<string, unknown>
  version: string
  token: SandboxToken
  /** Epoch milliseconds that a list is as of, when it lags behind. */
  asOf?: number
}

/** What an operation decides: the answer, and the change that has to be committed before it is true. */
export type Outcome = { answer: Answer; change?: Change }

/** Decides about one request. It changes nothing itself. */
export type Decide = (call: Call, world: World) => Outcome
