import { escapeUnprintable } from '../terminal.ts'

/** The width of plans and reports: that of a terminal, a mail and a log. */
export const pageColumns = 80

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** Characters that take two columns of a terminal. */
const wide = new RegExp(
  String.raw`\p{RGI_Emoji}|[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff01-\uff60]`,
  'v',
)

const columnsOf = (grapheme: string): number => (wide.test(grapheme) ? 2 : 1)

/** The columns of a terminal that a text takes. */
export const widthOf = (text: string): number =>
  Array.from(graphemes.segment(text), ({ segment }) => columnsOf(segment)).reduce(
    (sum, each) => sum + each,
    0,
  )

/** Cuts a text from outside at a width. What a terminal would not show is escaped first, since that makes it longer. */
export function truncate(text: string, width: number): string {
  const line = escapeUnprintable(text)
  if (widthOf(line) <= width) return line
  let kept = ''
  let columns = 0
  for (const { segment } of graphemes.segment(line)) {
    columns += columnsOf(segment)
    if (columns > width - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Breaks a text between words; a longer word has a line of its own. */
export function wrap(text: string, indent = ''): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of escapeUnprintable(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(indent) + widthOf(longer) > pageColumns) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((each) => `${indent}${each}`)
}

/** Writes a number: `1,200`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US')
