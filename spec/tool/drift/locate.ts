/** Locates the subject of a difference. */
import { at, below, type Fields, fields, list, resolve } from '../document.ts'

/** The value at a pointer, and the pointer of its definition after all references. */
function settle(document: Fields, pointer: string): string {
  const { $ref } = fields(at(document, pointer))
  return typeof $ref === 'string' && $ref.startsWith('#/') ? settle(document, $ref.slice(1)) : pointer
}

function has(document: Fields, pointer: string, ...names: readonly (string | number)[]): string | undefined {
  let reached = pointer
  for (const name of names) {
    const value = at(document, reached)
    const inside = Array.isArray(value) ? list(value)[Number(name)] : fields(value)[name]
    if (inside === undefined) return undefined
    reached = below(reached, name)
  }
  return reached
}

/** One step into a schema, through its alternatives. */
function step(document: Fields, pointer: string, name: string): string | undefined {
  const schema = settle(document, pointer)
  const here =
    name === '[]'
      ? has(document, schema, 'items')
      : name === '<any>'
        ? has(document, schema, 'additionalProperties')
        : has(document, schema, 'properties', name)
  if (here !== undefined) return here
  for (const kind of ['allOf', 'oneOf', 'anyOf']) {
    for (const index of list(fields(at(document, schema))[kind]).keys()) {
      const found = step(document, below(below(schema, kind), index), name)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** Follows a path such as `events[].createdBy` into a schema, as far as it exists. */
function descend(document: Fields, pointer: string, path: string): string {
  let reached = pointer
  for (const name of path.match(/\[\]|<any>|[^.[\]<>]+/g) ?? []) {
    const next = step(document, reached, name)
    if (next === undefined) return settle(document, reached)
    reached = next
  }
  return reached
}

function intoBody(document: Fields, body: string, rest: string): string {
  if (rest === '') return body
  const [media = '', ...path] = rest.split(' ')
  const header = media === 'header' ? has(document, body, 'headers', path[0] ?? '') : undefined
  if (header !== undefined) return settle(document, header)
  const schema = has(document, body, 'content', media, 'schema')
  if (schema === undefined) return has(document, body, 'content') ?? body
  return descend(document, schema, path.join(' '))
}

/** The JSON pointer of the subject of a difference, or of the nearest existing place. */
export function locate(document: Fields, subject: string): string {
  const [method = '', path = '', kind = '', ...rest] = subject.split(' ')
  const operation = has(document, '', 'paths', path, method.toLowerCase())
  if (operation === undefined) return has(document, '', 'paths', path) ?? '/paths'
  if (kind === 'request') {
    const body = has(document, operation, 'requestBody')
    return body === undefined ? operation : intoBody(document, settle(document, body), rest.join(' '))
  }
  if (kind === 'response') {
    const answer = has(document, operation, 'responses', rest[0] ?? '')
    if (answer === undefined) return has(document, operation, 'responses') ?? operation
    return intoBody(document, settle(document, answer), rest.slice(1).join(' '))
  }
  const parameters = list(fields(at(document, operation))['parameters'])
  const index = parameters.findIndex((one) => {
    const { in: place, name } = resolve(document, one)
    return place === kind && name === rest[0]
  })
  if (kind === '' || index === -1) return operation
  return settle(document, below(below(operation, 'parameters'), index))
}
