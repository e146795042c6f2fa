import { isRecord } from './guard.ts'
import { createMask } from './mask.ts'

/** The longest piece of outside text that an error carries. */
const maxDetail = 500

/**
 * Blanks, control characters of terminals, line breaks that would forge log lines, and characters that are invisible or
 * change the direction of a text. Variation selectors of emoji stay.
 */
const unprintable = /(?:(?![\ufe0e\ufe0f])[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}])+/gu

/**
 * Removes secrets from text that came from outside, by value and by pattern, and reduces it to one printable line of at most
 * 500 characters. Only the first 2,000 are read, so that the time is bounded whatever a server sends.
 */
export function scrub(text: string, secrets: readonly string[]): string {
  // Truncated after scrubbing, since half a token would not be recognised.
  const clean = createMask(secrets)(text.slice(0, 4 * maxDetail))
    .replace(unprintable, ' ')
    .trim()
  return clean.length > maxDetail ? `${clean.slice(0, maxDetail - 1)}…` : clean
}

/** Copies name, message and code of what was thrown, and of its causes, without secrets. */
export function scrubCause(cause: unknown, secrets: readonly string[], depth = 0): Error {
  const { name, message, code, cause: inner } = fieldsOf(cause)
  const copy = new Error(scrub(typeof message === 'string' ? message : '', secrets))
  copy.name = typeof name === 'string' ? scrub(name, secrets) : 'Error'
  copy.stack = `${copy.name}: ${copy.message}`
  if (typeof code === 'string') Object.assign(copy, { code: scrub(code, secrets) })
  if (inner !== undefined && depth < 4) copy.cause = scrubCause(inner, secrets, depth + 1)
  return copy
}

/** Reads what was thrown, which may be no error at all, and may throw when it is read. */
function fieldsOf(thrown: unknown): { readonly [Name in 'name' | 'message' | 'code' | 'cause']?: unknown } {
  try {
    if (!isRecord(thrown)) return { message: String(thrown) }
    const { name, message, code, cause } = thrown
    return { name, message, code, cause }
  } catch {
    return { message: 'something that cannot be read was thrown' }
  }
}
