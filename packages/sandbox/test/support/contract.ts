import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'

const require = createRequire(import.meta.url)
const document: unknown = parse(readFileSync(require.resolve('@block-slots/spec/openapi.yaml'), 'utf8'))

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(isRecord(document) ? document : {}, 'contract')

/** The paths of the contract, in the order of routing: fixed ones first. */
const paths = [false, true].flatMap((open) =>
  Object.keys(child(document, 'paths')).filter((path) => path.includes('{') === open),
)

/**
 * Finds the operation of a request in the contract, independently of the sandbox's own table of routes.
 */
export function findOperation(method: string, path: string): { path: string; method: string } | undefined {
  for (const template of paths) {
    const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`)
    const operation = { path: template, method: method.toLowerCase() }
    if (pattern.test(path) && operation.method in child(document, 'paths', template)) return operation
  }
  return undefined
}

/**
 * Lists the violations of the contract in a response. A response to a path outside the contract must have the shape of
 * an error. The service may send more fields than the contract names, the sandbox may not: a field that is renamed in
 * the contract has to be renamed in the sandbox.
 */
export function violations(method: string, path: string, status: number, body: unknown): string[] {
  const operation = findOperation(method, path)
  if (operation === undefined) {
    return status === 404 || status === 401
      ? check(['components', 'schemas', 'ServiceError'], body)
      : ['status']
  }
  const responses = ['paths', operation.path, operation.method, 'responses']
  const documented = child(document, ...responses, String(status))
  if (Object.keys(documented).length === 0) return [`${operation.path} does not document ${status}`]
  const { $ref } = documented
  const place = typeof $ref === 'string' ? $ref.slice(2).split('/') : [...responses, String(status)]
  return check([...place, 'content', 'application/json', 'schema'], body)
}

const compiled = new Map<string, ValidateFunction>()

function check(place: string[], body: unknown): string[] {
  const pointer = place
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/')
  const known = compiled.get(pointer) ?? ajv.getSchema(`contract#/${pointer}`)
  if (known === undefined) return [`no schema at ${pointer}`]
  compiled.set(pointer, known)
  const broken = known(body) ? [] : (known.errors ?? [])
  return [
    ...broken.map(({ instancePath, message }) => `${instancePath} ${message}`),
    ...unknownFields(child(document, ...place), body),
  ]
}

/** The fields of a body that its schema does not name, at any depth. */
function unknownFields(schema: Record<string, unknown>, body: unknown, path = ''): string[] {
  if (Array.isArray(body)) {
    const [items] = every(schema, 'items')
    return items === undefined
      ? []
      : body.flatMap((item, index) => unknownFields(items, item, `${path}/${index}`))
  }
  const named = Object.assign({}, ...every(schema, 'properties'))
  return Object.entries(child(body)).flatMap(([name, value]) =>
    isRecord(named[name])
      ? unknownFields(named[name], value, `${path}/${name}`)
      : [`${path}/${name} is not in the contract`],
  )
}

/** The values of a keyword in a schema and in those it is composed of. */
function every(schema: Record<string, unknown>, keyword: string): Record<string, unknown>[] {
  const followed = follow(schema)
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((word) => Object.values(child(followed, word)))
  return [child(followed, keyword), ...parts.flatMap((part) => every(child(part), keyword))].filter(
    (found) => Object.keys(found).length > 0,
  )
}

function child(value: unknown, ...names: string[]): Record<string, unknown> {
  const found = names.reduce<unknown>((outer, name) => (isRecord(outer) ? outer[name] : undefined), value)
  return isRecord(found) ? found : {}
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** An example of a response in the contract. */
export type Example = { status: number; name: string; value: unknown }

/** All examples of JSON responses in the contract. */
export function examples(): Example[] {
  return Object.keys(child(document, 'paths')).flatMap((path) =>
    Object.keys(child(document, 'paths', path)).flatMap((method) => {
      const responses = child(document, 'paths', path, method, 'responses')
      return Object.keys(responses).flatMap((status) => {
        const named = follow(child(follow(responses[status]), 'content', 'application/json', 'examples'))
        return Object.entries(named).map(([name, example]) => ({
          status: Number(status),
          name,
          value: follow(example)['value'],
        }))
      })
    }),
  )
}

/** Follows a reference in the contract; returns anything else unchanged. */
function follow(value: unknown): Record<string, unknown> {
  const { $ref } = child(value)
  return typeof $ref === 'string' ? child(document, ...$ref.slice(2).split('/')) : child(value)
}

/** The ids of all operations of the contract. */
export function contractOperations(): string[] {
  return Object.values(child(document, 'paths')).flatMap((path) =>
    isRecord(path)
      ? Object.values(path).flatMap((operation) =>
          isRecord(operation) && typeof operation['operationId'] === 'string'
            ? [operation['operationId']]
            : [],
        )
      : [],
  )
}

/** The properties of a schema of the contract, of all its alternatives. */
export function propertiesOf(schema: string): string[] {
  const { oneOf = [], anyOf = [], properties = {} } = child(document, 'components', 'schemas', schema)
  const alternatives = [oneOf, anyOf].flatMap((list) => (Array.isArray(list) ? list : []))
  const own = isRecord(properties) ? Object.keys(properties) : []
  const names = alternatives.flatMap((each: unknown) =>
    isRecord(each) && typeof each['$ref'] === 'string'
      ? propertiesOf(each['$ref'].split('/').at(-1) ?? '')
      : [],
  )
  return [...new Set([...own, ...names])]
}
