/** Reading parsed OpenAPI documents without trusting their shape. */

export type Fields = { readonly [name: string]: unknown }

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of an object; none for any other value. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {}
}

/** The items of an array; none for any other value. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value at a JSON pointer (RFC 6901) such as `/components/schemas/Id`; throws where there is none. */
export function at(document: Fields, pointer: string): unknown {
  const names = pointer.split('/').slice(1)
  return names.reduce((value: unknown, part) => {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const inside = Array.isArray(value) ? value[Number(name)] : fields(value)[name]
    if (inside === undefined) throw new Error(`Nothing at ${pointer}`)
    return inside
  }, document)
}

/** Adds a name to a JSON pointer. */
export function below(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** Resolves a reference. Keywords beside a `$ref` win, as in OpenAPI 3.1. */
export function resolve(document: Fields, value: unknown): Fields {
  const { $ref, ...own } = fields(value)
  if (typeof $ref !== 'string') return own
  if (!$ref.startsWith('#/')) throw new Error(`A reference to another file: ${$ref}`)
  return { ...resolve(document, at(document, $ref.slice(1))), ...own }
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])

export type Operation = {
  readonly name: string
  readonly path: string
  readonly method: string
  readonly pointer: string
  readonly fields: Fields
  /** Parameters of the path and of the operation, references unresolved. */
  readonly parameters: readonly unknown[]
}

/** Every operation of a document, named like `GET /calendars/events`. */
export function operations(document: Fields): Operation[] {
  return Object.entries(fields(document['paths'])).flatMap(([path, item]) =>
    Object.entries(fields(item))
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        path,
        method,
        pointer: below(below('/paths', path), method),
        fields: fields(operation),
        parameters: [...list(fields(item)['parameters']), ...list(fields(operation)['parameters'])],
      })),
  )
}
