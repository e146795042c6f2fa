/** A heading of a page that TypeDoc wrote, and what is below it. */
type Section = { readonly level: number; readonly title: string; readonly body: string }

/**
 * Tidies the page of an entry as TypeDoc writes it. Names alone stay headings, with the names as they are for anchors: `days`
 * and `Days` are two. Parameters and results without a description are in the signature above them already, so only the links
 * to their types stay.
 */
export function tidyPage(text: string, name: string): string {
  let owner = ''
  let types = new Set<string>()
  const lines: string[] = []
  const flush = (): void => {
    if (types.size > 0) lines.push(`Types: ${[...types].join(', ')}.`)
    types = new Set()
  }
  for (const section of readSections(text)) {
    const { level, title, body } = section
    if (isPlain(section)) {
      for (const [link] of body.matchAll(/\[`\w+`\]\([^)]+\)/g)) types.add(link)
      continue
    }
    flush()
    const [, method] = /^(\w+)\(\)$/.exec(title) ?? []
    if (level === 1) lines.push(`# ${name}`)
    else if (level === 2) lines.push(`## ${title}`)
    else if (level === 3) {
      owner = title.replace('()', '')
      lines.push(`### ${title} {#${owner}}`)
    } else if (method !== undefined) lines.push(`#### ${title} {#${owner}.${method}}`)
    else if (!silent.has(title)) lines.push(`**${title}**`)
    if (!dropped.has(title)) lines.push(body)
  }
  flush()
  const links = /\[(`?)(\w+)\1\]\(([\w.-]*)#(\w+)(?:-\d+)?\)/g
  return `${lines.filter((line) => line !== '').join('\n\n')}\n`
    .replaceAll('```ts\nreadonly ', '```ts\n')
    .replaceAll(/<a id="[^"]*"><\/a> /g, '')
    .replaceAll(/```ts\ntype \w+(?:<[^\n]*>)? = object;\n```\n\n/g, '')
    .replaceAll(links, (link, mark: string, word: string, ...[file, id]: string[]) =>
      id === word.toLowerCase() ? `[${mark}${word}${mark}](${file}#${word})` : link,
    )
}

/** Headings above things that need no heading. */
const silent = new Set(['Methods', 'Overrides', 'Extends', 'Inherited from'])

/** Headings whose content is in the docstring or in the platform. */
const dropped = new Set(['Overrides', 'Extends', 'Inherited from'])

/** Parameters or a result that are nothing but types. */
const isPlain = ({ level, title, body }: Section): boolean =>
  level > 3 &&
  ((/^(?:Type )?Parameters$/.test(title) && !body.includes('| Description |')) ||
    (title === 'Returns' && !body.trim().includes('\n')))

/** The sections of a page, without the rules between them. Lines of code are no headings. */
function readSections(text: string): Section[] {
  const sections: { level: number; title: string; body: string }[] = []
  let isCode = false
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode
    const [, marks, title = ''] = isCode ? [] : (/^(#+) (.+)$/.exec(line) ?? [])
    const last = sections.at(-1)
    if (marks !== undefined) sections.push({ level: marks.length, title, body: '' })
    else if (last !== undefined && (isCode || line !== '***')) last.body += `${line}\n`
  }
  return sections.map((section) => ({ ...section, body: section.body.trim() }))
}
