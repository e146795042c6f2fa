/** Who is let in: which tokens, with which scopes. */
import { type Fields, fields, list, operations } from '../document.ts'
import { isWithin } from './silent.ts'

/** Each way to be let in, as the set of schemes and scopes that it asks for. */
function waysIn(document: Fields, operation: Fields): string[][] {
  const security = list(operation['security'] ?? document['security'])
  const ways = security.map((way) =>
    Object.entries(fields(way)).flatMap(([scheme, scopes]) => [
      scheme,
      ...list(scopes).map((scope) => `${scheme} ${String(scope)}`),
    ]),
  )
  return ways.length === 0 ? [[]] : ways
}

/** Operations that let somebody in no longer who was let in before. */
export function lockedOut(before: Fields, after: Fields): string[] {
  const then = new Map(operations(before).map((one) => [one.name, waysIn(before, one.fields)]))
  return operations(after).flatMap(({ name, fields: operation }) => {
    const now = waysIn(after, operation)
    const shut = (then.get(name) ?? []).filter((held) => !now.some((asked) => isWithin(asked, held)))
    return shut.length === 0 ? [] : [name]
  })
}
