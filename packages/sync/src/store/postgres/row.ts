import { syncError } from '../../error.ts'

/** Reads a column that has one of several words. */
export function oneOf<Word extends string>(words: readonly Word[], text: string | null | undefined): Word {
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  throw syncError('store-damaged', `Expected one of ${words.join(', ')} and got ${text}.`, {
    hint: 'Let nothing else change the tables of the store.',
  })
}

/** A property that is left out where its column is null. */
export const optional = <Name extends string>(
  name: Name,
  text: string | null | undefined,
): { readonly [Key in Name]?: string } => {
  const property: { [Key in Name]?: string } = {}
  if (typeof text === 'string') property[name] = text
  return property
}
