import { admit, refuseScope, refuseVersion } from './access.ts'
import { isRefusal, refuse } from './answer.ts'
import type { Outcome, World } from './outcome.ts'
import type { Received } from './received.ts'
import { findRoute } from './route.ts'

/**
 * Decides about one request: whether it is admitted, and then what its operation says. It changes nothing.
 *
 * @param received The request.
 * @param world The sandbox.
 * @returns The answer, and the change that makes it true.
 */
export function decide(received: Received, world: World): Outcome {
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
