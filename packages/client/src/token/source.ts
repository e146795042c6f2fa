import { invalidInput } from '../error.ts'
import { isRecord } from '../guard.ts'
import { tokenMemory } from './history.ts'
import type { AccessToken, TokenProvider, TokenRequest } from './provider.ts'
import type { Secret } from './secret.ts'
import { within } from './wait.ts'

/**
 * Where a token comes from: a token, a function that gives one and is called for every request, or something that renews
 * tokens itself, such as `refreshingToken`.
 */
export type TokenSource = string | Secret | (() => string | Secret | Promise<string | Secret>) | TokenProvider

/** What is wrong with a token, in words that do not repeat it; `undefined` when nothing is. */
export function invalidToken(token: unknown): string | undefined {
  if (typeof token !== 'string') return `must be a string, not a value of type ${typeof token}`
  if (token === '')
    return 'is empty. It is a Private Integration Token of the sub-account, or an access token'
  if (/^bearer\s/i.test(token)) return 'starts with "Bearer ": pass the token alone'
  // Anything else makes an invalid header, and the error of the platform would print it.
  if (!/^[\x21-\x7e]+$/.test(token)) return 'holds a blank, a line break or a character that no token has'
  return undefined
}

/** The text of a secret, by shape; anything else as it is, so that it can be refused by what it is. */
export function reveal(value: unknown): unknown {
  try {
    return isRecord(value) && typeof value.reveal === 'function' ? value.reveal() : value
  } catch {
    // Whatever cannot be read is none of ours.
    return value
  }
}

/**
 * Turns whatever gives tokens into a provider.
 *
 * @throws BlockSlotsError of code `invalid-input` when a token that is given as it is cannot be one.
 */
export function tokenProvider(source: TokenSource): TokenProvider {
  if (typeof source === 'function') return calling(source)
  if (isProvider(source)) return source
  const value = reveal(source)
  const fault = invalidToken(value)
  if (fault !== undefined || typeof value !== 'string') {
    throw invalidInput('configure', `the token ${fault}.`)
  }
  const token = { value, generation: 1 }
  return { get: async () => token, renew: async () => false, secrets: () => [value] }
}

/** By shape, since several copies of the package may be installed, and anybody may write one. */
function isProvider(source: unknown): source is TokenProvider {
  try {
    if (!isRecord(source)) return false
    const { get, renew, secrets } = source
    return [get, renew, secrets].every((method) => typeof method === 'function')
  } catch {
    return false
  }
}

/** Calls a function for every token, and once more when one was refused: it may have been replaced under us. */
function calling(source: () => unknown): TokenProvider {
  const memory = tokenMemory()
  const get = async ({ clock, signal }: TokenRequest): Promise<AccessToken> => {
    const value = reveal(await within(signal, (async () => source())()))
    const fault = invalidToken(value)
    if (fault !== undefined || typeof value !== 'string') throw new TypeError(`The token ${fault}.`)
    return { value, generation: memory.note(value, clock.now()) }
  }
  return {
    get,
    renew: async (generation, request) => (await get(request)).generation !== generation,
    secrets: memory.values,
  }
}
