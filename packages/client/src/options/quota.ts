import type { Limiter } from '../rate-limit/limiter.ts'
import type { TokenProvider } from '../token/provider.ts'

/** The quotas that the calls of a client count to: the rate limit is that of the sub-account. */
export type Quotas = {
  /** Returns the key of the quota of a call. One that names no sub-account counts to the client's own. */
  readonly keyFor: (location: string | undefined) => string
  /** Makes a sub-account the client's own. Requests that count to an earlier one move along. */
  readonly bind: (location: string) => void
}

/** Creates the quotas of a client; its own sub-account is learned from the first call that names one, if `known` is false. */
export function createQuotas(
  { baseUrl, tokens }: { readonly baseUrl: string; readonly tokens: TokenProvider },
  limiter: Limiter | undefined,
  location: string,
  known: boolean,
): Quotas {
  const keyOf = (id: string): string => `${baseUrl} ${id}`
  let own = keyOf(location)
  let bound = known
  const bind = (id: string): void => {
    const key = keyOf(id)
    if (own !== key) limiter?.merge?.(own, key)
    own = key
    bound = true
  }
  return {
    bind,
    keyFor(id) {
      const first = bound ? undefined : (tokens.locationId?.() ?? id)
      if (first !== undefined) bind(first)
      return id === undefined ? own : keyOf(id)
    },
  }
}
