import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../pages.ts'
import { isNode, type Node, nodeAt, nodesIn, textAt } from './node.ts'
import { describeSchemas, describeType, oneLine } from './schema.ts'

const methods = ['get', 'post', 'put', 'patch', 'delete']

/** An operation of the contract. */
type Operation = { readonly method: string; readonly path: string; readonly node: Node }

/** Writes the page of the contract: its operations, then its schemas. */
export function writeContract(folder: string): void {
  const document: unknown = parse(readFileSync(join(root, 'spec/openapi.yaml'), 'utf8'))
  if (!isNode(document)) throw new TypeError('spec/openapi.yaml is not a map.')
  const operations = operationsOf(document)
  const tags = nodesIn(document, 'tags').flatMap((tag) => [
    `## ${textAt(tag, 'name')}`,
    textAt(tag, 'description'),
    ...operations
      .filter(({ node }) => Array.isArray(node['tags']) && node['tags'].includes(tag['name']))
      .flatMap((operation) => describeOperation(document, operation)),
  ])
  const page = [
    '# The contract',
    textAt(nodeAt(document, 'info'), 'description'),
    'This page shows [`spec/openapi.yaml`](../../../../spec/openapi.yaml), an OpenAPI 3.1 document that [`@block-slots/spec`](../../../../spec/README.md) has as YAML and as JSON.',
    ...tags,
    '## Schemas',
    ...describeSchemas(document),
  ]
  writeFileSync(join(folder, 'contract.md'), `${page.filter((part) => part !== '').join('\n\n')}\n`)
}

const operationsOf = (document: Node): Operation[] =>
  Object.entries(nodeAt(document, 'paths')).flatMap(([path, item]) =>
    isNode(item)
      ? methods.flatMap((method) => {
          const node = item[method]
          return isNode(node) ? [{ method: method.toUpperCase(), path, node }] : []
        })
      : [],
  )

function describeOperation(document: Node, { method, path, node }: Operation): string[] {
  const body = resolve(document, nodeAt(node, 'requestBody'))
  return [
    `### ${textAt(node, 'operationId')}`,
    `\`\`\`http\n${method} ${path}\n\`\`\``,
    `**${textAt(node, 'summary')}.** ${textAt(node, 'description')}`,
    describeParameters(document, node),
    ...describeBody(body),
    describeResponses(document, node),
  ]
}

function describeParameters(document: Node, operation: Node): string {
  const parameters = nodesIn(operation, 'parameters').map((parameter) => resolve(document, parameter))
  if (parameters.length === 0) return ''
  const rows = parameters.map((parameter) => {
    const needed = parameter['required'] === true ? '' : ', optional'
    const type = describeType(nodeAt(parameter, 'schema'))
    const text = oneLine(textAt(parameter, 'description'))
    return `| \`${textAt(parameter, 'name')}\` | ${textAt(parameter, 'in')}${needed} | ${type} | ${text} |`
  })
  return ['| parameter | in | type | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function describeBody(body: Node): string[] {
  return Object.entries(nodeAt(body, 'content')).flatMap(([type, media]) => {
    if (!isNode(media)) return []
    const examples = Object.values(nodeAt(media, 'examples')).filter(isNode)
    return [
      `**Body** (\`${type}\`): ${describeType(nodeAt(media, 'schema'))}. ${textAt(body, 'description')}`,
      ...examples.flatMap((example) => [
        `${textAt(example, 'summary')}:`,
        `\`\`\`json\n${JSON.stringify(example['value'], null, 2)}\n\`\`\``,
      ]),
    ]
  })
}

function describeResponses(document: Node, operation: Node): string {
  const rows = Object.entries(nodeAt(operation, 'responses')).map(([status, response]) => {
    const resolved = resolve(document, isNode(response) ? response : {})
    const types = Object.values(nodeAt(resolved, 'content'))
      .filter(isNode)
      .map((media) => describeType(nodeAt(media, 'schema')))
    return `| ${status} | ${types.join(', ')} | ${oneLine(textAt(resolved, 'description'))} |`
  })
  return ['| status | body | |', '| --- | --- | --- |', ...rows].join('\n')
}

/** What a reference points at, or the node itself. */
function resolve(document: Node, node: Node): Node {
  const reference = node['$ref']
  if (typeof reference !== 'string') return node
  return reference
    .replace('#/', '')
    .split('/')
    .reduce((found, key) => nodeAt(found, key), document)
}
