import { refuse } from '../reply.ts'
import type { Call, Outcome, World } from '../context.ts'

/**
 * Makes a token of one location for the agency that the location belongs to. It comes without a refresh token: whoever
 * needs another asks again.
 *
 * @param call The request, with a token of the agency.
 * @param world The sandbox.
 * @returns The token, or why there is none.
 */
export function createLocationToken(call: Call, world: World): Outcome {
  const { companyId, locationId } = call.body
  if (typeof companyId !== 'string' || typeof locationId !== 'string') {
    const missing = ['companyId', 'locationId'].filter((name) => typeof call.body[name] !== 'string')
    return {
      answer: refuse(
        422,
        missing.map((name) => `${name} should not be empty`),
      ),
    }
  }
  // Assumed, as is the next: the service's own words have not been seen.
  const company = world.store.companies.get(companyId)
  if (company === undefined || companyId !== call.token.companyId) {
    return { answer: refuse(403, 'The token does not have access to this company.') }
  }
  if (!company.locationIds.includes(locationId)) return { answer: refuse(400, 'Location not found') }

  const { lifetimeSeconds = 86_399 } = world.oauth
  const scopes = call.token.scopes.filter((scope) => scope !== 'oauth.write')
  const token = {
    name: `issued-${world.names.id()}`,
    value: `sandbox-access-${world.names.id()}`,
    userType: 'Location' as const,
    locationId,
    scopes,
    expiresAt: world.now() + lifetimeSeconds * 1000,
  }
  const body = {
    access_token: token.value,
    token_type: 'Bearer',
    expires_in: lifetimeSeconds,
    scope: scopes.join(' '),
    locationId,
  }
  return {
    answer: { status: world.successStatus, body },
    change: { change: 'issued', of: 'token', token },
  }
}
