import type { Line, Segment } from './line.ts'
import { widthOf } from './width.ts'

/**
 * Control characters, lone surrogates, and characters that are invisible, break a line or change the direction of a text.
 * Emoji are matched first and kept, since some consist of such characters in part.
 */
const unprintable = new RegExp(
  String.raw`\p{RGI_Emoji}|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`,
  'gv',
)
const emoji = new RegExp(String.raw`^\p{RGI_Emoji}$`, 'v')

/** Replaces what a terminal or a page would not show, or would act on. */
export const toPrintable = (text: string): string =>
  text.replace(unprintable, (match) => (emoji.test(match) ? match : '\uFFFD'))

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Shortens a printable text to a width. */
export function cutText(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  for (const { segment } of graphemes.segment(text)) {
    if (widthOf(kept + segment) > width - 1) break
    kept += segment
  }
  return width < 1 ? '' : `${kept.trimEnd()}…`
}

/** Fills a text up to a width. */
export const padText = (text: string, width: number, fill = ' '): string =>
  text + fill.repeat(Math.max(0, width - widthOf(text)))

/** Breaks a printable text between words into lines of a width. A word that is longer is cut. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  for (let rest = text.trim(); rest !== '';) {
    const line = takeLine(rest, width)
    lines.push(cutText(line, width))
    rest = rest.slice(line.length).trimStart()
  }
  return lines
}

/** Breaks a printable text between words into lines of given widths. The last one is cut where the text is longer. */
export function fillLines(text: string, widths: readonly number[]): string[] {
  let rest = text.trim()
  return widths.map((width, index) => {
    const line = index === widths.length - 1 ? rest : takeLine(rest, width)
    rest = rest.slice(line.length).trimStart()
    return cutText(line, width)
  })
}

/** The words at the beginning of a text that fit a width, and at least one. */
function takeLine(text: string, width: number): string {
  let end = 0
  for (let next = 0; next !== -1 && end < text.length;) {
    next = text.indexOf(' ', end + 1)
    const longer = next === -1 ? text.length : next
    if (end > 0 && widthOf(text.slice(0, longer)) > width) break
    end = longer
  }
  return text.slice(0, end).trimEnd()
}

/** The text of a line. */
export const lineText = (line: Line): string =>
  line.map((segment) => (typeof segment === 'string' ? segment : segment.text)).join('')

/** Joins neighbours of one style, and leaves out spaces at the end. */
export function tidyLine(segments: readonly Segment[]): Line {
  const line: Segment[] = []
  for (const segment of segments) {
    const last = line.at(-1)
    if (typeof segment === 'string' && typeof last === 'string') line[line.length - 1] = last + segment
    else if (
      typeof segment !== 'string' &&
      last !== undefined &&
      typeof last !== 'string' &&
      last.style === segment.style
    )
      line[line.length - 1] = { text: last.text + segment.text, style: last.style }
    else if (segment !== '') line.push(segment)
  }
  for (let last = line.pop(); last !== undefined; last = line.pop()) {
    const trimmed = (typeof last === 'string' ? last : last.text).trimEnd()
    if (trimmed === '') continue
    return [...line, typeof last === 'string' ? trimmed : { text: trimmed, style: last.style }]
  }
  return []
}
