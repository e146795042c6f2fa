import { readClock, type Day } from '../day.ts'
import type { Line, Segment } from '../line.ts'
import type { Piece } from '../place.ts'
import { padText } from '../text.ts'
import { widthOf } from '../width.ts'
import { clockTime, shortDay } from '../words.ts'
import { drawColumn, type Row } from './column.ts'
import type { WeekLayout } from './layout.ts'

/** Days of one owner. */
export type Grid = {
  readonly days: readonly Day[]
  /** Index of the first day, as pieces have it. */
  readonly first: number
  readonly pieces: readonly Piece[]
  readonly rows: readonly Row[]
}

/** Draws days with their hours. Returns how many pieces have no room. */
export function drawGrid(
  { days, first, pieces, rows }: Grid,
  { label, day }: WeekLayout,
  { now, timeZone }: { readonly now: number | undefined; readonly timeZone: string },
): { readonly lines: readonly Line[]; readonly hidden: number } {
  const width = day - 1
  const present = now === undefined ? undefined : readClock(now, timeZone)
  const isToday = days.some(({ date }) => date === present?.date)
  const columns = days.map((one, index) =>
    drawColumn(
      pieces.filter((piece) => piece.day === first + index),
      one,
      { rows, width },
    ),
  )
  const header = days.flatMap(({ date }): Segment[] => [
    date === present?.date ? { text: '▸', style: 'bold' } : ' ',
    { text: padText(nameDay(date, width), width), style: date === present?.date ? 'bold' : 'dim' },
  ])
  const lines = rows.map((row, index): Line => [
    drawLabel(row, label, isToday ? present?.minute : undefined),
    ...columns.flatMap((column) => [line, ...(column.rows[index] ?? [])]),
  ])
  return {
    lines: [[' '.repeat(label), ...header], ...lines],
    hidden: columns.reduce((sum, column) => sum + column.hidden, 0),
  }
}

/** Stands before each day. */
const line: Segment = { text: '│', style: 'dim' }

/** The day in the longest form that fits. */
const nameDay = (date: string, width: number): string =>
  [shortDay(date), `${shortDay(date).slice(0, 3)} ${date.slice(8)}`, date.slice(8)].find(
    (form) => widthOf(form) <= width,
  ) ?? ''

function drawLabel({ from, to, isGap, label }: Row, width: number, present: number | undefined): Segment {
  if (label !== undefined) return { text: padText(label, width), style: 'dim' }
  const time = clockTime(from).slice(0, width > 5 ? 5 : 2)
  if (present !== undefined && present >= from && present < to)
    return { text: padText(`${time}▸`, width), style: 'bold' }
  return { text: padText(isGap ? ' ⋮' : from % 60 === 0 ? time : '', width), style: 'dim' }
}
