import { dayMinutes, type Day } from '../day.ts'
import type { Segment } from '../line.ts'
import { layLanes, type LaidPiece, type MinuteRange, type Piece } from '../place.ts'
import { terminalLooks } from './looks.ts'
import { cutText, padText, toPrintable, wrapText } from '../text.ts'
import { widthOf } from '../width.ts'

/** A row of a picture: half an hour, or the hours that are left out. */
export type Row = MinuteRange & { readonly isGap: boolean }

/** Minutes of a row. */
export const rowMinutes = 30

/** Returns the rows of the minutes that are shown. */
export function createRows(ranges: readonly MinuteRange[]): Row[] {
  return ranges.flatMap(({ from, to }, index) => {
    const before = ranges[index - 1]
    const gap = before === undefined ? [] : [{ from: before.to, to: from, isGap: true }]
    const count = (to - from) / rowMinutes
    const rows = Array.from({ length: count }, (_, row) => ({
      from: from + row * rowMinutes,
      to: from + (row + 1) * rowMinutes,
      isGap: false,
    }))
    return [...gap, ...rows]
  })
}

const snapToRows = (top: number, bottom: number): readonly [number, number] => {
  const first = Math.min(Math.floor(top / rowMinutes) * rowMinutes, dayMinutes - rowMinutes)
  return [first, Math.max(Math.ceil(bottom / rowMinutes) * rowMinutes, first + rowMinutes)]
}

/** With fewer columns, the words of a title would not be words any more. */
const minWrap = 7

/** The columns of one lane of a day. */
type Box = { readonly x: number; readonly width: number }

/** The place of a lane. Where there are more lanes than columns, the last two columns count the pieces of the others. */
function boxOf({ lane, lanes }: LaidPiece, width: number): Box | undefined {
  const room = lanes <= width ? width : width - 2
  const shown = Math.min(lanes, room)
  if (lane >= shown) return undefined
  const [x, end] = [Math.floor((lane * room) / shown), Math.floor(((lane + 1) * room) / shown)]
  return { x, width: end - x }
}

/** Cells of a row, by the column at which they begin. */
type Cells = Map<number, Exclude<Segment, string> & { readonly width: number }>

/** Draws the pieces of a day. Returns the segments of each row, all of the same width, and how many pieces have no room. */
export function drawColumn(
  pieces: readonly Piece[],
  day: Day,
  { rows, width }: { readonly rows: readonly Row[]; readonly width: number },
): { readonly rows: readonly (readonly Segment[])[]; readonly hidden: number } {
  const cells = rows.map((): Cells => new Map())
  const hiddenAt = new Map<number, number>()
  let hidden = 0
  for (const piece of layLanes(pieces, snapToRows)) {
    const box = boxOf(piece, width)
    const covered = rows.flatMap((row, index) =>
      row.from < piece.bottom && row.to > piece.top ? [index] : [],
    )
    if (box === undefined) {
      hidden += 1
      const [first = 0] = covered
      hiddenAt.set(first, (hiddenAt.get(first) ?? 0) + 1)
    } else drawPiece(piece, box, { rows, covered, cells })
  }
  for (const [row, count] of hiddenAt) {
    cells[row]?.set(width - 2, { text: count > 9 ? '+…' : `+${count}`, style: 'bold', width: 2 })
  }
  return {
    rows: rows.map((row, index) => joinCells(cells[index] ?? new Map(), fillOf(row, day), width)),
    hidden,
  }
}

/** The drawing area of one day. */
type Area = {
  readonly rows: readonly Row[]
  readonly covered: readonly number[]
  readonly cells: readonly Cells[]
}

function drawPiece(piece: LaidPiece, { x, width }: Box, { rows, covered, cells }: Area): void {
  const { figure, lane, lanes, isContinued, goesOn, top, bottom } = piece
  const { mark, style } = terminalLooks[figure.state]
  // A blank between lanes, where there is room for one.
  const room = width >= 3 && lane < lanes - 1 ? width - 1 : width
  const textRows = covered.filter((index) => rows[index]?.isGap === false)
  const begins = !isContinued && (rows[textRows[0] ?? 0]?.from ?? 0) <= top
  const ends = !goesOn && (rows[covered.at(-1) ?? 0]?.to ?? dayMinutes) >= bottom
  const title = toPrintable(figure.title) || '(no title)'
  const lines = room < 2 ? [] : wrapText(title, room - 1, room < minWrap ? 1 : textRows.length)
  for (const index of covered) {
    const line = lines[textRows.indexOf(index)] ?? ''
    const isFirst = index === textRows[0]
    const isLast = index === covered.at(-1)
    const edge = isFirst && !begins && room > 1 ? '↑' : mark
    // One blank sets a short title off from the fill.
    const text = line !== '' && widthOf(line) < room - 1 ? `${line} ` : line
    const filled = padText(edge + text, room, mark)
    const marked = isLast && !ends && room > 2 ? markEnd(filled, room, mark) : filled
    cells[index]?.set(x, { text: marked, style, width: room })
  }
}

/** Puts the sign of a piece that goes on into its last column. */
const markEnd = (text: string, width: number, fill: string): string =>
  `${padText(text.endsWith(fill) ? text.slice(0, -fill.length) : cutText(text, width - 1), width - 1, fill)}↓`

/** What is drawn where nothing is: the minutes that a clock skips are hatched. */
function fillOf(row: Row, { spans, change }: Day): Segment | undefined {
  const isSkipped =
    spans.length === 0 ||
    (change?.kind === 'skipped' && row.from < change.to && row.to > change.from && !row.isGap)
  return isSkipped ? { text: '/', style: 'dim' } : undefined
}

function joinCells(cells: Cells, fill: Segment | undefined, width: number): Segment[] {
  const segments: Segment[] = []
  const blank = (columns: number): Segment =>
    fill === undefined || typeof fill === 'string'
      ? ' '.repeat(columns)
      : { text: fill.text.repeat(columns), style: fill.style }
  let at = 0
  for (const [x, { text, style, width: columns }] of [...cells].toSorted(([one], [other]) => one - other)) {
    if (x > at) segments.push(blank(x - at))
    segments.push({ text, style })
    at = x + columns
  }
  if (at < width) segments.push(blank(width - at))
  return segments
}
