import { admit, refuseScope, refuseVersion } from './access.ts'
import { type Answer, isRefusal, refuse } from './answer.ts'
import type { Audit } from './audit.ts'
import type { Outcome, World } from './outcome.ts'
import { recordArrival, recordCommit } from './record.ts'
import type { Received } from './received.ts'
import { findRoute } from './route.ts'
import { scrubFields } from './scrub.ts'
import { commit, secretsOf } from './store.ts'

/**
 * Takes one request through the sandbox: it arrives, something is decided and committed, it is answered. Each step
 * is written to the audit log as it happens.
 *
 * @param received The request.
 * @param world The sandbox.
 * @param audit Its log.
 * @returns The answer, with a trace id.
 */
export function exchange(received: Received, world: World, audit: Audit): Answer {
  const traceId = world.names.trace()
  const secrets = secretsOf(world.store)
  if (received.bearer !== undefined) secrets.push(received.bearer)
  const request = audit.arrive(recordArrival(received, world, secrets))

  const { answer, change } = decide(received, world)
  if (change !== undefined) {
    commit(world.store, change)
    audit.add(request, recordCommit(change, secrets))
  }

  audit.add(request, { kind: 'answer', status: answer.status, traceId })

  const body = answer.status < 400 ? answer.body : scrubFields(answer.body, secrets)
  return { status: answer.status, body: { ...body, traceId } }
}

function decide(received: Received, world: World): Outcome {
  const { method, path, query, version, bearer, form = false, unreadable } = received
  const found = findRoute(method, path)
  if (found === undefined) return { answer: refuse(404, `Cannot ${method} ${path}`) }
  if (unreadable !== undefined) return { answer: unreadable }
  const scope = found === 'closed' ? '' : found.route.scope
  // Only the token endpoint needs no scope, and only it reads forms. Another encoding is as good as no body.
  const body = form === (scope === undefined) ? received.body : {}
  const call = { query, body, version: version ?? '' }
  if (found !== 'closed' && scope === undefined) {
    const nobody = { name: '(none)', value: '', userType: 'Location' as const, scopes: [] }
    return found.route.decide({ ...call, id: found.id, token: nobody }, world)
  }

  // Which of token and version is looked at first is not known.
  const token = admit(bearer, world)
  if (isRefusal(token)) return { answer: token }
  const wrongVersion = refuseVersion(version)
  if (wrongVersion !== undefined) return { answer: wrongVersion }
  if (found === 'closed') {
    const message = 'This route is not yet supported by the IAM Service. Please update your IAM config.'
    return { answer: refuse(401, message) }
  }
  const wrongScope = scope === undefined ? undefined : refuseScope(token, scope)
  if (wrongScope !== undefined) return { answer: wrongScope }
  return found.route.decide({ ...call, id: found.id, token }, world)
}
