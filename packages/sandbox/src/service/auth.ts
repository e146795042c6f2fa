import { type Answer, refuse } from '../reply.ts'
import type { World } from '../context.ts'
import type { SandboxToken } from '../state/state.ts'

const versions = new Set(['2021-04-15', '2021-07-28', '2023-02-21', 'v3'])
const wellFormed = /^(?:\d{4}-\d{2}-\d{2}|v\d+)$/

/**
 * What the service says about a token that is not valid.
 *
 * @param bearer What was sent after `Bearer`, if anything.
 * @returns The sentence.
 */
export function invalidToken(bearer: string | undefined): string {
  return isIntegration(bearer) ? 'Invalid Private Integration token' : 'Invalid JWT'
}

function isIntegration(bearer: string | undefined): boolean {
  return bearer?.startsWith('pit-') ?? false
}

/**
 * Checks the token of a request.
 *
 * @param bearer What was sent after `Bearer`, if anything.
 * @param userType Whom it has to be of.
 * @param world The sandbox.
 * @returns What the token may do, or a 401 or 403.
 */
export function admit(
  bearer: string | undefined,
  userType: SandboxToken['userType'],
  world: World,
): Answer | SandboxToken {
  const token = bearer === undefined ? undefined : world.store.tokens.get(bearer)
  if (token === undefined || token.revoked === true || (token.expiresAt ?? Infinity) <= world.now()) {
    return refuse(401, invalidToken(bearer))
  }
  if (token.userType === userType) return token
  return isIntegration(bearer)
    ? refuse(401, "Token's user type mismatch!")
    : refuse(403, 'This authClass type is not allowed to access this scope.')
}

/**
 * Checks the `Version` header.
 *
 * @param version What was sent, if anything.
 * @returns A 401 or 400, or `undefined` when it names a generation of the API.
 */
export function refuseVersion(version: string | undefined): Answer | undefined {
  if (version === undefined || version === '') return refuse(401, 'version header was not found.')
  if (versions.has(version)) return undefined
  return wellFormed.test(version)
    ? refuse(401, 'version header is invalid')
    : refuse(400, `Invalid API version segment '${version}' at position 0`)
}

/**
 * Checks that a token may do what an operation does.
 *
 * @param token The token.
 * @param scope The scope of the operation.
 * @returns A 401, or `undefined` when it may.
 */
export function refuseScope(token: SandboxToken, scope: string): Answer | undefined {
  return token.scopes.includes(scope) ? undefined : refuse(401, 'The token is not authorized for this scope.')
}
