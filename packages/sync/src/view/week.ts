import type { OwnerCalendar } from './calendar.ts'
import { daysOf, readClock, type Day } from './day.ts'
import type { Line, Segment } from './line.ts'
import { cutByDay, drawBlocks, shownMinutes, type Figure, type Piece } from './place.ts'
import { terminalLooks } from './style.ts'
import { cutText, padText, lineText, tidyLine, toPrintable, wrapText } from './text.ts'
import { widthOf } from './width.ts'
import { createRows, drawColumn, type Row } from './week-column.ts'
import { describeRest, type Rest } from './week-rest.ts'
import { clockTime, shortDay, stateWords } from './words.ts'

/** Options of `renderWeek`. */
export type WeekOptions = {
  /** First day, such as `2026-12-21`. */
  readonly from: string
  /** How many days. Default: 7. */
  readonly days?: number | undefined
  /** Columns of the terminal, which no line is wider than. Default: 80. */
  readonly columns?: number | undefined
  /** Epoch milliseconds of the present, which is marked. Default: not marked. */
  readonly now?: number | undefined
}

/** The least columns for which a picture is made; a narrower terminal breaks its lines. */
const minColumns = 20
/** The least columns of a day: with less, its days are divided. */
const minDay = 8
/** More columns would only part the days. */
const maxDay = 30
/** Between two owners that are side by side. */
const gap = 2

type Layout = { readonly perRow: number; readonly days: number; readonly label: number; readonly day: number }

/** Decides how many owners and days are side by side. All days of an owner come first. */
function chooseLayout(owners: number, days: number, columns: number): Layout {
  for (let perRow = Math.min(owners, columns); perRow > 1; perRow -= 1) {
    const width = Math.floor((columns - gap * (perRow - 1)) / perRow)
    const shown = Math.min(days, 7)
    const label = width - 6 >= shown * (minDay + 1) ? 6 : 3
    if (width - label >= shown * minDay)
      return { perRow, days: shown, label, day: dayColumns(width - label, shown) }
  }
  const label = columns < 40 ? 3 : 6
  const fits = Math.max(1, Math.floor((columns - label) / minDay))
  const shown = Math.min(days, 7, fits)
  // Days that do not fit are divided evenly.
  const parts = Math.ceil(Math.min(days, 7) / shown)
  const even = Math.ceil(Math.min(days, 7) / parts)
  return { perRow: 1, days: even, label, day: dayColumns(columns - label, even) }
}

const dayColumns = (room: number, days: number): number => Math.min(maxDay, Math.floor(room / days))

/**
 * Draws a week of calendars in a terminal: half hours as rows, days as columns, owners side by side where the columns allow it.
 * Each owner is shown in its own time zone. The lines have no control characters; a segment may have a style, and everything can
 * be read without it.
 *
 * @example
 * ```ts
 * import { renderWeek } from '@block-slots/sync/view'
 *
 * const at = (time: string): string => `2026-12-21T${time}:00+01:00`
 * const lunch = { startTime: at('12:00'), endTime: at('13:00'), title: 'Lunch', state: 'there' } as const
 * const meeting = { startTime: at('16:30'), endTime: at('17:30'), title: 'Team meeting', state: 'create' } as const
 * const anna = { name: 'anna', timeZone: 'Europe/Berlin', blocks: [lunch, meeting] }
 * const lines = renderWeek([anna], { from: '2026-12-21', days: 2, columns: 40 })
 * const text = lines.map((line) => line.map((each) => (typeof each === 'string' ? each : each.text)).join(''))
 * console.log([...text.slice(0, 2), ...text.slice(17)].join('\n'))
 * // => anna  Europe/Berlin
 * // =>        Mon 12-21        Tue 12-22
 * // =>       │                │
 * // => 16:00 │                │
 * // =>       │+Team meeting ++│
 * // => 17:00 │++++++++++++++++│
 * // =>       │                │
 * // =>
 * // => ++ create   ▒▒ there already
 * ```
 *
 * @throws {RangeError} When `from` is not a date.
 */
