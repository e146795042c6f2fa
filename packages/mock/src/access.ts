import { type Answer, refuse } from './answer.ts'
import type { World } from './outcome.ts'
import type { SandboxToken } from './state.ts'

const versions = new Set(['2021-04-15', '2021-07-28', '2023-02-21', 'v3'])
const wellFormed = /^(?:\d{4}-\d{2}-\d{2}|v\d+)$/

/**
 * Checks the token of a request.
 *
 * @param bearer What was sent after `Bearer`, if anything.
 * @param world The sandbox.
 * @returns What the token may do, or a 401 or 403.
 */
export function admit(bearer: string | undefined, world: World): Answer | SandboxToken {
  const token = bearer === undefined ? undefined : world.store.tokens.get(bearer)
  const integration = bearer?.startsWith('pit-') ?? false
  if (token === undefined || (token.expiresAt ?? Infinity) <= world.now()) {
    return refuse(401, integration ? 'Invalid Private Integration token' : 'Invalid JWT')
  }
  if (token.userType === 'Location') return token
  return integration
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
