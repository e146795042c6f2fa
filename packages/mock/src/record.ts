import type { Arrival, Commit, Unstamped } from './audit.ts'
import type { Received } from './received.ts'
import type { World } from './outcome.ts'
import { findRoute } from './route.ts'
import { scrubFields, scrubText } from './scrub.ts'
import type { Change } from './store.ts'

/** What is written down of a request for a token. A wrong code or secret is unknown here, and still a secret. */
const harmless = new Set(['client_id', 'grant_type', 'redirect_uri', 'user_type'])

/**
 * Words an arrival for the audit log.
 *
 * @param received The request.
 * @param world The sandbox.
 * @param secrets What must not be written down.
 * @returns The entry.
 */
export function recordArrival(
  received: Received,
  world: World,
  secrets: readonly string[],
): Unstamped<Arrival> {
  const { method, path, query, version, bearer, body } = received
  const found = findRoute(method, path)
  const operation = found === undefined || found === 'closed' ? null : found.route.operation
  const fields = Object.entries(body).filter(
    ([name]) => operation !== 'createAccessToken' || harmless.has(name),
  )
  return {
    kind: 'arrival',
    method,
    path: scrubText(path, secrets),
    operation,
    query: scrubQuery(query, secrets),
    body: fields.length === 0 ? null : scrubFields(Object.fromEntries(fields), secrets),
    version: version === undefined ? null : scrubText(version, secrets),
    token: bearer === undefined ? null : (world.store.tokens.get(bearer)?.name ?? '(unknown)'),
  }
}

/**
 * Words a commit for the audit log.
 *
 * @param change What was changed.
 * @param secrets What must not be written down.
 * @returns The entry.
 */
export function recordCommit(change: Change, secrets: readonly string[]): Unstamped<Commit> {
  if (change.of === 'token') {
    return { kind: 'commit', change: change.change, of: change.of, token: change.token.name }
  }
  return change.of === 'block'
    ? { kind: 'commit', change: change.change, of: change.of, event: copy(change.event, secrets) }
    : { kind: 'commit', change: change.change, of: change.of, event: copy(change.event, secrets) }
}

function copy<Event extends { title: string }>(event: Event, secrets: readonly string[]): Event {
  return structuredClone({ ...event, title: scrubText(event.title, secrets) })
}

function scrubQuery(query: Received['query'], secrets: readonly string[]): Received['query'] {
  const clean = (text: string): string => scrubText(text, secrets)
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      clean(name),
      typeof value === 'string' ? clean(value) : value.map(clean),
    ]),
  )
}
