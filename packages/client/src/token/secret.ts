import { invalidInput } from '../check.ts'
import { isRecord } from '../redact.ts'

/** A text that no print shows: it gives itself away to whoever asks for it by `reveal()`, and to nothing else. */
export type Secret = {
  /** Gives the text. */
  readonly reveal: () => string
}

/**
 * Wraps a token, a client secret or a refresh token, so that it cannot be printed by mistake: as a string, as JSON, in the
 * console, as a copy, it is `[secret]` or nothing. Every option that takes a secret takes it plain or wrapped.
 *
 * @throws BlockSlotsError of code `invalid-input` when the value is no string.
 * @example
 *   import { secret } from '@block-slots/client'
 *
 *   const token = secret('pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d')
 *   console.log(`${token}`, JSON.stringify({ token })) // => [secret] {"token":"[secret]"}
 *   console.log(token.reveal().slice(0, 4)) // => pit-
 */
export function secret(value: string): Secret {
  if (typeof value !== 'string') throw invalidInput('configure', 'a secret must be a string.')
  const print = (): string => '[secret]'
  const hidden = { value: print }
  // Nothing of it is enumerable, so that copies and lists of its properties are empty; the text itself is no property.
  return Object.freeze(
    Object.defineProperties<Secret>(
      { reveal: () => value },
      {
        reveal: { enumerable: false },
        toString: hidden,
        toJSON: hidden,
        [Symbol.for('nodejs.util.inspect.custom')]: hidden,
        [Symbol.for('Deno.customInspect')]: hidden,
      },
    ),
  )
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
