import { refuse, show } from './refuse.ts'

/**
 * Ids of HighLevel have 20 to 50 characters, and those of Google Calendar, whose events come in as well, up to 1,024. Ids go
 * into paths and queries: "." and ".." would be resolved away, some gateways take an encoded slash for a slash, and half a
 * surrogate pair cannot be encoded.
 */
const idForm = /^(?!\.\.?$)[^\s/\\\p{Cc}\ud800-\udfff]{1,1024}$/u

/**
 * Checks an id.
 *
 * @throws RangeError when it cannot be an id.
 */
export const checkId = (name: string, value: unknown): string =>
  typeof value === 'string' && idForm.test(value) ? value : refuse(name, 'an id of HighLevel', value)

/**
 * Checks that one owner is given, and returns the name of its field.
 *
 * @param advice Which of them to give.
 * @throws RangeError when none or several are given, also when all but one are `null`, as rows of a database have them.
 */
export function checkOneOwner<Name extends string>(
  fields: { readonly [Field in Name]?: unknown },
  names: readonly Name[],
  advice: string,
): Name {
  const given = names.filter((name) => fields[name] !== undefined)
  const [owner] = given
  if (owner !== undefined && given.length === 1) return owner
  const found = given.map((name) => `${name} ${show(fields[name])}`).join(' and ') || 'none'
  throw new RangeError(`exactly one of ${names.join(', ')} must be given, not ${found}. ${advice}`)
}
