import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { errorReply } from '../reply.ts'

/**
 * Creates a location token for an agency. There is no refresh token: for the next one, the agency asks again.
 *
 * @param call The request, with a token of the agency.
 * @param context The sandbox.
 * @returns The token, or an error.
 */
export function createLocationToken(call: OperationCall, context: SandboxContext): Decision {
  if (call.id === 'v3' && call.version !== 'v3') {
    return { reply: errorReply(404, 'Cannot POST /oauth/location-token') }
  }
  const { companyId, locationId } = call.body
  if (typeof companyId !== 'string' || typeof locationId !== 'string') {
    const missing = ['companyId', 'locationId'].filter((name) => typeof call.body[name] !== 'string')
    const errors = missing.map((name) => `${name} should not be empty`)
    return { reply: errorReply(422, errors) }
  }
  // Both errors are assumed: the service's own messages have not been seen.
  const company = context.store.companies.get(companyId)
  if (company === undefined || companyId !== call.token.companyId) {
    return { reply: errorReply(403, 'The token does not have access to this company.') }
  }
  if (!company.locationIds.includes(locationId)) return { reply: errorReply(400, 'Location not found') }

  const { lifetimeSeconds = 86_399 } = context.oauth
  const scopes = call.token.scopes.filter((scope) => scope !== 'oauth.write')
  const token = {
    name: `issued-${context.ids.id()}`,
    value: `sandbox-access-${context.ids.id()}`,
    userType: 'Location' as const,
    locationId,
    scopes,
    expiresAt: context.now() + lifetimeSeconds * 1000,
  }
  const scope = scopes.join(' ')
  const body =
    call.id === 'v3'
      ? { accessToken: token.value, tokenType: 'Bearer', expiresIn: lifetimeSeconds, scope, locationId }
      : { access_token: token.value, token_type: 'Bearer', expires_in: lifetimeSeconds, scope, locationId }
  return {
    reply: { status: context.successStatus, body },
    change: { change: 'issued', of: 'token', token },
  }
}
