/** Classifies differences that oasdiff does not report, by the values before and after. */
import { type Difference, type Side } from './compare.ts'
import { list } from '../document.ts'
import { type Row, type Severity } from './severity.ts'

/** The keywords that oasdiff compares, with the ids of its rows. All others are classified here. */
const seen: ReadonlyMap<string, RegExp> = new Map([
  ['type', /type|nullable/],
  ['format', /type/],
  ['required', /required|optional/],
  ['properties', /propert(y|ies)/],
  ['enum', /enum/],
  ['const', /const/],
  ['pattern', /pattern/],
  ['minLength', /min-length/],
  ['maxLength', /max-length/],
  ['minimum', /-min-/],
  ['maximum', /-max-/],
  ['minItems', /min-items/],
  ['maxItems', /max-items/],
  ['oneOf', /one-of|list-of-types|type/],
  ['anyOf', /any-of|list-of-types|type/],
  ['allOf', /all-of|propert/],
  ['items', /propert|items|type/],
  ['parameters', /parameter/],
  ['in', /parameter/],
  ['name', /parameter/],
  ['requestBody', /request-body/],
  ['responses', /status/],
  ['content', /media-type/],
  ['schema', /type|propert|one-of/],
  ['headers', /header/],
  ['paths', /endpoint|api-.*removed/],
  ...['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'].map((method): [string, RegExp] => [
    method,
    /endpoint|api-.*removed/,
  ]),
  ['operationId', /operation-id/],
  ['tags', /tag/],
  ['default', /default/],
  ['readOnly', /read-only/],
  ['writeOnly', /write-only/],
  ['deprecated', /deprecated|reactivated/],
  ['securitySchemes', /^api-security-component/],
])

/** True when a row covers a difference for one use, such as `answer GET /calendars/events`. */
export function covers(row: Row, { keyword, pointer }: Difference, use: string): boolean {
  const [side, ...operation] = use.split(' ')
  // A row without an operation covers components that no operation refers to.
  if (row.path === undefined ? use !== '' : operation.join(' ') !== `${row.operation ?? ''} ${row.path}`)
    return false
  if (side === 'request' ? row.id.startsWith('response-') : /^(request-|new-.*request)/.test(row.id))
    return false
  // Of headers it compares only the presence.
  if (pointer.includes('/headers/') && keyword !== 'headers') return false
  // Of properties it names the one that changed.
  if (keyword === 'properties' && !row.text.includes(`${pointer.split('/').at(-1) ?? ''}\``)) return false
  return seen.get(keyword)?.test(row.id) ?? false
}

/** Keywords that only narrow the valid values. */
const bounds = new Set(
  [
    'multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems',
    'uniqueItems minProperties maxProperties pattern format enum const not propertyNames contains',
    'dependentRequired dependentSchemas allOf',
  ].flatMap((line) => line.split(' ')),
)

type Direction = 'narrower' | 'wider' | 'other'

function typesOf(value: unknown): string[] {
  const all = typeof value === 'string' ? [value] : list(value).filter((one) => typeof one === 'string')
  return all.includes('number') ? [...all, 'integer'] : all
}

export function isWithin(small: readonly unknown[], large: readonly unknown[]): boolean {
  return small.every((one) => large.includes(one))
}

function within(small: boolean, large: boolean): Direction {
  return small === large ? 'other' : small ? 'narrower' : 'wider'
}

/** Fewer or more values are valid than before. */
function direction({ keyword, before, after }: Difference): Direction {
  if (keyword === 'type' && before !== undefined && after !== undefined) {
    const [old, now] = [typesOf(before), typesOf(after)]
    return within(isWithin(now, old), isWithin(old, now))
  }
  if (keyword === 'enum' && before !== undefined && after !== undefined) {
    return within(isWithin(list(after), list(before)), isWithin(list(before), list(after)))
  }
  if (keyword === 'required') {
    const [old, now] = [list(before), list(after)]
    return within(isWithin(old, now), isWithin(now, old))
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    return within(after === false, before === false)
  }
  // A property that was free and is forbidden now, or the reverse.
  if (keyword === 'properties') return within(after === false, before === false)
  if (keyword === 'uniqueItems') return within(after === true, before === true)
  if (keyword === 'type' || bounds.has(keyword)) return within(before === undefined, after === undefined)
  return 'other'
}

/** Differences that oasdiff does not report and that break no request or response. */
function adds({ keyword, pointer, before, after }: Difference): boolean {
  if (keyword.startsWith('x-')) return true
  if (keyword === 'openapi') return minor(before) === minor(after)
  // The targets are equal.
  if (keyword === '$ref') return true
  // An addition: a header, a link, a deprecation, another server than the first.
  const more = ['headers', 'links', 'deprecated', 'properties', 'webhooks', 'components']
  return (
    before === undefined &&
    (more.includes(keyword) || /^\/servers\/[1-9]|^\/components\/[^/]+$/.test(pointer))
  )
}

function minor(version: unknown): string {
  return String(version).split('.').slice(0, 2).join('.')
}

/** The severity of a difference that oasdiff does not report, by its use. An undecidable one is breaking. */
export function silentSeverity(difference: Difference, side: Side | undefined): Severity {
  const { keyword, before, after } = difference
  const way = direction(difference)
  // For requests, fewer valid values break senders; for responses, more valid values break readers.
  // An additional response field does not: fields may always be added.
  const open = ['additionalProperties', 'unevaluatedProperties', 'properties'].includes(keyword)
  const literal = [before, after].every((one) => typeof one === 'boolean' || one === undefined)
  if (way === 'narrower' && side === 'answer' && (!open || literal)) return 'additive'
  if (way === 'wider' && (side === 'request' || (open && literal))) return 'additive'
  if (way === 'other' && adds(difference)) return 'additive'
  return 'breaking'
}
