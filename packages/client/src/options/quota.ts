import type { Limiter } from '../rate-limit/limiter.ts'

/** The quotas that the calls of a client count to: the rate limit is that of the sub-account. */
export type Quotas = {
  /** Returns the key of the quota of a call. One that names no sub-account counts to the client's own. */
  readonly keyFor: (location: string | undefined) => string
  /** Makes a sub-account the client's own. Requests that count to an earlier one move along. */
  readonly bind: (location: string) => void
}

/** What a client knows of its own sub-account. */
type Owner = {
  readonly baseUrl: string
  readonly limiter: Limiter | undefined
  /** The sub-account, where an option names it. */
  readonly locationId: string | undefined
  /** Returns the sub-account that the token belongs to, if that is known. */
  readonly tokenLocation: () => string | undefined
  /** Tells the client apart from others until its sub-account is known. */
  readonly placeholder: () => string
}

/** Creates the quotas of a client, whose own sub-account is learned from the first call that names it if not given. */
export function createQuotas({ baseUrl, limiter, locationId, tokenLocation, placeholder }: Owner): Quotas {
  let own = `${baseUrl} ${locationId ?? placeholder()}`
  let known = locationId !== undefined
  const bind = (location: string): void => {
    const key = `${baseUrl} ${location}`
    if (own !== key) limiter?.merge?.(own, key)
    own = key
    known = true
  }
  return {
    bind,
    keyFor(location) {
      const first = known ? undefined : (tokenLocation() ?? location)
      if (first !== undefined) bind(first)
      return location === undefined ? own : `${baseUrl} ${location}`
    },
  }
}
