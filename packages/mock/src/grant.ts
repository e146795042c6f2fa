import { type Answer, refuse } from './answer.ts'
import type { Call, Outcome, World } from './outcome.ts'

/** Seconds that a token lives: a day less one, as the service says. */
const lifetime = 86_399

/**
 * Exchanges an authorization code or a refresh token for a token. Either works once: a refresh token is replaced by
 * the one in the answer, and its second use is refused.
 *
 * @param call The request; its token and version are not looked at.
 * @param world The sandbox.
 * @returns The token, or why there is none.
 */
export function createAccessToken(call: Call, world: World): Outcome {
  const { grant_type: kind, client_id: clientId, client_secret: secret } = call.body
  const value = call.body[kind === 'refresh_token' ? 'refresh_token' : 'code']
  if (typeof kind !== 'string' || typeof clientId !== 'string' || typeof secret !== 'string') {
    return { answer: refuse(422, ['client_id, client_secret and grant_type should not be empty']) }
  }
  // Neither what a `client_credentials` grant gives nor how another is refused is known; the name is RFC 6749's.
  if (kind !== 'authorization_code' && kind !== 'refresh_token') {
    return { answer: refuseGrant(400, 'unsupported_grant_type', 'This grant is not supported') }
  }
  // The code is looked at before the client is.
  const spent = typeof value === 'string' ? world.store.grants.get(value) : undefined
  if (spent === undefined || spent.kind !== kind || spent.used === true) {
    return {
      answer:
        kind === 'authorization_code'
          ? refuseGrant(401, 'UnAuthorized!', 'Authorization code not found')
          : refuseGrant(400, 'invalid_grant', 'This refresh token is invalid'),
    }
  }
  if (spent.clientId !== clientId || world.store.apps.get(clientId)?.clientSecret !== secret) {
    return { answer: refuseGrant(401, 'invalid_client', 'The client is not known') }
  }

  const { locationId, userId, scopes } = spent
  const issue = world.names.id()
  const token = {
    name: `issued-${issue}`,
    value: `sandbox-access-${world.names.id()}`,
    userType: 'Location' as const,
    locationId,
    scopes,
    expiresAt: world.now() + lifetime * 1000,
  }
  const next = { ...spent, kind: 'refresh_token' as const, value: `sandbox-refresh-${world.names.id()}` }
  const body = {
    access_token: token.value,
    token_type: 'Bearer',
    expires_in: lifetime,
    refresh_token: next.value,
    refreshTokenId: issue,
    scope: scopes.join(' '),
    userType: 'Location',
    locationId,
    userId,
  }
  return { answer: { status: 200, body }, change: { change: 'issued', of: 'token', spent, next, token } }
}

/** A shape of its own, after RFC 6749 section 5.2. */
function refuseGrant(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } }
}
