import { fingerprint } from './fingerprint.ts'
import type { TokenRecord } from './store.ts'

/** Grant that a person supplied to begin with: a code, or a refresh token. */
export type InitialGrant = {
  readonly type: 'authorization_code' | 'refresh_token'
  readonly value: string
}

const maxUsedGrants = 8

const hashOf = ({ value }: InitialGrant): string => fingerprint(value).toString(16)

/** Marks a grant as used up, under a short hash. */
export function withUsedGrant(record: TokenRecord, grant: InitialGrant): TokenRecord {
  const hash = hashOf(grant)
  const others = (record.usedGrants ?? []).filter((other) => other !== hash)
  return { ...record, usedGrants: [...others, hash].slice(-maxUsedGrants) }
}

/** Returns the stored refresh token as a grant. */
export const storedGrant = (stored: TokenRecord | undefined): InitialGrant | undefined =>
  stored?.refreshToken === undefined ? undefined : { type: 'refresh_token', value: stored.refreshToken }

/** Returns the supplied grant, unless it was used up before or is the one that was just found invalid. */
export function availableGrant(
  supplied: InitialGrant | undefined,
  stored: TokenRecord | undefined,
  invalid?: InitialGrant,
): InitialGrant | undefined {
  if (supplied === undefined || supplied.value === invalid?.value) return undefined
  return stored?.usedGrants?.includes(hashOf(supplied)) === true ? undefined : supplied
}