export function renderWeek(owners: readonly OwnerCalendar[], options: WeekOptions): Line[] {
  const { from, days = 7, now } = options
  const columns = Math.max(minColumns, options.columns ?? 80)
  const layout = chooseLayout(owners.length, days, columns)
  const panels = owners.map((owner) => createPanel(owner, daysOf(from, days, owner.timeZone)))
  const lines: Line[] = []
  let hidden = 0
  for (let first = 0; first < panels.length; first += layout.perRow) {
    const group = panels.slice(first, first + layout.perRow)
    for (let day = 0; day < days; day += layout.days) {
      const range = { first: day, last: Math.min(days, day + layout.days) }
      const drawn = drawGroup(group, range, { layout, columns, now })
      hidden += drawn.hidden
      lines.push(...drawn.lines, [])
    }
  }
  const rest = panels.reduce<Rest>((sum, panel) => addRest(sum, panel), {
    before: 0,
    after: 0,
    unreadable: 0,
    hidden,
  })
  const footer = [
    ...describeRest(
      rest,
      panels.map(({ owner, days: shown }) => ({ timeZone: owner.timeZone, days: shown })),
      columns,
    ),
  ]
  return [...lines, ...drawLegend(panels, columns, now), ...footer]
}

/** An owner with what is to draw of it. */
type Panel = {
  readonly owner: OwnerCalendar
  readonly days: readonly Day[]
  readonly pieces: readonly Piece[]
  readonly figures: readonly Figure[]
  readonly unreadable: number
}

function createPanel(owner: OwnerCalendar, days: readonly Day[]): Panel {
  const { figures, unreadable } = drawBlocks(owner.blocks)
  return { owner, days, figures, pieces: cutByDay(figures, days), unreadable: unreadable.length }
}

function addRest(sum: Rest, { figures, days, unreadable }: Panel): Rest {
  const [start, end] = [days[0]?.start ?? 0, days.at(-1)?.end ?? 0]
  const blocks = figures.filter(({ state }) => state !== 'was')
  return {
    ...sum,
    before: sum.before + blocks.filter(({ from, to }) => to <= start && from < start).length,
    after: sum.after + blocks.filter(({ from }) => from >= end).length,
    unreadable: sum.unreadable + unreadable,
  }
}

type DrawOptions = { readonly layout: Layout; readonly columns: number; readonly now: number | undefined }
type DayRange = { readonly first: number; readonly last: number }

/** Draws owners side by side. Their rows are the same hours, each in its own zone. */
function drawGroup(
  group: readonly Panel[],
  { first, last }: DayRange,
  { layout, columns, now }: DrawOptions,
): { readonly lines: readonly Line[]; readonly hidden: number } {
  const pieces = group.map((panel) => panel.pieces.filter(({ day }) => day >= first && day < last))
  const rows = createRows(shownMinutes(pieces.flat()))
  const width = layout.perRow === 1 ? columns : layout.label + layout.days * layout.day
  let hidden = 0
  const heads = group.map(({ owner }) => drawHead(owner, width))
  const height = Math.max(...heads.map((head) => head.length))
  const panels = group.map((panel, index) => {
    const days = panel.days.slice(first, last)
    const head = [...(heads[index] ?? [])]
    while (head.length < height) head.push([])
    const shown = pieces[index] ?? []
    if (shown.length === 0) return [...head, ...drawEmpty(days, width)]
    const grid = drawGrid({ days, first, pieces: shown, rows }, layout, {
      now,
      timeZone: panel.owner.timeZone,
    })
    hidden += grid.hidden
    return [...head, ...grid.lines]
  })
  return { lines: joinPanels(panels, width), hidden }
}

function drawHead({ name, detail, timeZone, stop }: OwnerCalendar, width: number): Line[] {
  const shownName = cutText(toPrintable(name), width)
  const rest = [[detail, timeZone], [timeZone]]
    .map(
      (parts) =>
        `  ${parts
          .filter((part) => part !== undefined)
          .map(toPrintable)
          .join(' · ')}`,
    )
    .find((text) => widthOf(shownName) + widthOf(text) <= width)
  const head: Line[] = [
    [
      { text: shownName, style: 'bold' },
      ...(rest === undefined ? [] : [{ text: rest, style: 'dim' } as const]),
    ],
  ]
  if (stop === undefined) return head
  const message = wrapText(`Stopped: ${toPrintable(stop.message)}`, width)
  return [...head, ...message.map((text): Line => [{ text, style: 'red' }])]
}

function drawEmpty(days: readonly Day[], width: number): Line[] {
  const [first = '', last = ''] = [days[0]?.date, days.at(-1)?.date]
  const when = first === last ? `on ${shortDay(first)}` : `from ${shortDay(first)} to ${shortDay(last)}`
  return wrapText(`Nothing ${when}.`, width).map((text): Line => [{ text, style: 'dim' }])
}

