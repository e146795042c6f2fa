/**
 * Compares what binds a client in two OpenAPI documents. A document becomes a tree of facts, and two trees are laid over
 * each other; so a new kind of fact needs a line in the first half and none in the second.
 */
import { type Fields, fields, list, operations, resolve } from './document.ts'

type Part = {
  /** The fact without a name is the presence of the part: `required`, `optional`, `forbidden`. */
  readonly facts: Readonly<Record<string, string | undefined>>
  readonly parts: Readonly<Record<string, Part>>
}

type Reading = {
  readonly document: Fields
  /** Compares descriptions, deprecations and unclassified keywords too, instead of stopping at one. */
  readonly everything: boolean
}

/** Keywords compared by value. `const` is read as an `enum` of one. */
const bounds = (
  'type format pattern enum nullable minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum ' +
  'multipleOf minItems maxItems uniqueItems minProperties maxProperties'
).split(' ')
const structure = ['properties', 'required', 'additionalProperties', 'items', 'oneOf', 'allOf', 'const']
/** Descriptions and hints, which reject no value. */
const silent = [
  'title',
  'description',
  'example',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
]
const known = new Set([...bounds, ...structure, ...silent])
/** Keywords that reject no value, compared only with `everything`. */
const spoken = ['description', 'deprecated']

function strange(schema: Fields): string[] {
  return Object.keys(schema).filter((keyword) => !known.has(keyword) && !keyword.startsWith('x-'))
}

/** A schema without references and `allOf`. An unclassified keyword stops the comparison. */
function flat(reading: Reading, schema: unknown): Fields {
  const { allOf, const: only, ...own } = resolve(reading.document, schema)
  const unknown = Object.keys(own).find((keyword) => !known.has(keyword))
  if (unknown !== undefined && !reading.everything)
    throw new Error(`Does the keyword ${unknown} bind a client? Say so in difference.ts`)
  const base = only === undefined ? own : { ...own, enum: [only] }
  return list(allOf).reduce<Fields>((whole, part) => merge(whole, flat(reading, part)), base)
}

function merge(one: Fields, other: Fields): Fields {
  const properties = { ...fields(one['properties']), ...fields(other['properties']) }
  return { ...one, ...other, properties, required: [...list(one['required']), ...list(other['required'])] }
}

function alternatives(reading: Reading, schema: unknown): Fields[] {
  const { oneOf, ...base } = flat(reading, schema)
  if (oneOf === undefined) return [base]
  return list(oneOf).flatMap((each) => alternatives(reading, each).map((one) => merge(base, one)))
}

function text(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  return Array.isArray(value)
    ? list(value)
        .map((one) => text(one) ?? '')
        .toSorted()
        .join(', ')
    : JSON.stringify(value)
}

/** One value if all alternatives agree (those without the property have none); otherwise the value of each. */
function say(values: readonly (string | undefined)[]): string | undefined {
  const distinct = [...new Set(values.filter((value) => value !== undefined))]
  if (distinct.length < 2) return distinct[0]
  const where = distinct.map((value) =>
    values.flatMap((other, index) => (other === value ? [index + 1] : [])),
  )
  return distinct
    .map((value, index) => `${value} in alternative ${where[index]?.join(' and ') ?? ''}`)
    .join(', ')
}

function presence(schema: Fields, name: string): string {
  const property = fields(schema['properties'])[name]
  const closed = property === undefined && schema['additionalProperties'] === false
  if (property === false || closed) return 'forbidden'
  if (list(schema['required']).includes(name)) return 'required'
  return property === undefined ? 'absent' : 'optional'
}

