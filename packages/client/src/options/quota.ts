import { setBounded } from '../bounded-map.ts'
import { ignoreThrow } from '../guard.ts'
import type { Limiter } from '../rate-limit/limiter.ts'
import { fingerprint } from '../token/fingerprint.ts'
import type { TokenProvider } from '../token/provider.ts'

/**
 * The quotas that the requests of a client count to. The rate limit is that of the sub-account, and a request counts to the
 * one that it names. One that names none counts to that of the client or, while it is the only one known, of its token; else
 * to a quota of the token, so that clients with one token share it.
 */
export type Quotas = {
  /** Returns the key of the quota of a sub-account. */
  readonly keyOf: (location: string) => string
  /** Returns the key of the quota of a request: the one that its input names, or that of its token. */
  readonly keyFor: (token: string, named: string | undefined) => string
  /** Learns that a token belongs to a sub-account. */
  readonly bind: (token: string, location: string) => void
}

/** In place of a sub-account, for a token that was seen with several. */
const several = Symbol('several sub-accounts')

/** Creates the quotas of a client, which may know its sub-account. */
export function createQuotas(
  { baseUrl, tokens }: { readonly baseUrl: string; readonly tokens: TokenProvider },
  limiter: Limiter | undefined,
  location: string | undefined,
): Quotas {
  // Most clients have one sub-account and one token. The same string needs no new hash in any map, and hashing a token costs
  // more than all else here.
  let lastId: { readonly id: string; readonly key: string } | undefined
  let lastToken: { readonly token: string; readonly key: string } | undefined
  const keyOf = (id: string): string => {
    if (lastId?.id !== id) lastId = { id, key: `${baseUrl} ${id}` }
    return lastId.key
  }
  const tokenKey = (token: string): string => {
    if (lastToken?.token !== token) lastToken = { token, key: `${baseUrl} ${tokenId(token)}` }
    return lastToken.key
  }
  /** The key of the quota of its sub-account, by the key of each token. */
  const quotaByToken = new Map<string, string | typeof several>()
  const learn = (from: string, to: string): void => {
    const quota = quotaByToken.get(from)
    if (quota === to || quota === several) return
    setBounded(quotaByToken, from, quota === undefined ? to : several)
    ignoreThrow(() => limiter?.merge?.(from, to))
  }
  return {
    keyOf,
    bind: (token, id) => learn(tokenKey(token), keyOf(id)),
    keyFor(token, named) {
      const key = tokenKey(token)
      const id = location ?? tokens.locationId?.()
      const own = id === undefined ? undefined : keyOf(id)
      // A name alone proves nothing, but the request may count there as soon as it is sent.
      const quota = own ?? (quotaByToken.has(key) ? undefined : named)
      if (quota !== undefined) learn(key, quota)
      const known = quotaByToken.get(key)
      return named ?? own ?? (typeof known === 'string' ? known : key)
    },
  }
}

/** Names a token by 64 bits of hashes, from which it cannot be recovered: keys are in events and in Redis. */
const tokenId = (token: string): string =>
  `#${[`1${token}`, `2${token}`].map((text) => fingerprint(text).toString(36)).join('')}`
