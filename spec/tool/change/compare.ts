/** Lists differences between two OpenAPI documents by JSON pointer, independent of the order of keys and sets. */
import { isDeepStrictEqual } from 'node:util'
import { at, below, type Fields, fields, list, resolve } from '../document.ts'

export type Difference = {
  /** The pointer, in the document that has the value; in the new one if both have it. */
  readonly pointer: string
  /** The keyword that differs; for an added or removed name, the keyword that holds the names, such as `properties`. */
  readonly keyword: string
  /** `undefined` when it was added. */
  readonly before: unknown
  /** `undefined` when it was removed. */
  readonly after: unknown
  /** True for changes of descriptions, examples and titles alone. */
  readonly editorial: boolean
}

/** Keywords whose values are neither checked nor generated. */
const forReaders = new Set([
  'description',
  'summary',
  'title',
  'example',
  'examples',
  'externalDocs',
  '$comment',
  'info',
])

/** Keywords whose keys are free names: a property may be called `description`. */
const holdNames = new Set(
  [
    'paths webhooks pathItems responses parameters requestBodies headers content schemas securitySchemes',
    'callbacks links encoding variables properties patternProperties dependentSchemas dependentRequired $defs',
  ].flatMap((line) => line.split(' ')),
)

/** Keywords whose value is compared as a whole. */
const whole = new Set(['default', 'const', 'security', 'mapping'])

type Place = Pick<Difference, 'pointer' | 'keyword' | 'editorial'> & { readonly names: boolean }

/** The identity of an item in a list; `undefined` where only its position counts. */
function nameOf(item: Fields, keyword: string): string | undefined {
  if (keyword === 'parameters') return `${String(item['in'])} ${String(item['name'])}`
  return keyword === 'tags' ? String(item['name']) : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** The pointer of a key in an object at a pointer. */
function inside(place: Place, key: string): Place {
  const pointer = below(place.pointer, key)
  if (place.names) return { ...place, pointer, names: false }
  // The tags of the document are descriptions; those of an operation name modules in generated code.
  const editorial = place.editorial || forReaders.has(key) || pointer === '/tags'
  return { pointer, keyword: key, editorial, names: holdNames.has(key) && !editorial }
}

/** Every difference between two documents. */
export function compare(before: Fields, after: Fields): Difference[] {
  function values(old: unknown, now: unknown, place: Place): Difference[] {
    if (isDeepStrictEqual(old, now)) return []
    const { pointer, keyword, editorial } = place
    const changed: Difference[] = [{ pointer, keyword, editorial, before: old, after: now }]
    if (whole.has(keyword) && !place.names) return isDeepStrictEqual(sorted(old), sorted(now)) ? [] : changed
    if (Array.isArray(old) && Array.isArray(now)) {
      return [...old, ...now].some(isObject) ? items(old, now, place) : sameSet(old, now) ? [] : changed
    }
    if (!isObject(old) || !isObject(now) || Array.isArray(old) || Array.isArray(now)) return changed
    const [left, right] = [fields(old), fields(now)]
    if (!place.names && !editorial && left['$ref'] !== right['$ref']) return references(left, right, place)
    return keys(left, right, place)
  }

  function keys(old: Fields, now: Fields, place: Place): Difference[] {
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) =>
      values(old[key], now[key], inside(place, key)),
    )
  }

  /** A changed reference, or one in place of its target: the targets are compared. */
  function references(old: Fields, now: Fields, place: Place): Difference[] {
    const found = keys(resolve(before, old), resolve(after, now), place)
    const renamed = { ...place, pointer: below(place.pointer, '$ref'), keyword: '$ref' }
    return found.some((one) => !one.editorial)
      ? found
      : [...found, { ...renamed, before: old['$ref'], after: now['$ref'] }]
  }

  /** Items in both lists are skipped, whatever their position; the others are paired by identity, or in order. */
  function items(old: unknown[], now: unknown[], place: Place): Difference[] {
    const left = old.filter((one) => !now.some((other) => isDeepStrictEqual(one, other)))
    const right = now.filter((one) => !old.some((other) => isDeepStrictEqual(one, other)))
    const pair = (one: unknown, other: unknown): Difference[] => {
      const position = other === undefined ? old.indexOf(one) : now.indexOf(other)
      return values(one, other, { ...place, pointer: below(place.pointer, position), names: false })
    }
    const rest = [...right]
    const pairs = left.flatMap((one) => {
      const named = nameOf(resolve(before, one), place.keyword)
      const found =
        named === undefined
          ? Math.min(0, rest.length - 1)
          : rest.findIndex((other) => nameOf(resolve(after, other), place.keyword) === named)
      return pair(one, found < 0 ? undefined : rest.splice(found, 1)[0])
    })
    return [...pairs, ...rest.flatMap((other) => pair(undefined, other))]
  }

  return values(before, after, { pointer: '', keyword: '', editorial: false, names: false })
}

function sameSet(old: readonly unknown[], now: readonly unknown[]): boolean {
  return old.length === now.length && old.every((one) => now.includes(one))
}

/** The value with those lists sorted that are sets. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(sorted(one))).toSorted()
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sorted(one)]))
}

export type Side = 'request' | 'answer'

/** The operations that use a pointer in their requests or their responses: `request GET /calendars/events`. */
export function usesOf(document: Fields): (pointer: string) => string[] {
  const uses = new Map<string, Set<string>>()
  const follow = (value: unknown, use: string): void => {
    if (!isObject(value)) return
    for (const one of Object.values(value)) follow(one, use)
    const reference = fields(value)['$ref']
    if (typeof reference !== 'string') return
    const pointer = reference.slice(1)
    const known = uses.get(pointer) ?? new Set()
    if (known.has(use)) return
    uses.set(pointer, known.add(use))
    follow(at(document, pointer), use)
  }
  const paths = fields(document['paths'])
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, value] of Object.entries(fields(item))) {
      const { parameters, requestBody, responses } = fields(value)
      const name = `${method.toUpperCase()} ${path}`
      follow([...list(fields(item)['parameters']), parameters, requestBody], `request ${name}`)
      follow(responses, `answer ${name}`)
    }
  }
  return (pointer) => {
    const [, first = '', second = '', third = '', fourth = ''] = pointer.split('/')
    if (first === 'components') return [...(uses.get(`/components/${second}/${third}`) ?? [])]
    if (first !== 'paths') return []
    const path = second.replaceAll('~1', '/').replaceAll('~0', '~')
    const methods = third === '' || third === 'parameters' ? Object.keys(fields(paths[path])) : [third]
    const ofRequest = fourth === 'requestBody' || fourth === 'parameters' || third === 'parameters'
    const sides: Side[] = ofRequest
      ? ['request']
      : fourth === 'responses'
        ? ['answer']
        : ['request', 'answer']
    return sides.flatMap((side) => methods.map((method) => `${side} ${method.toUpperCase()} ${path}`))
  }
}
