import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'

const document: unknown = parse(
  readFileSync(createRequire(import.meta.url).resolve('@block-slots/spec/openapi.yaml'), 'utf8'),
)

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(isRecord(document) ? document : {}, 'contract')

/** The paths of the contract, fixed ones first, as a router has to try them. */
const paths = [false, true].flatMap((open) =>
  Object.keys(child(document, 'paths')).filter((path) => path.includes('{') === open),
)

/**
 * Finds the operation of a request in the contract. Does not use the sandbox's own table of routes.
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
 * Says what in an answer breaks the contract; nothing when it keeps it. An answer to a path outside the contract has
 * to have the shape of an error. The service may send more than the contract names, the sandbox may not: a field that
 * is renamed there has to be renamed here.
 */
export function violations(method: string, path: string, status: number, body: unknown): string[] {
  const operation = findOperation(method, path)
  if (operation === undefined) {
    return status === 404 || status === 401
      ? check(['components', 'schemas', 'ServiceError'], body)
      : ['status']
  }
  const answers = ['paths', operation.path, operation.method, 'responses']
  const documented = child(document, ...answers, String(status))
  if (Object.keys(documented).length === 0) return [`${operation.path} does not document ${status}`]
  const { $ref } = documented
  const place = typeof $ref === 'string' ? $ref.slice(2).split('/') : [...answers, String(status)]
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
    ...strangers(child(document, ...place), body),
  ]
}

/** The fields of a body that its schema does not name, at any depth. */
function strangers(schema: Record<string, unknown>, body: unknown, path = ''): string[] {
  if (Array.isArray(body)) {
    const [items] = every(schema, 'items')
    return items === undefined
      ? []
      : body.flatMap((item, index) => strangers(items, item, `${path}/${index}`))
  }
  const named = Object.assign({}, ...every(schema, 'properties'))
  return Object.entries(child(body)).flatMap(([name, value]) =>
    isRecord(named[name])
      ? strangers(named[name], value, `${path}/${name}`)
      : [`${path}/${name} is not in the contract`],
  )
}

/** What a schema, and those it is composed of, say under a keyword. */
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

/** An example of an answer in the contract. */
export type Example = { status: number; name: string; value: unknown }

/** All examples of JSON answers in the contract. */
export function examples(): Example[] {
  return Object.keys(child(document, 'paths')).flatMap((path) =>
    Object.keys(child(document, 'paths', path)).flatMap((method) => {
      const answers = child(document, 'paths', path, method, 'responses')
      return Object.keys(answers).flatMap((status) => {
        const named = follow(child(follow(answers[status]), 'content', 'application/json', 'examples'))
        return Object.entries(named).map(([name, example]) => ({
          status: Number(status),
          name,
          value: follow(example)['value'],
        }))
      })
    }),
  )
}

/** What a reference in the contract refers to; anything else as it is. */
function follow(value: unknown): Record<string, unknown> {
  const { $ref } = child(value)
  return typeof $ref === 'string' ? child(document, ...$ref.slice(2).split('/')) : child(value)
}
