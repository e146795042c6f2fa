/** Finds `oneOf` alternatives that do not exclude each other: a value that fits two of them is rejected. */
import { below, type Fields, fields, list, resolve } from '../document.ts'

/** The values that a schema enumerates, if it does. */
function named(schema: Fields): readonly unknown[] | undefined {
  return 'const' in schema ? [schema['const']] : 'enum' in schema ? list(schema['enum']) : undefined
}

function disjoint(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.every((one) => !others.includes(one))
}

/** True when an object of this schema cannot have a property. */
function forbids(schema: Fields, name: string): boolean {
  const value = fields(schema['properties'])[name]
  return value === false || (value === undefined && schema['additionalProperties'] === false)
}

/** True when it is certain that no value fits both. */
function areApart(document: Fields, one: Fields, other: Fields): boolean {
  const types = [one, other].map(({ type }) => (typeof type === 'string' ? [type] : list(type)))
  const [left = [], right = []] = types
  const numbers = [left, right].every((all) => all.includes('number') || all.includes('integer'))
  if (left.length > 0 && right.length > 0 && disjoint(left, right) && !numbers) return true
  const [mine, others] = [list(one['required']).map(String), list(other['required']).map(String)]
  if (mine.some((name) => forbids(other, name)) || others.some((name) => forbids(one, name))) return true
  return mine.some((name) => {
    const values = [one, other].map((schema) => named(resolve(document, fields(schema['properties'])[name])))
    const [a, b] = values
    return others.includes(name) && a !== undefined && b !== undefined && disjoint(a, b)
  })
}

/** Pointers to each `oneOf` whose alternatives may overlap. */
export function overlapping(document: Fields): string[] {
  const visit = (value: unknown, pointer: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((one, index) => visit(one, below(pointer, index)))
    const { examples: _, ...own } = fields(value)
    const deeper = Object.entries(own).flatMap(([name, one]) => visit(one, below(pointer, name)))
    const all = list(own['oneOf']).map((one) => resolve(document, one))
    const clear = all.every((one, index) =>
      all.slice(index + 1).every((other) => areApart(document, one, other)),
    )
    return clear ? deeper : [below(pointer, 'oneOf'), ...deeper]
  }
  return visit(document, '')
}
