/** Documentation of the generated types: editors show it for every field, with its format and unit. */
import { type Fields, fields, list, resolve } from './document.ts'

/**
 * Describes every property that is a reference: by its own description, then by that of the schema it refers to, which names
 * format and unit. The generator would leave out the latter.
 */
export function documentProperties(document: Fields): Fields {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    const visited = Object.entries(value).map(([name, each]) => [name, visit(each)] as const)
    const { properties, ...own } = Object.fromEntries(visited)
    return properties === undefined ? own : { ...own, properties: described(fields(properties)) }
  }
  const described = (properties: Fields): Fields =>
    Object.fromEntries(
      Object.entries(properties).map(([name, property]) => {
        const { $ref, description, ...own } = fields(property)
        if (typeof $ref !== 'string') return [name, property]
        const target = resolve(document, { $ref })
        const texts = [description, target['description']].flatMap((text) =>
          typeof text === 'string' ? [text.trim()] : [],
        )
        const examples = list(target['examples']).slice(0, 1)
        return [name, { examples, ...own, $ref, description: texts.join('\n') }]
      }),
    )
  return fields(visit(document))
}

/** Turns the `@description` tags of the generator into plain text, which editors show first and without a label. */
export function plainDescriptions(code: string): string {
  return code.replaceAll(/^([ \t]*)\/\*\*(.*?)\*\/$/gms, (comment: string, indent: string, text: string) => {
    const lines = text.split('\n').map((line) => line.replace(/^[ \t]*\* ?/, '').trim())
    const start = lines.findIndex((line) => line.startsWith(tag))
    if (start < 0) return comment
    const end = lines.findIndex((line, index) => index > start && line.startsWith('@'))
    const before = lines.slice(0, start).filter((line) => line !== '')
    const [titles, formats] = [false, true].map((wanted) =>
      before.filter((line) => line.startsWith('Format: ') === wanted),
    )
    const paragraphs = [
      titles,
      lines.slice(start, end < 0 ? undefined : end).map((line) => line.replace(tag, '')),
      formats,
    ].flatMap((paragraph = []) => (paragraph.length > 0 ? [['', ...trimEnd(paragraph)]] : []))
    const shown = trimEnd([...paragraphs.flat().slice(1), ...(end < 0 ? [] : lines.slice(end))])
    if (shown.length === 1) return `${indent}/** ${shown[0]} */`
    return [`${indent}/**`, ...shown.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join(
      '\n',
    )
  })
}

const tag = '@description '

/** Leaves out empty lines at the end. */
const trimEnd = (lines: readonly string[]): readonly string[] =>
  lines.slice(0, lines.findLastIndex((line) => line !== '') + 1)
