/** Keys and indices from the root of a configuration to one of its values. */
export type Path = readonly (string | number)[]

/** Something that is wrong with a configuration. */
export type Problem = {
  readonly path: Path
  /** Where it is: at the last key of the path, or at its value. Default: `value`. */
  readonly at?: 'key' | 'value'
  /** Sentences that do not repeat secrets. */
  readonly message: string
}

/** A place in a text; both count from 1. */
export type Position = { readonly line: number; readonly column: number }

/** Longer text is a mistake that its beginning shows as well. */
const maxShown = 60

/**
 * True for text that may be a token or an address with one: a wrong value is repeated, but a secret may have been written in
 * place of any value. Long words of letters and digits are taken for one, but for times.
 */
export const mayBeSecret = (text: string): boolean =>
  text.includes('://') ||
  text.split(/[\s/]/).some((word) => /^(?=.*\d)(?=.*\p{L}).{12,}$/u.test(word) && !/^[\d:.+TZ-]+$/.test(word))

/** Writes a value for a message. */
export function quote(value: unknown): string {
  if (typeof value === 'string') {
    if (mayBeSecret(value)) return 'a text that may be a secret and is not repeated'
    return JSON.stringify(value.length > maxShown ? `${value.slice(0, maxShown)}…` : value)
  }
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`
}

/** Writes a key for a message. */
const writeKey = (key: string): string =>
  mayBeSecret(key) || key.length > maxShown ? '…' : /^[\w$-]+$/.test(key) ? key : JSON.stringify(key)

/** Writes a path for a message, such as `sources.lunch.for[0]`. */
export const writePath = (path: Path): string =>
  path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${writeKey(key)}`))
    .join('')

/** Writes the place of a key within its mapping: ` in sources.lunch`, or nothing at the root. */
export const writePlace = (path: Path): string => (path.length === 0 ? '' : ` in ${writePath(path)}`)

/** True for a mapping of keys to values. */
export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
