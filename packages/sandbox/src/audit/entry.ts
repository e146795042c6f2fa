import type { RequestEntry, CommitEntry, Unstamped } from './audit.ts'
import type { Received } from '../transport/request.ts'
import type { OperationId } from '../service/routes.ts'
import { type Scrub, scrubFields } from './scrub.ts'
import type { SandboxToken } from '../state/state.ts'
import type { Change } from '../state/store.ts'

/** What is written down of a request for a token. A wrong code or secret is unknown here, and still a secret. */
const harmless = new Set(['client_id', 'grant_type', 'redirect_uri', 'user_type'])

/**
 * Words an arrival for the audit log.
 *
 * @param received The request.
 * @param operation The operation it is for.
 * @param location What the rate limit counts for.
 * @param token The token, if it is a known one.
 * @param scrub Takes out what must not be written down.
 * @returns The entry.
 */
export function recordArrival(
  received: Received,
  operation: OperationId | null,
  location: string | null,
  token: SandboxToken | undefined,
  scrub: Scrub,
): Unstamped<RequestEntry> {
  const { method, path, query, version, bearer, body } = received
  const fields = Object.entries(body).filter(
    ([name]) => operation !== 'createAccessToken' || harmless.has(name),
  )
  return {
    kind: 'request',
    method,
    path: scrub(path),
    operation,
    query: scrubQuery(query, scrub),
    body: fields.length === 0 ? null : scrubFields(Object.fromEntries(fields), scrub),
    version: version === undefined ? null : scrub(version),
    location,
    token: bearer === undefined ? null : (token?.name ?? '(unknown)'),
  }
}

/**
 * Words a commit for the audit log.
 *
 * @param change What was changed.
 * @param scrub Takes out what must not be written down.
 * @returns The entry.
 */
export function recordCommit(change: Change, scrub: Scrub): Unstamped<CommitEntry> {
  if (change.of === 'token') {
    return change.change === 'issued'
      ? { kind: 'commit', change: change.change, of: change.of, token: change.token.name }
      : { kind: 'commit', change: change.change, of: change.of, family: change.family }
  }
  return change.of === 'block'
    ? { kind: 'commit', change: change.change, of: change.of, event: copy(change.event, scrub) }
    : { kind: 'commit', change: change.change, of: change.of, event: copy(change.event, scrub) }
}

function copy<Event extends { title: string }>(event: Event, scrub: Scrub): Event {
  return structuredClone({ ...event, title: scrub(event.title) })
}

function scrubQuery(query: Received['query'], scrub: Scrub): Received['query'] {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      scrub(name),
      typeof value === 'string' ? scrub(value) : value.map(scrub),
    ]),
  )
}
