/** Reads the publisher's change log, a page of HTML or Markdown, as far as it concerns the contract. */
import { concernsPath } from './gather.ts'

/** What the change log says of one operation on one day, or of everything else in one section. */
export type Entry = {
  readonly date: string
  /** Such as `POST /oauth/token`; absent for what is said of no operation. */
  readonly operation?: string
  /** The part of the API; absent for what is said of all parts. */
  readonly section?: string
  readonly statements: readonly string[]
}

const operationName = /^[A-Z]{3,7} \/\S*$/
const day = /^\d{4}-\d{2}-\d{2}$/

/** HTML elements that begin a line, with the Markdown that stands for them. */
const lineStarts: readonly [element: RegExp, markdown: string][] = [
  [/<h[1-6]\b[^>]*>/gi, '\n# '],
  [/<li\b[^>]*>/gi, '\n- '],
  [/<\/?(?:strong|b)\b[^>]*>/gi, '**'],
  [/<(?:br|hr|div|ul|ol|tr|\/[a-z]\w*)\b[^>]*>/gi, '\n'],
]

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' }

function decode(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,5}));/gi, (whole, decimal, hex, name) =>
    decimal || hex
      ? String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16))
      : (entities[String(name).toLowerCase()] ?? whole),
  )
}

/** The page as lines of Markdown, without links, code marks and invisible characters. */
function linesOf(page: string): string[] {
  const isHtml = /^\s*</.test(page)
  // Menus and the foot of the page are around the article.
  const article = /<article\b[^]*?<\/article>/i.exec(page)?.[0] ?? page
  const body = article
    .replaceAll(/<(script|style)\b[^]*?<\/\1>/gi, '')
    .replaceAll(/\s*\n\s*/g, isHtml ? ' ' : '\n')
  // Inline elements end no line, although every other end tag does.
  const inline = body.replaceAll(/<(?:\/?(?:a|code|span|em|i)|p)\b[^>]*>/gi, '')
  const marked = lineStarts.reduce((text, [element, markdown]) => text.replaceAll(element, markdown), inline)
  return decode(isHtml ? marked.replaceAll(/<[^>]*>/g, '') : marked)
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`\p{Cf}]/gu, '')
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
}

/** Every entry of a change log. A page without a dated heading has none. */
export function entriesOfChangelog(page: string): Entry[] {
  const entries: { date: string; operation?: string; section?: string; statements: string[] }[] = []
  let date: string | undefined
  let section: string | undefined
  for (const line of linesOf(page)) {
    const heading = /^#+ (.*)$/.exec(line)?.[1]
    const part = /^\*\*([^*]+)\*\*:?$/.exec(line)?.[1]
    const said = line.replace(/^[-*] /, '')
    if (heading !== undefined && day.test(heading)) {
      ;[date, section] = [heading, undefined]
      entries.push({ date, statements: [] })
    } else if (date === undefined) continue
    else if (part !== undefined) entries.push({ date, section: (section = part), statements: [] })
    else if (heading !== undefined) {
      const operation = operationName.test(heading) ? { operation: heading } : {}
      entries.push({ date, ...operation, ...(section !== undefined && { section }), statements: [] })
    } else if (isStatement(said)) entries.at(-1)?.statements.push(said)
  }
  return entries.filter(({ operation, statements }) => operation !== undefined || statements.length > 0)
}

/** False for rules, for labels such as `Added:`, and for lines of a table of contents. */
function isStatement(line: string): boolean {
  return (
    /\p{L}/u.test(line) && !/^\S+:$|^Components$/.test(line) && !day.test(line) && !operationName.test(line)
  )
}

/** True for an entry about operations of the contract, or near them, or about all operations. */
export function concernsContract({ operation, section }: Entry, neighbours: ReadonlySet<unknown>): boolean {
  if (operation !== undefined)
    return concernsPath(operation.replace(/^\S+ /, '')) && !neighbours.has(operation)
  return section === undefined || /calendar|oauth/i.test(section)
}

/** An entry in one line, which is its own key. */
export function lineOfEntry({ date, operation, section, statements }: Entry): string {
  const subject = [date, operation ?? section].filter(Boolean).join(' ')
  return [subject, statements.join('; ')].filter(Boolean).join(': ')
}
