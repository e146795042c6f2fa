/** Finds missing descriptions, missing examples and invalid examples in an OpenAPI document. */
import { default as addFormats } from 'ajv-formats'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { at, below, type Fields, fields, list, operations, resolve } from './document.ts'

/** Pointers to the values of a map or an array, such as `/components/schemas`; none for any other value. */
function inside(pointer: string, value: unknown): string[] {
  return Object.keys(Array.isArray(value) ? value : fields(value)).map((name) => below(pointer, name))
}

/** Pointers to each place of a kind. The target of a `$ref` is visited where it is defined. */
function places(
  document: Fields,
): Record<'described' | 'media' | 'parameters' | 'headers' | 'schemas', string[]> {
  const components = fields(document['components'])
  const parts = (name: string) => inside(`/components/${name}`, components[name])
  const written = (pointers: string[]) => pointers.filter((one) => !('$ref' in fields(at(document, one))))
  const all = operations(document)
  const within = (pointers: string[], name: string) =>
    pointers.flatMap((one) => inside(below(one, name), fields(at(document, one))[name]))

  const requests = written([
    ...parts('requestBodies'),
    ...all.filter((one) => 'requestBody' in one.fields).map((one) => below(one.pointer, 'requestBody')),
  ])
  const responses = written([
    ...parts('responses'),
    ...within(
      all.map((one) => one.pointer),
      'responses',
    ),
  ])
  const parameters = written([
    ...parts('parameters'),
    ...within(
      all.map((one) => one.pointer),
      'parameters',
    ),
    ...within(inside('/paths', document['paths']), 'parameters'),
  ])
  const headers = written([...parts('headers'), ...within(responses, 'headers')])
  const media = within([...requests, ...responses], 'content')
  const roots = [...media, ...parameters, ...headers].map((one) => below(one, 'schema'))
  const schemas = [...parts('schemas'), ...written(roots)].flatMap((one) => [one, ...nested(document, one)])
  const named = schemas.filter((one) => /\/(schemas|properties)\/[^/]+$/.test(one))
  return {
    described: [
      ...all.map((one) => one.pointer),
      ...requests,
      ...responses,
      ...parameters,
      ...headers,
      ...named,
    ],
    media,
    parameters,
    headers,
    schemas,
  }
}

/** Every schema within a schema. `false` is not counted. */
function nested(document: Fields, pointer: string): string[] {
  const schema = fields(at(document, pointer))
  const children = ['properties', 'oneOf', 'allOf'].flatMap((name) =>
    inside(below(pointer, name), schema[name]),
  )
  const items = 'items' in schema ? [below(pointer, 'items')] : []
  return [...children, ...items]
    .filter((one) => at(document, one) !== false)
    .flatMap((one) => [one, ...nested(document, one)])
}

/** Operations, parameters, schemas, properties, bodies, responses and headers without a description. */
export function undescribed(document: Fields): string[] {
  return places(document).described.filter((pointer) => {
    const { description } = resolve(document, at(document, pointer))
    return typeof description !== 'string' || description.trim() === ''
  })
}

/** Bodies of requests and responses, parameters and headers without an example. */
export function unexampled(document: Fields): string[] {
  const { media, parameters, headers } = places(document)
  const bare = [...media, ...parameters].filter((one) => {
    return Object.keys(fields(fields(at(document, one))['examples'])).length === 0
  })
  const blank = headers.filter((one) => {
    return list(resolve(document, fields(at(document, one))['schema'])['examples']).length === 0
  })
  return [...bare, ...blank]
}

/** A validator by the schema at a pointer; returns the problem, or nothing. */
export function judge(document: Fields): (pointer: string, value: unknown) => string | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'document')
  const known = new Map<string, ValidateFunction>()
  return (pointer, value) => {
    const validate = known.get(pointer) ?? ajv.compile({ $ref: `document#${encodeURI(pointer)}` })
    known.set(pointer, validate)
    return validate(value) ? undefined : ajv.errorsText(validate.errors)
  }
}

/** Examples that their own schema rejects. */
export function refused(document: Fields): string[] {
  const { media, parameters, schemas } = places(document)
  const why = judge(document)
  const bodies = [...media, ...parameters].flatMap((pointer) =>
    inside(below(pointer, 'examples'), fields(at(document, pointer))['examples']).map((example) => ({
      example,
      schema: below(pointer, 'schema'),
      value: resolve(document, at(document, example))['value'],
    })),
  )
  const inline = schemas.flatMap((schema) =>
    list(fields(at(document, schema))['examples']).map((value, index) => ({
      example: below(below(schema, 'examples'), index),
      schema,
      value,
    })),
  )
  return [...bodies, ...inline].flatMap(({ example, schema, value }) => {
    const reason = why(schema, value)
    return reason === undefined ? [] : [`${example}: ${reason}`]
  })
}
