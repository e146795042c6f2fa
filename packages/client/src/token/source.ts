import { raceSignal } from '../abort.ts'
import { invalidInput } from '../error.ts'
import { hasMethods, isRecord } from '../guard.ts'
import type { TokenHistory } from './history.ts'
import type { AccessToken, TokenProvider, TokenRequest } from './provider.ts'
import type { Secret } from './secret.ts'

/**
 * Source of tokens: a token, a function that is called for every request and returns one, or a provider that refreshes its
 * tokens, such as `refreshingToken`.
 */
export type TokenSource = string | Secret | (() => string | Secret | Promise<string | Secret>) | TokenProvider

/** Returns the text of a secret, recognised by shape; any other value unchanged, so that the caller can reject it. */
export function reveal(value: unknown): unknown {
  try {
    return isRecord(value) && typeof value.reveal === 'function' ? value.reveal() : value
  } catch {
    // A value that cannot be read is no secret of this package.
    return value
  }
}

/**
 * Turns a source of tokens into a provider.
 *
 * @throws BlockSlotsError of code `invalid-input` when the source is a value that is no token.
 */
export function tokenProvider(source: TokenSource | undefined, history: TokenHistory): TokenProvider {
  if (typeof source === 'function') return providerOf(source, history)
  if (isProvider(source)) return source
  const value = checkToken(reveal(source), (message) => invalidInput('configure', message))
  const token = { value, generation: 1 }
  return { get: () => token, renew: async () => false, secrets: () => [value] }
}

/** Returns a value that is a token, and throws the error for any other. */
function checkToken(value: unknown, createError: (message: string) => Error): string {
  const fault = invalidToken(value)
  if (fault !== undefined || typeof value !== 'string') throw createError(`the token ${fault}.`)
  return value
}

/**
 * Describes why a value is no token, without repeating it; `undefined` when it is one.
 *
 * @param emptyFault Description of an empty value, where another kind of secret is expected.
 */
export function invalidToken(
  token: unknown,
  emptyFault = 'is empty. It is a Private Integration Token of the sub-account, or an access token',
): string | undefined {
  if (typeof token !== 'string') return `must be a string, not a value of type ${typeof token}`
  if (token === '') return emptyFault
  if (/^bearer\s/i.test(token)) return 'starts with "Bearer ": pass the token alone'
  // Any other character makes an invalid header, and the error of the platform would print it.
  if (!/^[\x21-\x7e]+$/.test(token)) return 'contains a space, a line break or a character that no token has'
  return undefined
}

function isProvider(source: unknown): source is TokenProvider {
  try {
    return hasMethods(source, 'get', 'renew', 'secrets')
  } catch {
    return false
  }
}

/** Calls a function for every token, and once more when one was refused: the secret may have been replaced meanwhile. */
function providerOf(source: () => unknown, history: TokenHistory): TokenProvider {
  const get = async ({ clock, signal }: TokenRequest): Promise<AccessToken> => {
    const given = await raceSignal(signal, (async () => source())())
    const value = checkToken(reveal(given), (message) => new TypeError(message))
    return { value, generation: history.add(value, clock.now()) }
  }
  return {
    get,
    renew: async (generation, request) => (await get(request)).generation !== generation,
    secrets: history.values,
  }
}
