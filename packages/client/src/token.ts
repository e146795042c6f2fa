/** A bearer token of the sub-account, or a function that gives one for each call, so that it can be renewed. */
export type TokenSource = string | (() => string | Promise<string>)

/** Where the token comes from, and the values it had, so that outside text can be cleaned of them. */
export type TokenReader = {
  readonly read: () => Promise<string>
  readonly secrets: () => readonly string[]
}

/** How many former values are remembered: an answer may echo the one before the last renewal. */
const remembered = 4

/** What is wrong with a token, in words that do not repeat it; `undefined` when nothing is. */
export function faultOf(token: unknown): string | undefined {
  if (typeof token !== 'string') return `must be a string, not a value of type ${typeof token}`
  if (token === '')
    return 'is empty. It is a Private Integration Token of the sub-account, or an access token'
  if (/^bearer\s/i.test(token)) return 'starts with "Bearer ": pass the token alone'
  // Anything else makes an invalid header, and the error of the platform would print it.
  if (!/^[\x21-\x7e]+$/.test(token)) return 'holds a blank, a line break or a character that no token has'
  return undefined
}

/** Reads tokens and remembers the last few. */
export function tokenReader(source: TokenSource): TokenReader {
  const seen: string[] = typeof source === 'string' ? [source] : []
  return {
    async read() {
      const token: unknown = await (typeof source === 'function' ? source() : source)
      const fault = faultOf(token)
      if (fault !== undefined || typeof token !== 'string') throw new TypeError(`The token ${fault}.`)
      if (!seen.includes(token)) {
        seen.push(token)
        if (seen.length > remembered) seen.shift()
      }
      return token
    },
    secrets: () => seen,
  }
}
