import { widthOf } from '@block-slots/sync/view'
import { escapeUnprintable } from './escape.ts'

export { widthOf }

/** The width of plans and reports: that of a terminal, a mail and a log. */
export const pageColumns = 80

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Cuts a text from outside at a width. What a terminal would not show is escaped first, since that makes it longer. */
export function truncate(text: string, width: number): string {
  const line = escapeUnprintable(text)
  if (widthOf(line) <= width) return line
  let kept = ''
  let columns = 0
  for (const { segment } of graphemes.segment(line)) {
    columns += widthOf(segment)
    if (columns > width - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Fills a text up to a width with spaces. */
export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)))

type WrapOptions = {
  /** Default: those of a page. */
  readonly columns?: number | undefined
  /** The indent of every line after the first. Default: the same. */
  readonly hanging?: string
}

/** A space at which no line is broken. */
export const noBreak = '\u00a0'

/** Breaks a text between words; a longer word has a line of its own. */
export function wrap(
  text: string,
  indent = '',
  { columns = pageColumns, hanging = indent }: WrapOptions = {},
): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of escapeUnprintable(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    const start = lines.length === 0 ? indent : hanging
    if (line !== '' && widthOf(start) + widthOf(longer) > columns) {
      lines.push(`${start}${line}`)
      line = word
    } else line = longer
  }
  const all = [...lines, `${lines.length === 0 ? indent : hanging}${line}`]
  return all.map((each) => each.replaceAll(noBreak, ' '))
}

/** Writes a number: `1,200`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US')
