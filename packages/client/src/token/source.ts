import { invalidInput } from '../check.ts'
import { isRecord } from '../redact.ts'
import { faultOf, tokenReader } from '../token.ts'
import type { TokenProvider } from './provider.ts'

/** A bearer token, a function that gives one for each request, or a provider that renews it. */
export type TokenSource = string | (() => string | Promise<string>) | TokenProvider

/** Interim. */
export function tokenProvider(source: TokenSource): TokenProvider {
  if (isRecord(source)) return source as TokenProvider
  const fault = typeof source === 'function' ? undefined : faultOf(source)
  if (fault !== undefined) throw invalidInput('configure', `the token ${fault}.`)
  const reader = tokenReader(source)
  let last: string | undefined
  let generation = 0
  const get = async (): Promise<{ value: string; generation: number }> => {
    const value = await reader.read()
    if (value !== last) generation++
    last = value
    return { value, generation }
  }
  return {
    get,
    renew: async (old) => (await get()).generation !== old,
    secrets: reader.secrets,
  }
}
