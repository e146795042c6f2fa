import type { Limiter } from '../rate-limit/limiter.ts'
import { fingerprint } from '../token/fingerprint.ts'
import type { TokenProvider } from '../token/provider.ts'

/**
 * The quotas that the requests of a client count to. The rate limit is that of the sub-account, and each token belongs to
 * one. Until it is known which, requests count by their token, so that clients with one token share a quota.
 */
export type Quotas = {
  /** Returns the key of the quota of a sub-account. */
  readonly keyOf: (location: string) => string
  /** Returns the key of the quota of a request: the one that its input names, or that of its token. */
  readonly keyFor: (token: string, named: string | undefined) => string
  /** Learns the sub-account of a token. Requests that count to the token, or to another sub-account, move along. */
  readonly bind: (token: string, location: string) => void
}

/** Creates the quotas of a client, which may know its sub-account. */
export function createQuotas(
  { baseUrl, tokens }: { readonly baseUrl: string; readonly tokens: TokenProvider },
  limiter: Limiter | undefined,
  location: string | undefined,
): Quotas {
  const keyOf = (id: string): string => `${baseUrl} ${id}`
  let last: { readonly token: string; readonly key: string; readonly isKnown: boolean } | undefined
  const bindKey = (token: string, key: string): void => {
    if (last?.token === token && last.key === key) return
    limiter?.merge?.(keyOf(tokenId(token)), key)
    last = { token, key, isKnown: true }
  }
  return {
    keyOf,
    bind: (token, id) => bindKey(token, keyOf(id)),
    keyFor(token, named) {
      if (last?.token !== token) last = { token, key: keyOf(tokenId(token)), isKnown: false }
      if (!last.isKnown) {
        const id = location ?? tokens.locationId?.()
        const key = id === undefined ? named : keyOf(id)
        if (key !== undefined) bindKey(token, key)
      }
      return named ?? last.key
    },
  }
}

/** Names a token by 64 bits of hashes, from which it cannot be recovered: keys are in events and in Redis. */
const tokenId = (token: string): string =>
  `#${[`1${token}`, `2${token}`].map((text) => fingerprint(text).toString(36)).join('')}`
