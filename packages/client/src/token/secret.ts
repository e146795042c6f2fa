import { invalidInput } from '../error.ts'

/** A text that no print shows: it gives itself away to whoever asks for it by `reveal()`, and to nothing else. */
export type Secret = {
  /** Gives the text. */
  readonly reveal: () => string
  /** Gives `[secret]`, as every print of it does. */
  readonly toString: () => string
  readonly toJSON: () => string
}

const print = (): string => '[secret]'

/**
 * Wraps a token, a client secret or a refresh token, so that it cannot be printed by mistake: as a string, as JSON, in the
 * console, as a copy, it is `[secret]` or nothing. Every option that takes a secret takes it plain or wrapped.
 *
 * @throws BlockSlotsError of code `invalid-input` when the value is no string.
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
  const shown = { reveal: () => value, toString: print, toJSON: print }
  // Nothing of it is enumerable, so that copies and lists of its properties are empty; the text itself is no property.
  const hidden = { enumerable: false }
  return Object.freeze(
    Object.defineProperties(shown, {
      reveal: hidden,
      toString: hidden,
      toJSON: hidden,
      [Symbol.for('nodejs.util.inspect.custom')]: { value: print },
      [Symbol.for('Deno.customInspect')]: { value: print },
    }),
  )
}
