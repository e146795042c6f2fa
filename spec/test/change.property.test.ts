/** An oracle that knows nothing of changes: payloads and a validator. */
import { readFileSync } from 'node:fs'
import { default as addFormats } from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { changeOf } from '../tool/change/change.ts'
import { at, below, type Fields, fields, list, operations, resolve } from '../tool/document.ts'
import { add, type Edit, type Path, set } from './edit.ts'

const yaml = readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8')
const contract = parseDocument(yaml)
const released = fields(contract.toJS())

/** Every body that is sent, and every one that comes, by the pointer to its schema. */
const bodies = operations(released).flatMap(({ pointer, fields: operation }) => {
  const media = (side: 'request' | 'answer', holder: string) =>
    Object.entries(fields(fields(at(released, holder))['content'])).map(([type, one]) => ({
      side,
      schema: below(below(below(holder, 'content'), type), 'schema'),
      examples: Object.values(fields(fields(one)['examples'])).map(
        (example) => resolve(released, example)['value'],
      ),
    }))
  const answers = Object.values(fields(operation['responses'])).map((one) =>
    String(fields(one)['$ref']).slice(1),
  )
  const sent = 'requestBody' in operation ? media('request', below(pointer, 'requestBody')) : []
  return [...sent, ...answers.flatMap((one) => media('answer', one))]
})

const odd = [undefined, null, '', 'x', 'Company', 7, 7.5, true, [], ['x'], {}]

/** A payload, and what is like it: a field less, a field of another kind, a field more, at every depth. */
function alike(value: unknown): unknown[] {
  if (Array.isArray(value))
    return [value, [], ...value.slice(0, 1).flatMap((one) => alike(one).map((other) => [other]))]
  if (typeof value !== 'object' || value === null) return [value]
  const near = Object.entries(value).flatMap(([key, one]) =>
    [...odd, ...alike(one)].map((other) => ({ ...value, [key]: other })),
  )
  const more = ['other', 'title', 'calendarId', 'assignedUserId'].map((key) => ({ ...value, [key]: 'x' }))
  return [value, ...near, ...more].map((one) => JSON.parse(JSON.stringify(one)) as unknown)
}

// The same answer comes from many operations.
const different = [...new Map(bodies.map((body) => [body.schema, body])).values()]
const payloads = different.map((body) => ({ ...body, values: body.examples.flatMap(alike) }))

/** A validator for each body of a document. */
function validators(document: Fields): ((value: unknown) => boolean)[] {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  ajv.addSchema(document, 'document')
  return payloads.map(({ schema }) => ajv.compile({ $ref: `document#${encodeURI(schema)}` }))
}

const then = validators(released)

/** A request that is no longer taken, or an answer that could not come and may come now. */
function broken(edited: Fields): string | undefined {
  const now = validators(edited)
  return payloads
    .flatMap(({ side, schema, values }, index) => {
      const differs = values.find((value) => {
        const [old, fresh] = [then[index]?.(value), now[index]?.(value)]
        return side === 'request' ? old === true && fresh === false : old === false && fresh === true
      })
      return differs === undefined ? [] : [`${side} ${schema}: ${JSON.stringify(differs)}`]
    })
    .at(0)
}

const schemas = fields(at(released, '/components/schemas'))
const objects = Object.entries(schemas).filter(([, one]) => 'properties' in fields(one))
const properties = objects.flatMap(([name, one]) =>
  Object.keys(fields(fields(one)['properties'])).map((property): Path => [name, 'properties', property]),
)
const simple: Path[] = [
  ...Object.keys(schemas)
    .filter((name) => typeof fields(schemas[name])['type'] === 'string')
    .map((name): Path => [name]),
  ...properties.filter(
    ([name = '', , property = '']) => 'type' in fields(fields(fields(schemas[name])['properties'])[property]),
  ),
]
const inSchemas = (path: Path): Path => ['components', 'schemas', ...path]
const one = <Value>(...values: Value[]) => fc.constantFrom(...values)

