import { describe, expect, test } from 'vitest'
import { type Document, parseDocument } from 'yaml'
import { differences } from '../tool/difference.ts'
import { fields } from '../tool/document.ts'

const small = `
openapi: 3.1.0
servers: [{ url: https://one.example }]
paths:
  /t/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
    post:
      operationId: makeThing
      description: Makes.
      tags: [Things]
      security: [{ key: [write] }]
      parameters:
        - { $ref: '#/components/parameters/Since' }
      requestBody:
        required: true
        content:
          a/json:
            schema: { $ref: '#/components/schemas/Thing' }
      responses:
        '200':
          description: Made.
          headers:
            X-Left: { required: true, schema: { type: integer } }
          content:
            a/json:
              schema:
                allOf:
                  - { $ref: '#/components/schemas/Thing' }
                  - { type: object, required: [made], properties: { made: { type: string, format: date-time } } }
  /n:
    get: { operationId: never, responses: {} }
components:
  securitySchemes:
    key: { type: http, scheme: bearer }
    other: { type: apiKey, in: header, name: X-Key }
  parameters:
    Since: { name: since, in: query, required: false, schema: { type: string, enum: [b, a] } }
  schemas:
    Thing:
      type: object
      title: A thing
      required: [name]
      properties:
        name: { type: string, pattern: '^a+$', example: aaa }
        size: { $ref: '#/components/schemas/Size', description: How large. }
        marks: { type: array, items: { type: string } }
    Size: { type: integer }
`

const operation = ['paths', '/t/{id}', 'post']
const request = [...operation, 'requestBody', 'content', 'a/json', 'schema']
const answer = [...operation, 'responses', '200']
const made = [...answer, 'content', 'a/json', 'schema', 'allOf', 1]
const since = ['components', 'parameters', 'Since']
const thing = ['components', 'schemas', 'Thing']
const name = { type: 'string', pattern: '^a+$' }
const others = { size: { type: 'integer' }, marks: { type: 'array', items: { type: 'string' } } }

type Path = readonly (string | number)[]

/** Puts a value into the document, or takes out what is there. */
function put(document: Document, path: Path, value: unknown): void {
  if (value === undefined) document.deleteIn(path)
  else document.setIn(path, document.createNode(value))
}

/** The small document with something planted, compared with what it was. `POST /t/{id}` is left out. */
function planted(...plants: [path: Path, value: unknown][]): string[] {
  const document = parseDocument(small)
  for (const [path, value] of plants) put(document, path, value)
  const lines = differences(fields(parseDocument(small).toJS()), fields(document.toJS()))
  return lines.map((line) => line.replace('POST /t/{id} ', ''))
}

/** The lines of the component that the request and the answer share. */
function twice(...lines: string[]): string[] {
  return ['request', 'response 200'].flatMap((part) => lines.map((line) => `${part} a/json ${line}`))
}

describe('a binding difference is found', () => {
  test.each<[title: string, path: Path, value: unknown, lines: string[]]>([
    ['server', ['servers', 0, 'url'], 'https://b', ['servers: https://one.example → https://b']],
    ['an operation less', ['paths', '/n'], undefined, ['GET /n: present → absent']],
    ['an operation more', ['paths', '/m'], { get: {} }, ['GET /m: absent → security none']],
    ['an operation renamed', [...operation, 'operationId'], 'b', ['operationId: makeThing → b']],
    ['scope', [...operation, 'security', 0, 'key'], ['b'], ['security: http bearer write → http bearer b']],
    ['scheme', [...operation, 'security'], [{ other: [] }], ['security: http bearer write → apiKey']],
    ['no security', [...operation, 'security'], [], ['security: http bearer write → none']],
    ['security of the whole', ['security'], [{ key: [] }], ['GET /n security: none → http bearer']],
    ['a parameter less', [...operation, 'parameters'], undefined, ['query since: optional → absent']],
    [
      'a parameter renamed',
      [...since, 'name'],
      'after',
      ['query after: absent → optional, string, enum a, b', 'query since: optional → absent'],
    ],
    [
      'a parameter elsewhere',
      [...since, 'in'],
      'header',
      ['header since: absent → optional, string, enum a, b', 'query since: optional → absent'],
    ],
    ['a parameter required', [...since, 'required'], true, ['query since: optional → required']],
    ['type of a parameter', [...since, 'schema', 'type'], 'integer', ['query since type: string → integer']],
    ['enum of a parameter', [...since, 'schema', 'enum', 2], 'c', ['query since enum: a, b → a, b, c']],
    ['explode of a parameter', [...since, 'explode'], false, ['query since explode: none → false']],
    [
      'bound of a parameter of the path',
      ['paths', '/t/{id}', 'parameters', 0, 'schema', 'minLength'],
      1,
      ['path id minLength: none → 1'],
    ],
    ['no body', [...operation, 'requestBody'], undefined, ['request: required → absent']],
    [
      'a body that may be missing',
      [...operation, 'requestBody', 'required'],
      undefined,
      ['request: required → optional'],
    ],
    ['a media type', [...answer, 'content', 'b'], { schema: {} }, ['response 200 b: absent → present']],
    [
      'a status more',
      [...operation, 'responses', '5XX'],
      { content: { b: {} } },
      ['response 5XX: absent → b'],
    ],
    ['a status less', answer, undefined, ['response 200: present → absent']],
    ['a header less', [...answer, 'headers'], undefined, ['response 200 header X-Left: required → absent']],
    [
      'type of a header',
      [...answer, 'headers', 'X-Left', 'schema', 'type'],
      'string',
      ['response 200 header X-Left type: integer → string'],
    ],
    [
      'a property renamed, behind a reference',
      [...thing, 'properties'],
      { name, marks: others.marks, width: { type: 'integer' } },
      twice('size: optional → absent', 'width: absent → optional, integer'),
    ],
    ['required', [...thing, 'required'], undefined, twice('name: required → optional')],
    ['a property forbidden', [...thing, 'properties', 'size'], false, twice('size: optional → forbidden')],
    ['pattern', [...thing, 'properties', 'name', 'pattern'], 'b', twice('name pattern: ^a+$ → b')],
    [
      'a type behind a reference that has a description beside it',
      ['components', 'schemas', 'Size', 'type'],
      'number',
      twice('size type: integer → number'),
    ],
    [
      'what a list holds',
      [...thing, 'properties', 'marks', 'items', 'type'],
      'integer',
      twice('marks[] type: string → integer'),
    ],
    [
      'format, merged from allOf',
      [...made, 'properties', 'made', 'format'],
      undefined,
      ['response 200 a/json made format: date-time → none'],
    ],
    [
      'required, merged from allOf',
      [...made, 'required'],
      undefined,
      ['response 200 a/json made: required → optional'],
    ],
    [
      'a closed object',
      [...thing, 'additionalProperties'],
      false,
      twice('additionalProperties: none → false'),
    ],
    [
      'type of further fields',
      [...thing, 'properties', 'size'],
      { type: 'integer', additionalProperties: { type: 'string' } },
      twice('size.<any>: absent → string'),
    ],
  ])('%s', (_, path, value, lines) => {
    expect(planted([path, value])).toEqual(lines)
  })
})

