/** What a token says of itself. */
export type TokenKind = {
  readonly kind: 'private integration' | 'access token'
  /** Whether an access token is one of a sub-account or of the agency, where it says so. */
  readonly userType?: 'Location' | 'Company'
  /** The id of the sub-account or the agency. */
  readonly id?: string
  readonly scopes?: readonly string[]
  /** Epoch milliseconds. */
  readonly expiresAt?: number
}

/** Reads what a token says of itself, of which nothing is secret. It is not verified. */
export function readTokenKind(token: string): TokenKind {
  if (token.startsWith('pit-')) return { kind: 'private integration' }
  const claims = readClaims(token)
  const { authClass, authClassId, exp } = claims
  const scopes = Object(claims['oauthMeta'])['scopes'] ?? claims['scopes']
  return {
    kind: 'access token',
    ...((authClass === 'Location' || authClass === 'Company') && { userType: authClass }),
    ...(typeof authClassId === 'string' && { id: authClassId }),
    ...(Array.isArray(scopes) && { scopes: scopes.filter((scope) => typeof scope === 'string') }),
    ...(typeof exp === 'number' && { expiresAt: exp * 1000 }),
  }
}

/** The claims of a JSON Web Token; none of another token. */
function readClaims(token: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null ? { ...claims } : {}
  } catch {
    return {}
  }
}
