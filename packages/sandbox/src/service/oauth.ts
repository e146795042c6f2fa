import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { errorReply, type Reply } from '../reply.ts'
import type { SandboxGrant, SandboxToken } from '../state/state.ts'

/**
 * Exchanges an authorization code or a refresh token for an access token. Each works once: the response contains the
 * next refresh token.
 *
 * @param call The request; its token and version are ignored.
 * @param context The sandbox.
 * @returns The token, or an error.
 */
export function createAccessToken(call: OperationCall, context: SandboxContext): Decision {
  const { grant_type: kind, client_id: clientId, client_secret: secret } = call.body
  const value = call.body[kind === 'refresh_token' ? 'refresh_token' : 'code']
  if (typeof kind !== 'string' || typeof clientId !== 'string' || typeof secret !== 'string') {
    return { reply: errorReply(422, ['client_id, client_secret and grant_type should not be empty']) }
  }
  // It is not known how the service answers other grants, `client_credentials` included; the code is RFC 6749's.
  if (kind !== 'authorization_code' && kind !== 'refresh_token') {
    return { reply: grantError(400, 'unsupported_grant_type', 'This grant is not supported') }
  }
  // The service checks the code before the client.
  const grant = typeof value === 'string' ? context.store.grants.get(value) : undefined
  if (grant === undefined || grant.kind !== kind) return { reply: unknownGrantError(kind) }
  const isClient = grant.clientId === clientId && context.store.apps.get(clientId)?.clientSecret === secret
  if (grant.used === true) return reuseGrant(grant, isClient, context)
  if (!isClient) return { reply: grantError(401, 'invalid_client', 'The client is not known') }
  return issueToken(grant, context)
}

function issueToken(grant: SandboxGrant, context: SandboxContext): Decision {
  const { lifetimeSeconds = 86_399 } = context.oauth
  const { locationId, companyId, userType = 'Location', scopes } = grant
  const issue = context.ids.id()
  const family = grant.family ?? issue
  const token = {
    name: `issued-${issue}`,
    value: `sandbox-access-${context.ids.id()}`,
    userType,
    ...(locationId === undefined ? {} : { locationId }),
    ...(companyId === undefined ? {} : { companyId }),
    scopes,
    expiresAt: context.now() + lifetimeSeconds * 1000,
    family,
  }
  const next: SandboxGrant = {
    ...grant,
    kind: 'refresh_token',
    value: `sandbox-refresh-${context.ids.id()}`,
    accessToken: token.value,
    family,
  }
  const rotation = { used: { ...grant, family }, next }
  return {
    reply: { status: 200, body: tokenBody(token, next, context) },
    change: { change: 'issued', of: 'token', token, rotation },
  }
}

/** A grant that is used again is stolen, or its response was lost: the service cannot know which. */
function reuseGrant(grant: SandboxGrant, isClient: boolean, context: SandboxContext): Decision {
  const { graceMs = 0, onReuse = 'refuse' } = context.oauth
  const { family, successor = '', usedAt = -Infinity } = grant
  const next = context.store.grants.get(successor)
  const token = context.store.tokens.get(next?.accessToken ?? '')
  const inGrace = next !== undefined && next.used !== true && context.now() - usedAt < graceMs
  if (isClient && inGrace && token !== undefined) {
    return { reply: { status: 200, body: tokenBody(token, next, context) } }
  }
  const reply = unknownGrantError(grant.kind)
  return onReuse === 'revoke' && family !== undefined && isClient
    ? { reply, change: { change: 'revoked', of: 'token', family } }
    : { reply }
}

function tokenBody(
  token: SandboxToken,
  next: SandboxGrant,
  context: SandboxContext,
): Record<string, unknown> {
  return {
    access_token: token.value,
    token_type: 'Bearer',
    expires_in: Math.round(((token.expiresAt ?? 0) - context.now()) / 1000),
    refresh_token: next.value,
    refreshTokenId: token.name.replace('issued-', ''),
    scope: token.scopes.join(' '),
    userType: token.userType,
    locationId: token.locationId,
    companyId: token.companyId,
    userId: next.userId,
  }
}

function unknownGrantError(kind: SandboxGrant['kind']): Reply {
  return kind === 'authorization_code'
    ? grantError(401, 'UnAuthorized!', 'Authorization code not found')
    : grantError(400, 'invalid_grant', 'This refresh token is invalid')
}

/** The error format of RFC 6749 section 5.2. */
function grantError(status: number, error: string, description: string): Reply {
  return { status, body: { error, error_description: description } }
}
