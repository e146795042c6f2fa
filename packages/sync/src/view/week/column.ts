import { dayMinutes, type Day } from '../day.ts'
import type { Segment } from '../line.ts'
import { layLanes, nextLane, type LaidPiece, type MinuteRange, type Piece } from '../place.ts'
import { terminalLooks } from './looks.ts'
import { cutText, fillLines, padText, toPrintable } from '../text.ts'
import { widthOf } from '../width.ts'

/** A row of a picture: half an hour, or the hours that are left out. */
export type Row = MinuteRange & {
  readonly isGap: boolean
  /** What stands before it, where that is not its time. */
  readonly label?: string
}

/** Minutes of a row. */
export const rowMinutes = 30

/** The rows of a picture in which all that is drawn takes whole days: two, since a title may need both. */
export const wholeDayRows: readonly Row[] = [
  { from: 0, to: dayMinutes / 2, isGap: false, label: 'day' },
  { from: dayMinutes / 2, to: dayMinutes, isGap: false, label: '' },
]

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
const minWords = 7

/** The columns of a piece in one row. */
type Box = { readonly x: number; readonly width: number }

/**
 * The columns from a lane up to another. Where there are more lanes than columns, the last two columns count the pieces that have
 * no room.
 */
function boxOf(
  { lane, end, lanes }: Pick<LaidPiece, 'lane' | 'end' | 'lanes'>,
  width: number,
): Box | undefined {
  const room = lanes <= width ? width : width - 2
  const shown = Math.min(lanes, room)
  if (lane >= shown) return undefined
  const columnOf = (index: number): number => Math.floor((Math.min(index, shown) * room) / shown)
  const columns = columnOf(end) - columnOf(lane)
  // A space separates it from the next lane, where there is room for one.
  return { x: columnOf(lane), width: end < lanes && columns >= 3 ? columns - 1 : columns }
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
  const laid = layLanes(pieces, snapToRows)
  for (const piece of laid) {
    const covered = rows.flatMap((row, index) =>
      row.from < piece.bottom && row.to > piece.top ? [index] : [],
    )
    if (boxOf(piece, width) === undefined) {
      hidden += 1
      const [first = 0] = covered
      hiddenAt.set(first, (hiddenAt.get(first) ?? 0) + 1)
      continue
    }
    // A piece takes the lanes beside it that are free in a row.
    const boxes = covered.flatMap((index) => {
      const { from = 0, to = 0 } = rows[index] ?? {}
      const end = nextLane(piece, laid, { top: from, bottom: to })
      return boxOf({ ...piece, end }, width) ?? []
    })
    drawPiece(piece, boxes, { rows, covered, cells })
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
  /** Indexes of the rows of a piece. */
  readonly covered: readonly number[]
  readonly cells: readonly Cells[]
}

/** Draws a piece, with one box for each of its rows. */
function drawPiece(piece: LaidPiece, boxes: readonly Box[], { rows, covered, cells }: Area): void {
  const { figure, isContinued, goesOn, top, bottom } = piece
  const { mark, style } = terminalLooks[figure.state]
  const firstText = covered.findIndex((index) => rows[index]?.isGap === false)
  const begins = !isContinued && (rows[covered[firstText] ?? 0]?.from ?? 0) <= top
  const ends = !goesOn && (rows[covered.at(-1) ?? 0]?.to ?? dayMinutes) >= bottom
  const lines = writeTitle(
    figure.title,
    boxes.slice(firstText).map(({ width }) => width),
  )
  for (const [at, { x, width }] of boxes.entries()) {
    const line = lines[at - firstText] ?? ''
    const edge = at === firstText && !begins && width > 1 ? '↑' : mark
    // One space separates a short title from the fill.
    const text = line !== '' && widthOf(line) < width - 1 ? `${line} ` : line
    const filled = padText(edge + text, width, mark)
    const isLast = at === boxes.length - 1
    const marked = isLast && !ends && width > 2 ? markEnd(filled, width, mark) : filled
    cells[covered[at] ?? 0]?.set(x, { text: marked, style, width })
  }
}

/** The lines of a title in rows of given widths, of which the mark takes one column. */
function writeTitle(title: string, widths: readonly number[]): string[] {
  const narrow = widths.findIndex((width) => width < minWords)
  const wide = narrow === -1 ? widths : widths.slice(0, Math.max(1, narrow))
  return fillLines(
    toPrintable(title).trim() || '(no title)',
    wide.map((width) => width - 1),
  )
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
  const fillGap = (columns: number): Segment =>
    fill === undefined || typeof fill === 'string'
      ? ' '.repeat(columns)
      : { text: fill.text.repeat(columns), style: fill.style }
  let at = 0
  for (const [x, { text, style, width: columns }] of [...cells].toSorted(([one], [other]) => one - other)) {
    if (x > at) segments.push(fillGap(x - at))
    segments.push({ text, style })
    at = x + columns
  }
  if (at < width) segments.push(fillGap(width - at))
  return segments
}