/** A schema, or one for each alternative of the schema around it (`undefined` where that has none). */
function schemaPart(reading: Reading, schemas: readonly unknown[], joint: string, needed?: string): Part {
  const all = schemas.flatMap((one) => (one === undefined ? [undefined] : alternatives(reading, one)))
  const present = all.filter((one) => one !== undefined)
  const bound = (keyword: string) => {
    const values = all.map((one) => one && (text(one[keyword]) ?? 'none'))
    return values.some((value) => value !== undefined && value !== 'none') ? say(values) : undefined
  }
  const keywords = [...bounds, ...(reading.everything ? [...spoken, ...present.flatMap(strange)] : [])]
  const names = new Set(
    present.flatMap((one) => [
      ...Object.keys(fields(one['properties'])),
      ...list(one['required']).map(String),
    ]),
  )
  const property = (name: string) => {
    const inner = all.map((one) => {
      const schema = fields(one?.['properties'])[name]
      if (schema === undefined && list(one?.['required']).includes(name)) return {}
      return schema === false ? undefined : schema
    })
    return schemaPart(reading, inner, '.', say(all.map((one) => one && presence(one, name))))
  }
  const parts = Object.fromEntries([...names].map((name) => [joint + name, property(name)]))
  const items = all.map((one) => one?.['items'])
  const rest = all.map((one) => one?.['additionalProperties'])
  const closed = rest.map((one, index) => all[index] && (one === false ? 'false' : 'none'))
  return {
    facts: {
      '': needed,
      ...Object.fromEntries(keywords.map((keyword) => [keyword, bound(keyword)])),
      additionalProperties: closed.includes('false') ? say(closed) : undefined,
    },
    parts: {
      ...parts,
      ...(items.some(Boolean) && { '[]': schemaPart(reading, items, '.') }),
      ...(rest.some((one) => typeof one === 'object') && {
        '.<any>': schemaPart(
          reading,
          rest.map((one) => (typeof one === 'object' ? one : undefined)),
          '.',
        ),
      }),
    },
  }
}

function required(value: unknown): string {
  return value === true ? 'required' : 'optional'
}

function contentPart(reading: Reading, value: Fields): Part['parts'] {
  const media = Object.entries(fields(value['content']))
  return Object.fromEntries(
    media.map(([type, content]) => [` ${type}`, schemaPart(reading, [fields(content)['schema']], ' ')]),
  )
}

function responsePart(reading: Reading, response: Fields): Part {
  const headers = Object.entries(fields(response['headers'])).map(([name, reference]): [string, Part] => {
    const header = resolve(reading.document, reference)
    return [` header ${name}`, schemaPart(reading, [header['schema']], '.', required(header['required']))]
  })
  return { facts: {}, parts: { ...contentPart(reading, response), ...Object.fromEntries(headers) } }
}

function security(reading: Reading, operation: Fields): string {
  const schemes = fields(fields(reading.document['components'])['securitySchemes'])
  const requirements = list(operation['security'] ?? reading.document['security']).map((requirement) =>
    Object.entries(fields(requirement)).map(([name, scopes]) => {
      const { type, scheme } = resolve(reading.document, schemes[name])
      return [text(type), text(scheme), text(scopes)].filter(Boolean).join(' ')
    }),
  )
  return requirements.map((each) => each.join(' and ')).join(' or ') || 'none'
}

/** The facts of an operation or a parameter itself. */
function said(reading: Reading, value: Fields): Part['facts'] {
  if (!reading.everything) return {}
  return Object.fromEntries(
    spoken.flatMap((name) => (value[name] === undefined ? [] : [[name, text(value[name])]])),
  )
}

