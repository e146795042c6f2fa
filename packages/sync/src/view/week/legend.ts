import type { Line, Segment } from '../line.ts'
import type { Piece } from '../place.ts'
import { lineText, tidyLine } from '../text.ts'
import { widthOf } from '../width.ts'
import { isPlanned } from '../planned.ts'
import { terminalLooks } from './looks.ts'

/** Explains the marks and signs of a picture, in lines of at most so many columns. */
export function drawLegend(pieces: readonly Piece[], picture: readonly Line[], columns: number): Line[] {
  const text = picture.map(lineText).join('')
  const states = new Set<string>(pieces.map(({ figure }) => figure.state))
  const hasChanges = pieces.some(({ figure }) => isPlanned(figure.block))
  const entries: Segment[][] = Object.entries(terminalLooks)
    .filter(([state]) => states.has(state))
    .map(([, { mark, style, word, wordAlone = word }]) => [
      { text: mark.repeat(2), style },
      ` ${hasChanges ? word : wordAlone}`,
    ])
  for (const [sign, word] of signs) if (text.includes(sign)) entries.push([`${sign} ${word}`])
  const lines: Segment[][] = []
  let width = Infinity
  for (const entry of entries) {
    const entryWidth = widthOf(lineText(entry))
    if (width + separator.length + entryWidth > columns) {
      lines.push([...entry])
      width = entryWidth
    } else {
      lines.at(-1)?.push(separator, ...entry)
      width += separator.length + entryWidth
    }
  }
  return lines.map(tidyLine)
}

/** Signs at the edges of a piece, and beside an hour. */
const signs = [
  ['↑', 'began before'],
  ['↓', 'goes on'],
  ['▸', 'now'],
] as const

const separator = '   '
