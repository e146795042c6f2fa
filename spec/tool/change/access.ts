/** Authorization: tokens and scopes that an operation accepts. */
import { type Fields, fields, list, operations } from '../document.ts'
import { isWithin } from './silent.ts'

/** Each alternative of authorization, as the set of its schemes and scopes. */
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

/** Operations that reject a token which they used to accept. */
export function lockedOut(before: Fields, after: Fields): string[] {
  const then = new Map(operations(before).map((one) => [one.name, waysIn(before, one.fields)]))
  return operations(after).flatMap(({ name, fields: operation }) => {
    const now = waysIn(after, operation)
    const shut = (then.get(name) ?? []).filter((held) => !now.some((asked) => isWithin(asked, held)))
    return shut.length === 0 ? [] : [name]
  })
}
