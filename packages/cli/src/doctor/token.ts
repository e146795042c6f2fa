/** Describes the kind of a token, without showing it. An access token says itself when it expires. */
export function describeToken(token: string, now: number): string {
  if (token.startsWith('pit-')) return 'a Private Integration Token'
  const expiresAt = readExpiry(token)
  if (expiresAt === undefined) return 'an access token'
  const hours = (Math.abs(expiresAt - now) / 3_600_000).toFixed(1)
  return expiresAt > now
    ? `an access token that expires in ${hours} h`
    : `an access token that has expired ${hours} h ago`
}

/** Reads when a JSON Web Token expires (RFC 7519), in epoch milliseconds. Its signature is the service's to check. */
function readExpiry(token: string): number | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const seconds =
      typeof payload === 'object' && payload !== null && 'exp' in payload ? payload.exp : undefined
    return typeof seconds === 'number' ? seconds * 1000 : undefined
  } catch {
    return undefined
  }
}
