import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parse } from 'yaml'

type Json = Readonly<Record<string, unknown>>

/** A request against the contract. */
export type Row = {
  readonly operation: string
  /** `valid`, or the violation. */
  readonly name: string
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request in parts, so that one of them can be changed. */
type Draft = {
  readonly parameters: readonly Parameter[]
  readonly token: boolean
  readonly type?: string
  readonly fields?: Json
  /** Replaces the encoded fields. */
  readonly text?: string
}

type Parameter = { readonly in: string; readonly name: string; readonly value: string }

const document: Json = parse(
  readFileSync(createRequire(import.meta.url).resolve('@block-slots/spec/openapi.yaml'), 'utf8'),
)

const formType = 'application/x-www-form-urlencoded'

/** Values that violate most schemas: other types, no text, no time, several lines. */
const wrongValues: readonly unknown[] = [
  7,
  true,
  null,
  '',
  'x',
  'a\nb',
  [],
  {},
  '2021-06-23',
  '1624399200000',
]

/**
 * All requests that the contract has an example of, and each of them with one part left out, replaced or added. Not
 * among them: malformed JSON, to which Prism 5.16 never responds.
 */
export function rows(): Row[] {
  return Object.entries(child(document['paths'])).flatMap(([path, methods]) =>
    Object.entries(child(methods)).flatMap(([method, operation]) =>
      isRecord(operation) && 'operationId' in operation ? rowsOf(path, method, operation) : [],
    ),
  )
}

function rowsOf(path: string, method: string, operation: Json): Row[] {
  const listed: readonly unknown[] = Array.isArray(operation['parameters']) ? operation['parameters'] : []
  const parameters = listed.map(resolve)
  const known = parameters.flatMap(toParameter)
  const owners = parameters.filter((parameter) => toParameter(parameter).length === 0)
  const needsToken = !(Array.isArray(operation['security']) && operation['security'].length === 0)
  const bodies = bodiesOf(operation)
  return bodies.flatMap(([example, body]) => {
    const valid: Draft = { parameters: known, token: needsToken, ...body }
    const changed = [
      ...parameterChanges(valid, owners),
      ...(method === 'get' ? [] : bodyChanges(valid, operation)),
      ...(needsToken ? [['no token', { ...valid, token: false }] as const] : []),
    ]
    return [['valid', valid] as const, ...changed].map(([name, draft]) => ({
      operation: String(operation['operationId']),
      name: example === '' ? name : `${example}, ${name}`,
      ...encode(path, method, draft),
    }))
  })
}

/** The examples of a body; one without a body when it is optional. */
function bodiesOf(operation: Json): [example: string, body: Pick<Draft, 'fields' | 'type'>][] {
  const request = resolve(operation['requestBody'])
  const bodies = Object.entries(child(request['content'])).flatMap(([type, content]) => {
    const { examples, example } = child(content)
    const named = Object.entries(child(resolve(examples)))
    const all =
      named.length > 0 ? named.map(([name, each]) => [name, resolve(each)['value']]) : [['', example]]
    return all.map(([name, fields]): [string, Pick<Draft, 'fields' | 'type'>] => [
      String(name),
      { type, fields: child(fields) },
    ])
  })
  return request['required'] === true ? bodies : [...bodies, ['no body', {}]]
}

type Change = readonly [name: string, draft: Draft]

function parameterChanges(valid: Draft, optional: readonly Json[]): Change[] {
  const { parameters } = valid
  const change = (index: number, values: readonly string[]): Draft => ({
    ...valid,
    parameters: parameters.flatMap((each, place) =>
      place === index ? values.map((value) => ({ ...each, value })) : [each],
    ),
  })
  const extra = (name: string, place = 'query', value = 'x'): Draft => ({
    ...valid,
    parameters: [...parameters, { in: place, name, value }],
  })
  return [
    ...parameters.flatMap(({ in: place, name, value }, index): Change[] => {
      const wrong = ['x y', '2021-06-23T03:30:00+05:30', '-1', '1.5'].map((text): Change => [
        `${place} ${name} = ${text}`,
        change(index, [text]),
      ])
      if (place === 'path') return wrong
      return [
        [`no ${place} ${name}`, change(index, [])],
        [`empty ${place} ${name}`, change(index, [''])],
        [`repeated ${place} ${name}`, change(index, [value, value])],
        ...wrong,
      ]
    }),
    ...optional.map(({ in: place, name }): Change => [
      `also ${String(place)} ${String(name)}`,
      extra(String(name), String(place)),
    ]),
    ['an unknown query parameter', extra('unknown')],
    ['an unknown header', extra('x-unknown', 'header')],
  ]
}

function bodyChanges(valid: Draft, operation: Json): Change[] {
  const { fields, type } = valid
  if (fields === undefined || type === undefined) {
    return [['an unexpected body', { ...valid, type: 'application/json', fields: { unknown: 'x' } }]]
  }
  const properties = propertiesOf(child(child(resolve(operation['requestBody'])['content'])[type])['schema'])
  const withField = (name: string, value: unknown): Draft => ({
    ...valid,
    fields: { ...fields, [name]: value },
  })
  return [
    ...[...new Set([...Object.keys(fields), ...properties])].flatMap((name): Change[] => [
      ...(name in fields ? [[`no ${name}`, withField(name, undefined)] as const] : []),
      ...wrongValues.map((value): Change => [`${name} = ${JSON.stringify(value)}`, withField(name, value)]),
    ]),
    ['an unknown field', withField('unknown', 'x')],
    ['no fields', { ...valid, fields: {} }],
    ['an empty body', { ...valid, text: '' }],
    ['a list as body', { ...valid, text: '[]' }],
    ['text as body', { ...valid, type: 'text/plain', text: 'x' }],
    ['another encoding', { ...valid, type: type === formType ? 'application/json' : formType }],
  ]
}

function encode(path: string, method: string, draft: Draft): Omit<Row, 'name' | 'operation'> {
  const { parameters, token, type = '', fields, text } = draft
  let target = path
  const query: string[] = []
  const headers: Record<string, string> = token ? { Authorization: 'Bearer any' } : {}
  for (const { in: place, name, value } of parameters) {
    if (place === 'path') target = target.replace(`{${name}}`, encodeURIComponent(value))
    else if (place === 'query') query.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    else headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  const body = text ?? (fields === undefined ? undefined : encodeBody(type, fields))
  if (body !== undefined) headers['Content-Type'] = type
  return {
    method: method.toUpperCase(),
    target: query.length === 0 ? target : `${target}?${query.join('&')}`,
    headers,
    ...(body === undefined ? {} : { body }),
  }
}

function encodeBody(type: string, fields: Json): string {
  if (type !== formType) return JSON.stringify(fields)
  const pairs = Object.entries(fields).filter(([, value]) => value !== undefined)
  const encoded = pairs.map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return new URLSearchParams(encoded).toString()
}

/** A parameter with its example; none when it has no example, as one of several owners. */
function toParameter(parameter: Json): Parameter[] {
  const schema = resolve(parameter['schema'])
  const [first] = Object.values(child(parameter['examples']))
  const value =
    parameter['example'] ?? resolve(first)['value'] ?? schema['example'] ?? firstOf(schema['enum'])
  const { in: place, name } = parameter
  return (typeof value !== 'string' && typeof value !== 'number') ||
    typeof place !== 'string' ||
    typeof name !== 'string'
    ? []
    : [{ in: place, name, value: String(value) }]
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined
}

function propertiesOf(schema: unknown): string[] {
  const resolved = resolve(schema)
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((keyword) => Object.values(child(resolved[keyword])))
  return [...Object.keys(child(resolved['properties'])), ...parts.flatMap(propertiesOf)]
}

/** Follows a reference. */
function resolve(value: unknown): Json {
  const { $ref } = child(value)
  if (typeof $ref !== 'string') return child(value)
  return resolve(
    $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((outer, name) => child(outer)[name], document),
  )
}

function child(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}
