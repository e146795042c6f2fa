import { suggest } from '../text/suggest.ts'

/** A row of a list that is looked up by its names. */
export type Named = {
  readonly id: string
  readonly names: readonly string[]
  /** Names of which a part is none: every address has the same end. */
  readonly aliases?: readonly string[]
}

/** The result of looking up a text. */
export type Match<Row> =
  | { readonly kind: 'one'; readonly row: Row }
  | { readonly kind: 'several'; readonly rows: readonly Row[] }
  /** With the name that was probably meant. */
  | { readonly kind: 'none'; readonly suggestion?: string }

/**
 * Finds the row that a text names: by its id, else by a whole name, else by a part of one. Case, accents and the width of spaces
 * do not matter, unless only they tell two names apart.
 */
export function matchName<Row extends Named>(text: string, rows: readonly Row[]): Match<Row> {
  const wanted = normalizeName(text)
  if (wanted === '') return { kind: 'none' }
  const tests: ((row: Row) => boolean)[] = [
    ({ id }) => id === text.trim(),
    ({ names }) => names.includes(text),
    ({ names, aliases = [] }) => [...names, ...aliases].some((name) => normalizeName(name) === wanted),
    ({ names }) => names.some((name) => normalizeName(name).includes(wanted)),
  ]
  for (const test of tests) {
    const found = rows.filter(test)
    const [row] = found
    if (row !== undefined) return found.length === 1 ? { kind: 'one', row } : { kind: 'several', rows: found }
  }
  const suggestion = suggestName(text, rows)
  return { kind: 'none', ...(suggestion !== undefined && { suggestion }) }
}

/** Suggests a name of which the text is a misspelt word, or the whole. */
export function suggestName(text: string, rows: readonly Named[]): string | undefined {
  const wholes = new Map<string, string>()
  for (const { names } of rows) {
    for (const name of names)
      for (const part of [name, ...name.split(/\s+/)]) wholes.set(part, wholes.get(part) ?? name)
  }
  const part = suggest(text, [...wholes.keys()], normalizeName)
  return part === undefined ? undefined : wholes.get(part)
}

/** Returns the rows that have a text in a name or alias, or as their id. */
export function filterNames<Row extends Named>(text: string, rows: readonly Row[]): readonly Row[] {
  const wanted = normalizeName(text)
  return rows.filter(
    ({ id, names, aliases = [] }) =>
      id === text || [...names, ...aliases].some((name) => normalizeName(name).includes(wanted)),
  )
}

/** A name as it is compared. Other marks than accents are letters, in the scripts of India above all. */
const normalizeName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f\p{Default_Ignorable_Code_Point}]/gu, '')
    // "ß" becomes "ss" only on this way.
    .toUpperCase()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim()

/**
 * True for a text that is used as an id without a look at the names: 20 to 24 letters and digits, which are no word. An id that
 * looks like a word is found in the list.
 */
export const isId = (text: string): boolean => /^(?=.*(?:\d|[a-z][A-Z]))[A-Za-z0-9]{20,24}$/.test(text)
