import type { FaultName } from '../fault/fault.ts'
import type { OperationId } from '../service/routes.ts'
import type { SandboxAppointment, SandboxBlock } from '../state/state.ts'

type Stamp = {
  /** Counts the entries of this log from 1. */
  seq: number
  /** Counts the requests from 1; entries of one request share it. */
  request: number
  /** Epoch milliseconds by the sandbox's clock. */
  at: number
}

/** A request came in. Written before anything is decided about it. */
export type RequestEntry = Stamp & {
  kind: 'request'
  method: string
  /** The path as it was sent, without the query. */
  path: string
  /** The operation of the contract, or `null` when the path is of none. */
  operation: OperationId | null
  query: Record<string, string | string[]>
  /** The body as it was read, with secrets replaced; `null` when there was none or it was not readable. */
  body: unknown
  /** The `Version` header, or `null`. */
  version: string | null
  /** What the rate limit counts for: the location of the token, or its agency; `null` for an unknown token. */
  location: string | null
  /** The name of the token, `(unknown)` for one the sandbox does not know, `null` for none. Never its value. */
  token: string | null
}

/**
 * The state changed, at this time. There is one entry for each change, whatever the client was told about it; a late one
 * comes after entries of other requests.
 */
export type CommitEntry = Stamp & { kind: 'commit' } & (
    | { change: 'created' | 'deleted' | 'updated'; of: 'block'; event: SandboxBlock }
    | { change: 'deleted'; of: 'appointment'; event: SandboxAppointment }
    | { change: 'issued'; of: 'token'; token: string }
    | { change: 'revoked'; of: 'token'; family: string }
  )

/** A fault of `faults` that really did something. Where it keeps a request from arriving, it is the only entry of it. */
export type FaultEntry = Stamp & { kind: 'fault'; fault: FaultName; operation: OperationId }

/** A request was answered. */
export type ResponseEntry = Stamp & { kind: 'response'; status: number; traceId: string }

/** One line of the audit log. */
export type AuditEntry = ResponseEntry | RequestEntry | CommitEntry | FaultEntry

/** An entry before the log gives it its numbers and its time. */
export type Unstamped<Entry> = Entry extends AuditEntry ? Omit<Entry, keyof Stamp> : never

/** A log that only grows, until it is cleared. */
export type Audit = {
  entries: readonly AuditEntry[]
  /** Gives a request its number. */
  begin: () => number
  /** Adds an entry to a request and says when that was. */
  add: (request: number, entry: Unstamped<AuditEntry>) => number
  /** Forgets everything and counts from 1 again. */
  clear: () => void
}

/**
 * Opens an audit log.
 *
 * @param now The clock of the sandbox.
 * @returns An empty log.
 */
export function openAudit(now: () => number): Audit {
  const entries: AuditEntry[] = []
  let requests = 0
  return {
    entries,
    begin: () => (requests += 1),
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
