import type { OperationId } from '../operation.ts'
import type { SandboxToken } from '../state/state.ts'
import type { Change } from '../state/store.ts'
import type { ParsedRequest } from '../transport/request.ts'
import type { CommitEntry, NewEntry, RequestEntry } from './audit.ts'
import { type Scrub, scrubFields } from './scrub.ts'

/** The fields of a token request that are logged. Even a wrong code or secret may be a real one somewhere else. */
const loggedTokenFields = new Set(['client_id', 'grant_type', 'redirect_uri', 'user_type'])

/** Sender and target of a request, as far as they are known. */
type RequestSource = {
  readonly operation: OperationId | null
  /** The key of the rate limit. */
  readonly location: string | null
  readonly token: SandboxToken | undefined
}

/**
 * Makes the audit entry of a request.
 *
 * @param request The request.
 * @param source Its sender and target.
 * @param scrub Removes secrets from a text.
 * @returns The entry.
 */
export function requestEntry(
  request: ParsedRequest,
  { operation, location, token }: RequestSource,
  scrub: Scrub,
): NewEntry<RequestEntry> {
  const { method, path, query, version, bearer, body } = request
  const fields = Object.entries(body).filter(
    ([name]) => operation !== 'createAccessToken' || loggedTokenFields.has(name),
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
 * Makes the audit entry of a commit.
 *
 * @param change The change.
 * @param scrub Removes secrets from a text.
 * @returns The entry.
 */
export function commitEntry(change: Change, scrub: Scrub): NewEntry<CommitEntry> {
  if (change.of === 'token') {
    return change.change === 'issued'
      ? { kind: 'commit', change: change.change, of: change.of, token: change.token.name }
      : { kind: 'commit', change: change.change, of: change.of, family: change.family }
  }
  return change.of === 'block'
    ? { kind: 'commit', change: change.change, of: change.of, event: copyEvent(change.event, scrub) }
    : { kind: 'commit', change: change.change, of: change.of, event: copyEvent(change.event, scrub) }
}

function copyEvent<Event extends { readonly title: string }>(event: Event, scrub: Scrub): Event {
  return structuredClone({ ...event, title: scrub(event.title) })
}

function scrubQuery(query: ParsedRequest['query'], scrub: Scrub): ParsedRequest['query'] {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      scrub(name),
      typeof value === 'string' ? scrub(value) : value.map(scrub),
    ]),
  )
}
