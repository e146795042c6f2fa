import { readTokenKind } from '../account/token-kind.ts'

/** Describes the kind of a token, without showing it. An access token says itself when it expires. */
export function describeToken(token: string, now: number): string {
  const { kind, expiresAt } = readTokenKind(token)
  if (kind === 'private integration') return 'a Private Integration Token'
  if (expiresAt === undefined) return 'an access token'
  const hours = (Math.abs(expiresAt - now) / 3_600_000).toFixed(1)
  return expiresAt > now
    ? `an access token that expires in ${hours} h`
    : `an access token that has expired ${hours} h ago`
}