function documentPart(reading: Reading): Part {
  const parts = operations(reading.document).map(
    ({ name, fields: operation, parameters }): [string, Part] => {
      const request = resolve(reading.document, operation['requestBody'])
      const asked = parameters.map((reference): [string, Part] => {
        const parameter = resolve(reading.document, reference)
        const part = schemaPart(reading, [parameter['schema']], '.', required(parameter['required']))
        const [style, explode] = [text(parameter['style']), text(parameter['explode'])]
        const facts = { ...part.facts, style, explode, ...said(reading, parameter) }
        return [` ${text(parameter['in'])} ${text(parameter['name'])}`, { ...part, facts }]
      })
      const answered = Object.entries(fields(operation['responses'])).map(
        ([status, response]): [string, Part] => [
          ` response ${status}`,
          responsePart(reading, resolve(reading.document, response)),
        ],
      )
      const body = { facts: { '': required(request['required']) }, parts: contentPart(reading, request) }
      return [
        ` ${name}`,
        {
          facts: {
            operationId: text(operation['operationId']),
            security: security(reading, operation),
            ...said(reading, operation),
          },
          parts: {
            ...Object.fromEntries([...asked, ...answered]),
            ...(operation['requestBody'] !== undefined && { ' request': body }),
          },
        },
      ]
    },
  )
  const servers = list(reading.document['servers']).map((server) => fields(server)['url'])
  return { facts: { servers: text(servers) }, parts: Object.fromEntries(parts) }
}

/** A part that the other document lacks: its facts, and its contents by name and type. */
function summary({ facts, parts }: Part): string {
  const shown = Object.entries(facts).flatMap(([name, value]) => {
    if (value === undefined || name === 'description') return []
    return [name === '' || name === 'type' ? value : `${name} ${value}`]
  })
  const inside = Object.entries(parts).map(([name, part]) =>
    `${name.trim()} ${part.facts['type'] ?? ''}`.trim(),
  )
  return [...shown, ...inside.toSorted()].join(', ') || 'present'
}

/** Facts that bind a client. Others are descriptions, or unclassified keywords. */
export const binding: ReadonlySet<string> = new Set([
  '',
  'servers',
  'operationId',
  'security',
  'style',
  'explode',
  'additionalProperties',
  ...bounds,
])

/** One fact that differs between two documents. */
export type Difference = {
  /** The subject, such as `GET /calendars/events query startTime`; empty for the document. */
  readonly subject: string
  /** The fact, such as `type`; empty for the presence of the part. */
  readonly fact: string
  readonly before: string
  readonly now: string
}

function compare(subject: string, published: Part | undefined, ours: Part | undefined): Difference[] {
  const whole = { subject, fact: '' }
  if (published === undefined)
    return ours === undefined ? [] : [{ ...whole, before: 'absent', now: summary(ours) }]
  if (ours === undefined) return [{ ...whole, before: published.facts[''] ?? 'present', now: 'absent' }]
  const forbidden = published.facts[''] === 'forbidden' || ours.facts[''] === 'forbidden'
  const names = forbidden ? [''] : new Set([...Object.keys(published.facts), ...Object.keys(ours.facts)])
  const changed = [...names].flatMap((fact) => {
    const [before = 'none', now = 'none'] = [published.facts[fact], ours.facts[fact]]
    return before === now ? [] : [{ subject, fact, before, now }]
  })
  const inside = forbidden ? [] : new Set([...Object.keys(published.parts), ...Object.keys(ours.parts)])
  const deeper = [...inside].flatMap((name) =>
    compare((subject + name).trim(), published.parts[name], ours.parts[name]),
  )
  return [...changed, ...deeper]
}

/** A difference in one line, as DEVIATIONS.md has it. The line is its own key. */
export function lineOf({ subject, fact, before, now }: Difference): string {
  return `${`${subject} ${fact}`.trim()}: ${before} → ${now}`
}

/** Every difference between two documents, with descriptions and unclassified keywords. */
export function everyDifference(before: Fields, now: Fields): Difference[] {
  const [one, other] = [before, now].map((document) => documentPart({ document, everything: true }))
  return compare('', one, other)
}

/**
 * Every difference between two OpenAPI documents that a client can notice, sorted, one line each:
 * `GET /calendars/events query startTime type: string → integer`. The line is its own key: it changes with the documents
 * and with nothing else. What one document lacks is one line, whatever it holds.
 */
export function differences(published: Fields, ours: Fields): string[] {
  const [one, other] = [published, ours].map((document) => documentPart({ document, everything: false }))
  return compare('', one, other).map(lineOf).toSorted()
}
