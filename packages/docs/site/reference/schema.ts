import { isNode, type Node, nodeAt, nodesIn, textAt } from './node.ts'

/** A section for each schema of the contract. */
export const describeSchemas = (document: Node): string[] =>
  Object.entries(nodeAt(nodeAt(document, 'components'), 'schemas')).flatMap(([name, schema]) =>
    isNode(schema) ? describeSchema(name, schema) : [],
  )

function describeSchema(name: string, schema: Node): string[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const rows = Object.entries(nodeAt(schema, 'properties')).flatMap(([field, value]) =>
    isNode(value)
      ? [
          `| \`${field}\` | ${describeType(value)}${required.includes(field) ? '' : ', optional'} | ${oneLine(textAt(value, 'description'))} |`,
        ]
      : [],
  )
  const table = rows.length === 0 ? '' : ['| field | type | |', '| --- | --- | --- |', ...rows].join('\n')
  const type = rows.length === 0 ? `Type: ${describeType(schema)}.` : ''
  const pattern = textAt(schema, 'pattern')
  return [
    `### ${name}`,
    textAt(schema, 'description'),
    type,
    pattern === '' ? '' : `Pattern: \`${pattern}\``,
    table,
  ].filter((part) => part !== '')
}

/** The type of a schema in a few words, with links to named ones. */
export function describeType(schema: Node): string {
  const reference = textAt(schema, '$ref')
  if (reference !== '') {
    const name = reference.replace(/^.*\//, '')
    return `[${name}](#${name.toLowerCase()})`
  }
  for (const key of ['oneOf', 'anyOf']) {
    const choices = nodesIn(schema, key)
    if (choices.length > 0) return choices.map(describeType).join(' or ')
  }
  const parts = nodesIn(schema, 'allOf')
  if (parts.length > 0) return parts.map(describeType).join(' and ')
  if (Array.isArray(schema['enum']))
    return schema['enum'].map((value) => `\`${JSON.stringify(value)}\``).join(', ')
  if (schema['const'] !== undefined) return `\`${JSON.stringify(schema['const'])}\``
  if (schema['type'] === 'array') return `list of ${describeType(nodeAt(schema, 'items'))}`
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type'] ?? 'any']
  const format = textAt(schema, 'format')
  return `${types.map(String).join(' or ')}${format === '' ? '' : ` (${format})`}`
}

/** A text as one cell of a table. */
export const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