type Grid = {
  readonly days: readonly Day[]
  /** Index of the first day. */
  readonly first: number
  readonly pieces: readonly Piece[]
  readonly rows: readonly Row[]
}

function drawGrid(
  { days, first, pieces, rows }: Grid,
  { label, day: dayWidth }: Layout,
  { now, timeZone }: { readonly now: number | undefined; readonly timeZone: string },
): { readonly lines: readonly Line[]; readonly hidden: number } {
  const width = dayWidth - 1
  const present = now === undefined ? undefined : readClock(now, timeZone)
  const isToday = days.some(({ date }) => date === present?.date)
  const columns = days.map((day, index) =>
    drawColumn(
      pieces.filter((piece) => piece.day === first + index),
      day,
      { rows, width },
    ),
  )
  const separator: Segment = { text: '│', style: 'dim' }
  const header: Segment[] = days.flatMap(({ date }): Segment[] => [
    ' ',
    { text: padText(nameDay(date, width), width), style: date === present?.date ? 'bold' : 'dim' },
  ])
  const lines = rows.map((row, index): Line => [
    drawLabel(row, label, isToday ? present?.minute : undefined),
    ...columns.flatMap((column) => [separator, ...(column.rows[index] ?? [])]),
  ])
  return {
    lines: [[' '.repeat(label), ...header], ...lines],
    hidden: columns.reduce((sum, column) => sum + column.hidden, 0),
  }
}

/** The day in the form that fits. */
function nameDay(date: string, width: number): string {
  const forms = [shortDay(date), `${shortDay(date).slice(0, 3)} ${date.slice(8)}`, date.slice(8)]
  return forms.find((form) => widthOf(form) <= width) ?? ''
}

function drawLabel({ from, to, isGap }: Row, width: number, minute: number | undefined): Segment {
  if (minute !== undefined && minute >= from && minute < to)
    return {
      text: padText(width > 5 ? `${clockTime(from)}▸` : `${clockTime(from).slice(0, 2)}▸`, width),
      style: 'bold',
    }
  if (isGap) return { text: padText('  ⋮', width), style: 'dim' }
  const text = from % 60 === 0 ? clockTime(from).slice(0, width > 5 ? 5 : 2) : ''
  return { text: padText(text, width), style: 'dim' }
}

/** Puts panels side by side. */
function joinPanels(panels: readonly (readonly Line[])[], width: number): Line[] {
  const height = Math.max(...panels.map((panel) => panel.length))
  return Array.from({ length: height }, (_, row) =>
    tidyLine(
      panels.flatMap((panel, index) => {
        const line = panel[row] ?? []
        const isLast = index === panels.length - 1
        return isLast ? line : [...line, ' '.repeat(Math.max(0, width - widthOf(lineText(line))) + gap)]
      }),
    ),
  )
}

/** Explains the marks that are in the picture. */
function drawLegend(panels: readonly Panel[], columns: number, now: number | undefined): Line[] {
  const states = new Set(panels.flatMap(({ pieces }) => pieces.map(({ figure }) => figure.state)))
  const pieces = panels.flatMap((panel) => panel.pieces)
  const entries: { readonly segments: Line; readonly width: number }[] = []
  const add = (mark: Segment, word: string): void => {
    const segments = [mark, ` ${word}`]
    entries.push({ segments, width: widthOf(lineText(segments)) })
  }
  for (const [state, { mark, style }] of Object.entries(terminalLooks)) {
    const known = Object.keys(stateWords).find((one): one is keyof typeof stateWords => one === state)
    if (known !== undefined && states.has(known)) add({ text: mark.repeat(2), style }, stateWords[known])
  }
  if (pieces.some(({ isContinued }) => isContinued)) add('↑', 'began before')
  if (pieces.some(({ goesOn }) => goesOn)) add('↓', 'goes on')
  if (
    now !== undefined &&
    panels.some(({ days }) => days.some(({ start, end }) => now >= start && now < end))
  )
    add({ text: '▸', style: 'bold' }, 'now')
  const lines: Segment[][] = []
  let width = Infinity
  for (const entry of entries) {
    if (width + 3 + entry.width > columns) {
      lines.push([...entry.segments])
      width = entry.width
    } else {
      lines.at(-1)?.push('   ', ...entry.segments)
      width += 3 + entry.width
    }
  }
  return lines.map(tidyLine)
}