/** One edit, identified by its words. */
const edit: fc.Arbitrary<[words: string, edit: Edit]> = fc.oneof(
  one(...properties).map((path): [string, Edit] => [
    `drop ${path.join('/')}`,
    (document) => document.deleteIn(inSchemas(path)),
  ]),
  one(...properties).map((path): [string, Edit] => [`forbid ${path.join('/')}`, set(inSchemas(path), false)]),
  one(...properties).map((path): [string, Edit] => [`free ${path.join('/')}`, set(inSchemas(path), {})]),
  one(...properties).map(([name = '', , property = '']): [string, Edit] => [
    `require ${name} ${property}`,
    (document) => {
      const names = list(
        fields(fields(fields(document.toJS())['components'])['schemas'])[name] &&
          fields(fields(fields(fields(document.toJS())['components'])['schemas'])[name])['required'],
      )
      set(inSchemas([name, 'required']), [...new Set([...names, property])])(document)
    },
  ]),
  one(...objects.map(([name]) => name)).map((name): [string, Edit] => [
    `require nothing of ${name}`,
    (document) => document.deleteIn(inSchemas([name, 'required'])),
  ]),
  fc
    .tuple(one(...objects.map(([name]) => name)), one(true, false))
    .map(([name, open]): [string, Edit] => [
      `${name} ${open ? 'open' : 'closed'}`,
      set(inSchemas([name, 'additionalProperties']), open),
    ]),
  fc
    .tuple(
      one(...simple),
      one<[string, unknown]>(
        ...(['string', 'integer', 'number', 'boolean', ['string', 'null'], 'array', 'object'].map((type) => [
          'type',
          type,
        ]) as [string, unknown][]),
        ...([0, 1, 5, 30].flatMap((length) => [
          ['minLength', length],
          ['maxLength', length],
        ]) as [string, unknown][]),
        ['pattern', '^[A-Z]'],
        ['pattern', ''],
        ['enum', ['x', 'Company']],
        ['const', 'x'],
        ['multipleOf', 7],
        ['minimum', 100],
        ['maximum', 100],
        ['minItems', 1],
        ['maxItems', 0],
        ['not', { const: 'x' }],
        ['format', 'date-time'],
        ['format', 'uri'],
        ['minProperties', 2],
      ),
    )
    .map(([path, [keyword, value]]): [string, Edit] => [
      `${path.join('/')} ${keyword} ${JSON.stringify(value)}`,
      set(inSchemas([...path, keyword]), value),
    ]),
  fc
    .tuple(one(...simple), one('pattern', 'format', 'minLength', 'enum', 'type'))
    .map(([path, keyword]): [string, Edit] => [
      `${path.join('/')} without ${keyword}`,
      (document) => document.deleteIn(inSchemas([...path, keyword])),
    ]),
  fc
    .tuple(
      one('CreateBlockSlot', 'UpdateBlockSlot', 'TokenRequest'),
      one(
        { type: 'object' },
        { type: 'object', required: ['plantedField'] },
        { type: 'object', required: ['title'], additionalProperties: { type: 'string' } },
      ),
    )
    .map(([name, other]): [string, Edit] => [
      `${name} or ${JSON.stringify(other)}`,
      add(inSchemas([name, 'oneOf']), other),
    ]),
  fc
    .tuple(one('CreateBlockSlot', 'UpdateBlockSlot', 'TokenRequest'), one(0, 1))
    .map(([name, index]): [string, Edit] => [
      `${name} without ${index}`,
      (document) => document.deleteIn(inSchemas([name, 'oneOf', index])),
    ]),
)

const runs = Number(process.env['RUNS'] ?? 20)

test(
  'what refuses a request that was taken, or lets an answer come that could not, is breaking',
  { timeout: 3_600_000 },
  async () => {
    let proven = 0
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const document = contract.clone()
        for (const [, change] of edits) change(document)
        const edited = fields(document.toJS())
        const proof = broken(edited)
        if (proof === undefined) return
        proven += 1
        const { severity } = await changeOf(released, edited)
        expect({ edits: edits.map(([words]) => words), proof, severity }).toMatchObject({
          severity: 'breaking',
        })
      }),
      { numRuns: runs, seed: Number(process.env['SEED'] ?? 20210623) },
    )
    // Most edits break a payload; if hardly any did, the payloads would be too few.
    expect(proven).toBeGreaterThan(runs / 3)
  },
)
