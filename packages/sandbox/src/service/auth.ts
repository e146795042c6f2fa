import type { OperationCall, SandboxContext } from '../context.ts'
import { errorReply, type Reply } from '../reply.ts'
import type { SandboxToken } from '../state/state.ts'

const versions = new Set(['2021-04-15', '2021-07-28', '2023-02-21', 'v3'])
const versionFormat = /^(?:\d{4}-\d{2}-\d{2}|v\d+)$/

/**
 * The service's message about an invalid token.
 *
 * @param bearer The value after `Bearer`, if any.
 * @returns The message.
 */
export function invalidTokenMessage(bearer: string | undefined): string {
  return isPrivateIntegration(bearer) ? 'Invalid Private Integration token' : 'Invalid JWT'
}

function isPrivateIntegration(bearer: string | undefined): boolean {
  return bearer?.startsWith('pit-') ?? false
}

/**
 * Authenticates a request.
 *
 * @param bearer The value after `Bearer`, if any.
 * @param userType The user type that the operation needs.
 * @param context The sandbox.
 * @returns The token, or a 401 or 403.
 */
export function authenticate(
  bearer: string | undefined,
  userType: SandboxToken['userType'],
  context: SandboxContext,
): Reply | SandboxToken {
  const token = bearer === undefined ? undefined : context.store.tokens.get(bearer)
  if (token === undefined || token.revoked === true || (token.expiresAt ?? Infinity) <= context.now()) {
    return errorReply(401, invalidTokenMessage(bearer))
  }
  if (token.userType === userType) return token
  return isPrivateIntegration(bearer)
    ? errorReply(401, "Token's user type mismatch!")
    : errorReply(403, 'This authClass type is not allowed to access this scope.')
}

/**
 * Checks the `Version` header.
 *
 * @param version The header, if any.
 * @returns A 401 or 400, or `undefined` when it names a version of the API.
 */
export function checkVersion(version: string | undefined): Reply | undefined {
  if (version === undefined || version === '') return errorReply(401, 'version header was not found.')
  if (versions.has(version)) return undefined
  return versionFormat.test(version)
    ? errorReply(401, 'version header is invalid')
    : errorReply(400, `Invalid API version segment '${version}' at position 0`)
}

/**
 * Checks the scope of a token.
 *
 * @param token The token.
 * @param scope The scope that the operation needs.
 * @returns A 401, or `undefined` when the token has the scope.
 */
export function checkScope(token: SandboxToken, scope: string): Reply | undefined {
  return token.scopes.includes(scope)
    ? undefined
    : errorReply(401, 'The token is not authorized for this scope.')
}

/**
 * Checks that a token may access a location.
 *
 * @param locationId The location of the request, or of its event or calendar.
 * @param call The request.
 * @returns A 403, or `undefined` when it may.
 */
export function checkLocation(locationId: string, call: OperationCall): Reply | undefined {
  return locationId === call.token.locationId
    ? undefined
    : errorReply(403, 'The token does not have access to this location.')
}
