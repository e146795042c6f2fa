import { type Answer, refuse } from '../reply.ts'
import type { Call, Outcome, World } from '../context.ts'
import type { SandboxGrant, SandboxToken } from '../state/state.ts'

/** How the sandbox deals with tokens. */
export type OAuthOptions = {
  /** Seconds that an access token lives: 86399, a day less one, when missing. */
  lifetimeSeconds?: number
  /**
   * What happens when a refresh token is used again. `refuse`, when missing: it is refused, and nothing else. `revoke`: all
   * access tokens that came of it die too, and the newest refresh token with them.
   */
  onReuse?: 'refuse' | 'revoke'
  /** So many milliseconds after its use the same refresh token is answered with the same pair again: 0 when missing. */
  graceMs?: number
}

/**
 * Exchanges an authorization code or a refresh token for a token. Either works once: a refresh token is replaced by
 * the one in the answer.
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
  const grant = typeof value === 'string' ? world.store.grants.get(value) : undefined
  if (grant === undefined || grant.kind !== kind) return { answer: refuseUnknown(kind) }
  const known = grant.clientId === clientId && world.store.apps.get(clientId)?.clientSecret === secret
  if (grant.used === true) return reuse(grant, known, world)
  if (!known) return { answer: refuseGrant(401, 'invalid_client', 'The client is not known') }

  const { lifetimeSeconds = 86_399 } = world.oauth
  const { locationId, companyId, userType = 'Location', scopes } = grant
  const issue = world.names.id()
  const family = grant.family ?? issue
  const token = {
    name: `issued-${issue}`,
    value: `sandbox-access-${world.names.id()}`,
    userType,
    ...(locationId === undefined ? {} : { locationId }),
    ...(companyId === undefined ? {} : { companyId }),
    scopes,
    expiresAt: world.now() + lifetimeSeconds * 1000,
    family,
  }
  const next: SandboxGrant = {
    ...grant,
    kind: 'refresh_token',
    value: `sandbox-refresh-${world.names.id()}`,
    accessToken: token.value,
    family,
  }
  const turn = { spent: { ...grant, family }, next }
  return {
    answer: { status: 200, body: describe(token, next, world) },
    change: { change: 'issued', of: 'token', token, turn },
  }
}

/** Whoever presents a grant again is a thief, or has lost the answer: nobody can tell. */
function reuse(grant: SandboxGrant, known: boolean, world: World): Outcome {
  const { graceMs = 0, onReuse: policy = 'refuse' } = world.oauth
  const { family, successor = '', usedAt = -Infinity } = grant
  const next = world.store.grants.get(successor)
  const token = world.store.tokens.get(next?.accessToken ?? '')
  const fresh = next !== undefined && next.used !== true && world.now() - usedAt < graceMs
  if (known && fresh && token !== undefined) {
    return { answer: { status: 200, body: describe(token, next, world) } }
  }
  const answer = refuseUnknown(grant.kind)
  return policy === 'revoke' && family !== undefined && known
    ? { answer, change: { change: 'revoked', of: 'token', family } }
    : { answer }
}

function describe(token: SandboxToken, next: SandboxGrant, world: World): Record<string, unknown> {
  return {
    access_token: token.value,
    token_type: 'Bearer',
    expires_in: Math.round(((token.expiresAt ?? 0) - world.now()) / 1000),
    refresh_token: next.value,
    refreshTokenId: token.name.replace('issued-', ''),
    scope: token.scopes.join(' '),
    userType: token.userType,
    locationId: token.locationId,
    companyId: token.companyId,
    userId: next.userId,
  }
}

function refuseUnknown(kind: SandboxGrant['kind']): Answer {
  return kind === 'authorization_code'
    ? refuseGrant(401, 'UnAuthorized!', 'Authorization code not found')
    : refuseGrant(400, 'invalid_grant', 'This refresh token is invalid')
}

/** A shape of its own, after RFC 6749 section 5.2. */
function refuseGrant(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } }
}
