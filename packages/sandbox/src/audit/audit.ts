import type { FaultName } from '../fault/fault.ts'
import type { OperationId } from '../operation.ts'
import type { SandboxAppointment, SandboxBlock } from '../state/state.ts'

type EntryBase = {
  /** Numbers the entries of this log from 1. */
  readonly seq: number
  /** Numbers the requests from 1; the entries of one request share it. */
  readonly request: number
  /** Epoch milliseconds by the sandbox's clock. */
  readonly at: number
}

/** A request arrived. Written before anything is decided about it. */
export type RequestEntry = EntryBase & {
  readonly kind: 'request'
  readonly method: string
  /** The path as it was sent, without the query. */
  readonly path: string
  /** The operation of the contract, or `null` when the path belongs to none. */
  readonly operation: OperationId | null
  readonly query: Readonly<Record<string, string | readonly string[]>>
  /** The parsed body, with secrets replaced; `null` when it was missing or unreadable. */
  readonly body: unknown
  /** The `Version` header, or `null`. */
  readonly version: string | null
  /** The key of the rate limit: the location of the token, or its agency; `null` for an unknown token. */
  readonly location: string | null
  /** The name of the token, `(unknown)` for one the sandbox does not know, `null` for none. Never its value. */
  readonly token: string | null
}

/**
 * The state changed, at this time. There is one entry for each change, whatever the response was; the entry of a late
 * commit comes after entries of other requests.
 */
export type CommitEntry = EntryBase & { readonly kind: 'commit' } & (
    | {
        readonly change: 'created' | 'deleted' | 'updated'
        readonly of: 'block'
        readonly event: SandboxBlock
      }
    | { readonly change: 'deleted'; readonly of: 'appointment'; readonly event: SandboxAppointment }
    | { readonly change: 'issued'; readonly of: 'token'; readonly token: string }
    | { readonly change: 'revoked'; readonly of: 'token'; readonly family: string }
  )

/** A fault had an effect. When it keeps a request from arriving, this is the only entry of that request. */
export type FaultEntry = EntryBase & {
  readonly kind: 'fault'
  readonly fault: FaultName
  readonly operation: OperationId
}

/** A response was sent. */
export type ResponseEntry = EntryBase & {
  readonly kind: 'response'
  readonly status: number
  readonly traceId: string
}

/** An entry of the audit log. */
export type AuditEntry = CommitEntry | FaultEntry | RequestEntry | ResponseEntry

/** An entry before the log numbers and dates it. */
export type NewEntry<Entry> = Entry extends AuditEntry ? Omit<Entry, keyof EntryBase> : never

/** An append-only log. */
export type Audit = {
  readonly entries: readonly AuditEntry[]
  /** Gives the next request its number. */
  readonly nextRequest: () => number
  /** Adds an entry to a request, and returns its time. */
  readonly add: (request: number, entry: NewEntry<AuditEntry>) => number
  /** Removes all entries and counts from 1 again. */
  readonly clear: () => void
}

/**
 * Creates an audit log.
 *
 * @param now The clock of the sandbox.
 * @returns An empty log.
 */
export function createAudit(now: () => number): Audit {
  const entries: AuditEntry[] = []
  let requests = 0
  return {
    entries,
    nextRequest: () => (requests += 1),
    add: (request, entry) => {
      const at = now()
      entries.push(Object.freeze({ seq: entries.length + 1, request, at, ...entry }))
      return at
    },
    clear: () => {
      entries.length = 0
      requests = 0
    },
  }
}
