import type { Answer } from './answer.ts'
import type { Audit } from './audit.ts'
import type { Names } from './random.ts'
import type { SandboxToken } from './state.ts'
import type { Change, Store } from './store.ts'

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
  listDeleted: boolean
}

/** A request that reached an operation: routed, read and admitted. */
export type Call = {
  /** The variable part of the path: an event's or a calendar's id. */
  id: string
  query: Record<string, string | string[]>
  body: Record<string, unknown>
  version: string
  token: SandboxToken
}

/** What an operation decides: the answer, and the change that has to be committed before it is true. */
export type Outcome = { answer: Answer; change?: Change }

/** Decides about one request. It changes nothing itself. */
export type Decide = (call: Call, world: World) => Outcome