describe('alternatives are compared as one object', () => {
  test('two that agree do not differ from one', () => {
    const same = { type: 'object', required: ['name'], properties: { name, ...others } }
    expect(planted([request, { oneOf: [same, same] }])).toEqual([])
  })
  test('a field that is required in one and forbidden in the other', () => {
    const one = { type: 'object', required: ['name'], properties: { name, ...others, size: false } }
    const other = { type: 'object', required: ['size'], properties: { name: false, ...others } }
    expect(planted([request, { oneOf: [one, other] }])).toEqual([
      'request a/json name: required → required in alternative 1, forbidden in alternative 2',
      'request a/json size: optional → forbidden in alternative 1, required in alternative 2',
    ])
  })
  test('a field that a closed alternative does not name is forbidden there, in an open one it is absent', () => {
    const one = { type: 'object', required: ['name'], properties: { name, ...others } }
    const closed = { type: 'object', additionalProperties: false, properties: others }
    const open = { type: 'object', properties: others }
    expect(planted([request, { oneOf: [one, closed, open] }])).toEqual([
      'request a/json additionalProperties: none → none in alternative 1 and 3, false in alternative 2',
      'request a/json name: required → required in alternative 1, forbidden in alternative 2, absent in alternative 3',
    ])
  })
  test('a constant that differs from alternative to alternative', () => {
    const [one, other] = ['a', 'aa'].map((only) => ({
      type: 'object',
      required: ['name'],
      properties: { name: { ...name, const: only }, ...others },
    }))
    expect(planted([request, { oneOf: [one, other] }])).toEqual([
      'request a/json name enum: none → a in alternative 1, aa in alternative 2',
    ])
  })
  test('a string or a list of strings', () => {
    expect(planted([[...thing, 'properties', 'name'], { oneOf: [name, others.marks] }])).toEqual(
      twice(
        'name pattern: ^a+$ → ^a+$ in alternative 1, none in alternative 2',
        'name type: string → string in alternative 1, array in alternative 2',
        'name[]: absent → string',
      ),
    )
  })
})

describe('what does not bind is not a difference', () => {
  test('a document against itself', () => {
    expect(planted()).toEqual([])
  })
  test('descriptions, tags, examples, defaults, the order of enum values and the names of components', () => {
    expect(
      planted(
        [[...operation, 'description'], 'Other words.'],
        [[...operation, 'tags', 0], 'Other'],
        [[...answer, 'description'], 'Other words.'],
        [[...thing, 'title'], 'Other'],
        [[...thing, 'properties', 'name', 'example'], 'a'],
        [[...thing, 'properties', 'name', 'default'], 'a'],
        [
          [...since, 'schema', 'enum'],
          ['a', 'b'],
        ],
        [['components', 'schemas', 'Extent'], { type: 'integer' }],
        [[...thing, 'properties', 'size', '$ref'], '#/components/schemas/Extent'],
      ),
    ).toEqual([])
  })
})

describe('unclassified input stops the comparison', () => {
  test('a keyword that it does not know', () => {
    expect(() => planted([[...thing, 'patternProperties'], {}])).toThrow('patternProperties')
  })
  test('a reference that leads nowhere, or out of the document', () => {
    expect(() => planted([[...request, '$ref'], '#/components/schemas/None'])).toThrow('Nothing at')
    expect(() => planted([[...request, '$ref'], 'other.yaml#/Thing'])).toThrow('another file')
  })
})
