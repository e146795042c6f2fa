import { invalidInput } from '../error.ts'

/** Text that is not printed: only `reveal()` returns it. */
export type Secret = {
  /** Returns the text. */
  readonly reveal: () => string
  /** Returns `[secret]`. */
  readonly toString: () => string
  readonly toJSON: () => string
}

const print = (): string => '[secret]'

/**
 * Wraps a token, a client secret or a refresh token, so that it is not printed by mistake: as a string, as JSON, in the
 * console and in a copy it is `[secret]` or missing. Every option that takes a secret accepts it plain or wrapped.
 *
 * @throws BlockSlotsError of code `invalid-input` when the value is not a string.
 * @example
 * ```ts
 * import { secret } from '@block-slots/client'
 *
 * const token = secret('pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d')
 * console.log(`${token}`, JSON.stringify({ token })) // => [secret] {"token":"[secret]"}
 * console.log(token.reveal().slice(0, 4)) // => pit-
 * ```
 */
export function secret(value: string): Secret {
  if (typeof value !== 'string') throw invalidInput('configure', 'a secret must be a string.')
  const visible = { reveal: () => value, toString: print, toJSON: print }
  // Not enumerable, so that copies and lists of properties are empty. The text itself is no property.
  const hidden = { enumerable: false }
  return Object.freeze(
    Object.defineProperties(visible, {
      reveal: hidden,
      toString: hidden,
      toJSON: hidden,
      [Symbol.for('nodejs.util.inspect.custom')]: { value: print },
      [Symbol.for('Deno.customInspect')]: { value: print },
    }),
  )
}
