import { admit, refuseScope, refuseVersion } from './auth.ts'
import { isRefusal, refuse } from '../reply.ts'
import type { Call, Outcome, World } from '../context.ts'
import type { Received } from '../transport/request.ts'
import type { Found } from './routes.ts'

/**
 * Decides about one request: whether it is admitted, and then what its operation says. It changes nothing.
 *
 * @param received The request.
 * @param found Where it leads.
 * @param lag When a list is as of, if it lags behind.
 * @param world The sandbox.
 * @returns The answer, and the change that makes it true.
 */
export function decide(received: Received, found: Found, lag: Pick<Call, 'asOf'>, world: World): Outcome {
  const { method, path, query, version, bearer, form = false, unreadable } = received
  if (found === undefined) return { answer: refuse(404, `Cannot ${method} ${path}`) }
  if (unreadable !== undefined) return { answer: unreadable }
  const {
    scope,
    userType = 'Location',
    form: takesForm = false,
  } = found === 'closed' ? { scope: '' } : found.route
  // Another encoding than the operation's own is as good as no body.
  const body = form === takesForm ? received.body : {}
  const call = { query, body, version: version ?? '', ...lag }
  if (found !== 'closed' && scope === undefined) {
    const nobody = { name: '(none)', value: '', userType: 'Location' as const, scopes: [] }
    return found.route.decide({ ...call, id: found.id, token: nobody }, world)
  }

  // Which of token and version is looked at first is not known.
  const token = admit(bearer, userType, world)
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
