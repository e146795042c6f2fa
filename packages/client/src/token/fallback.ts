import type { TokenHistory } from './history.ts'
import type { AccessToken, TokenProvider, TokenRequest } from './provider.ts'

/** Tokens of another provider, with generations of this one. */
export type FallbackToken = Pick<TokenProvider, 'get' | 'renew'> & {
  /** True from the first `get` until `stop`. */
  readonly isInUse: () => boolean
  readonly stop: () => void
}

/** Wraps a provider whose tokens take the place of those that cannot be refreshed. */
export function fallbackToken(provider: TokenProvider, history: TokenHistory): FallbackToken {
  let inUse: { readonly local: AccessToken; readonly provider: AccessToken } | undefined
  return {
    isInUse: () => inUse !== undefined,
    stop() {
      inUse = undefined
    },
    async get(request: TokenRequest) {
      const token = await provider.get(request)
      // The provider counts its generations by itself: they would collide with those of refreshed tokens.
      const local = { value: token.value, generation: history.add(token.value, request.clock.now()) }
      inUse = { local, provider: token }
      return local
    },
    async renew(generation, request) {
      if (inUse === undefined || inUse.local.generation !== generation) return true
      return provider.renew(inUse.provider.generation, request)
    },
  }
}
