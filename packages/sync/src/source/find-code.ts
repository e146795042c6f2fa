import { syncError } from '../error.ts'
import { suggest } from '../suggest.ts'
import { quote } from './check.ts'

/** Names by their code. */
export type Names = Readonly<Record<string, string>>

/** Longer lists are in no message: a country is known by its two letters. */
const maxListed = 60
/** More that are meant are no help. */
const maxMeant = 5

/**
 * Finds a code in the list of those that there are.
 *
 * @throws BlockSlotsError of code `invalid-input` when there is none like it. It names what was probably meant.
 */
export function findCode(what: string, code: string, names: Names | undefined): string {
  const codes = new Map(Object.entries(names ?? {}))
  const wanted = code.toUpperCase()
  for (const each of codes.keys()) if (each.toUpperCase() === wanted) return each
  const meant = findMeant(wanted, codes)
  const advice =
    meant.length > 0
      ? `Did you mean ${listNames(meant, ' or ')}?`
      : codes.size === 0
        ? 'Leave it out: there are none here.'
        : codes.size > maxListed
          ? 'Write its code of two letters, such as DE.'
          : `There are ${listNames([...codes], ', ')}.`
  throw syncError('invalid-input', `Unknown ${what} ${quote(code)}. ${advice}`)
}

type Named = readonly [code: string, name: string]

/** What a wrong code was meant to be: a name, its initials, its beginning or its misspelling, or a code of three letters. */
function findMeant(wanted: string, codes: ReadonlyMap<string, string>): readonly Named[] {
  const all = [...codes]
  const near = suggest(wanted, [...codes.values()])
  const rules: readonly ((named: Named) => boolean)[] = [
    ([, name]) => name.toUpperCase() === wanted,
    ([, name]) => wanted.length > 1 && name.replaceAll(/[^\p{Lu}]/gu, '') === wanted,
    ([, name]) => wanted.length > 3 && name.toUpperCase().startsWith(wanted),
    ([, name]) => name === near,
    ([code]) => wanted.length === 3 && code.length === 2 && wanted.startsWith(code.toUpperCase()),
  ]
  const found = rules.map((rule) => all.filter(rule)).find(({ length }) => length > 0 && length <= maxMeant)
  return found ?? []
}

const listNames = (named: readonly Named[], last: string): string => {
  const texts = named.map(([code, name]) => `${code} (${name})`)
  return texts.length === 1 ? texts.join('') : `${texts.slice(0, -1).join(', ')}${last}${texts.at(-1)}`
}
