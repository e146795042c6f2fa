import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { type Operation, operationById } from '../operation.ts'
import { errorReply, isReply } from '../reply.ts'
import type { ParsedRequest } from '../transport/request.ts'
import { authenticate, checkScope, checkVersion } from './auth.ts'
import { handlers, type Route } from './routes.ts'

const closedOperation: Pick<Operation, 'encoding' | 'scope' | 'userType'> = { scope: '' }
const noToken: OperationCall['token'] = { name: '(none)', value: '', userType: 'Location', scopes: [] }

/**
 * Decides about one request: first its authentication, then its operation. It changes nothing.
 *
 * @param request The request.
 * @param route Where it leads.
 * @param lag The time at which a stale list was true.
 * @param context The sandbox.
 * @returns The reply, and the change to commit for it.
 */
export function dispatch(
  request: ParsedRequest,
  route: Route | undefined,
  lag: Pick<OperationCall, 'asOf'>,
  context: SandboxContext,
): Decision {
  const { method, path, query, version, bearer, form = false, unreadable } = request
  if (route === undefined) return { reply: errorReply(404, `Cannot ${method} ${path}`) }
  if (unreadable !== undefined) return { reply: unreadable }
  const operation = route === 'closed' ? closedOperation : operationById(route.operation)
  const { scope, userType = 'Location', encoding } = operation
  // A body in another encoding counts as no body.
  const body = form === (encoding === 'form') ? request.body : {}
  const call = { query, body, version: version ?? '', ...lag }
  if (route !== 'closed' && scope === undefined) {
    return handlers[route.operation]({ ...call, id: route.id, token: noToken }, context)
  }

  // It is not known whether the service checks the token or the version first.
  const token = authenticate(bearer, userType, context)
  if (isReply(token)) return { reply: token }
  const versionError = checkVersion(version)
  if (versionError !== undefined) return { reply: versionError }
  if (route === 'closed') {
    const message = 'This route is not yet supported by the IAM Service. Please update your IAM config.'
    return { reply: errorReply(401, message) }
  }
  const scopeError = scope === undefined ? undefined : checkScope(token, scope)
  if (scopeError !== undefined) return { reply: scopeError }
  return handlers[route.operation]({ ...call, id: route.id, token }, context)
}
