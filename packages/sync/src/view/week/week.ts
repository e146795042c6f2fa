import type { OwnerCalendar } from '../calendar.ts'
import { daysOf, type Day } from '../day.ts'
import type { Line, Segment } from '../line.ts'
import { cutByDay, drawBlocks, isWholeDay, shownMinutes, type Figure, type Piece } from '../place.ts'
import { cutText, lineText, tidyLine, toPrintable, wrapText } from '../text.ts'
import { widthOf } from '../width.ts'
import { nameDates, shortDay } from '../words.ts'
import { createRows, wholeDayRows, type Row } from './column.ts'
import { drawGrid } from './grid.ts'
import { chooseLayout, minColumns, ownerGap, type WeekLayout } from './layout.ts'
import { drawLegend } from './legend.ts'
import { countOutside, describeRest } from './rest.ts'

/** Options of `renderWeek`. */
export type WeekOptions = {
  /** First day, such as `2026-12-21`. */
  readonly from: string
  /** How many days. Default: 7. */
  readonly days?: number | undefined
  /** Columns of the terminal, which no line is wider than; at least 20. Default: 80. */
  readonly columns?: number | undefined
  /** Epoch milliseconds of the present, which is marked. Default: not marked. */
  readonly now?: number | undefined
}

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
 * console.log([...text.slice(0, 2), ...text.slice(17, -2), ...text.slice(-1)].join('\n'))
 * // => anna  21 to 22 Dec 2026 · Europe/Berlin
 * // =>        Mon 12-21        Tue 12-22
 * // =>       │                │
 * // => 16:00 │                │
 * // =>       │+Team meeting ++│
 * // => 17:00 │++++++++++++++++│
 * // =>       │                │
 * // => ++ create   ▒▒ there already
 * ```
 *
 * @throws {RangeError} When `from` is not a date, or a time zone is unknown.
 */
export function renderWeek(owners: readonly OwnerCalendar[], options: WeekOptions): Line[] {
  const { from, days = 7, now } = options
  const columns = Math.max(minColumns, options.columns ?? 80)
  const layout = chooseLayout(owners.length, days, columns)
  const panels = owners.map((owner) => createPanel(owner, daysOf(from, days, owner.timeZone)))
  const lines: Line[] = []
  let hidden = 0
  for (let first = 0; first < panels.length; first += layout.owners) {
    const group = panels.slice(first, first + layout.owners)
    // What is empty needs no parts.
    const step = group.some(({ pieces }) => pieces.length > 0) ? layout.days : days
    for (let day = 0; day < days; day += step) {
      const drawn = drawGroup(group, { first: day, last: day + step }, { layout, columns, now })
      hidden += drawn.hidden
      lines.push(...drawn.lines, [])
    }
  }
  return [
    ...lines,
    ...drawLegend(
      panels.flatMap(({ pieces }) => pieces),
      lines,
      columns,
    ),
    ...describeRest({ ...countOutside(panels), hidden }, panels, columns),
  ]
}

/** An owner with what is to draw of it. */
export type Panel = {
  readonly owner: OwnerCalendar
  readonly days: readonly Day[]
  readonly figures: readonly Figure[]
  readonly pieces: readonly Piece[]
  /** How many blocks have times that cannot be read. */
  readonly unreadable: number
}

function createPanel(owner: OwnerCalendar, days: readonly Day[]): Panel {
  const { figures, unreadable } = drawBlocks(owner.blocks)
  return { owner, days, figures, pieces: cutByDay(figures, days), unreadable: unreadable.length }
}

type DrawOptions = {
  readonly layout: WeekLayout
  readonly columns: number
  readonly now: number | undefined
}

/** Draws some days of owners side by side. Their rows are the same hours, each in its own zone. */
function drawGroup(
  group: readonly Panel[],
  { first, last }: { readonly first: number; readonly last: number },
  { layout, columns, now }: DrawOptions,
): { readonly lines: readonly Line[]; readonly hidden: number } {
  const pieces = group.map((panel) => panel.pieces.filter(({ day }) => day >= first && day < last))
  const rows = chooseRows(pieces.flat())
  const width = layout.owners === 1 ? columns : layout.label + layout.days * layout.day
  const heads = group.map(({ owner, days }) => [
    drawName(owner, days.slice(first, last), width),
    // Of several parts, the first has the reason for a stop.
    ...(first === 0 ? drawStop(owner, width) : []),
  ])
  const height = Math.max(...heads.map((head) => head.length))
  let hidden = 0
  const panels = group.map(({ owner: { timeZone }, days }, index) => {
    const head = heads[index] ?? []
    const filling = Array.from({ length: height - head.length }, (): Line => [])
    const shown = pieces[index] ?? []
    const shownDays = days.slice(first, last)
    if (shown.length === 0) return [...head, ...filling, ...drawEmpty(shownDays, width)]
    const grid = drawGrid({ days: shownDays, first, pieces: shown, rows }, layout, { now, timeZone })
    hidden += grid.hidden
    return [...head, ...filling, ...grid.lines]
  })
  return { lines: joinPanels(panels, width), hidden }
}

/** The rows of some pieces. Where all of them take whole days, every hour would look the same. */
const chooseRows = (pieces: readonly Piece[]): readonly Row[] =>
  pieces.length > 0 && pieces.every(isWholeDay) ? wholeDayRows : createRows(shownMinutes(pieces))

/** The name of an owner, its days, and as much about it as there is room for. */
function drawName({ name, detail, timeZone }: OwnerCalendar, days: readonly Day[], width: number): Line {
  const shownName = cutText(toPrintable(name), width)
  const when = `${nameDates(days)} · ${timeZone}`
  const about = [...(detail === undefined ? [] : [`  ${detail} · ${when}`]), `  ${when}`, `  ${timeZone}`]
    .map(toPrintable)
    .find((text) => widthOf(shownName) + widthOf(text) <= width)
  return [
    { text: shownName, style: 'bold' },
    ...(about === undefined ? [] : [{ text: about, style: 'dim' } as const]),
  ]
}

function drawStop({ stop }: OwnerCalendar, width: number): Line[] {
  const message = stop === undefined ? [] : wrapText(`Stopped: ${toPrintable(stop.message)}`, width)
  return message.map((text) => [{ text, style: 'red' }])
}

function drawEmpty(days: readonly Day[], width: number): Line[] {
  const [first = '', last = ''] = [days[0]?.date, days.at(-1)?.date]
  const when = first === last ? `on ${shortDay(first)}` : `from ${shortDay(first)} to ${shortDay(last)}`
  return wrapText(`Nothing ${when}.`, width).map((text): Line => [{ text, style: 'dim' }])
}

/** Puts panels side by side. */
function joinPanels(panels: readonly (readonly Line[])[], width: number): Line[] {
  const height = Math.max(...panels.map((panel) => panel.length))
  return Array.from({ length: height }, (_, row) =>
    tidyLine(
      panels.flatMap((panel, index): readonly Segment[] => {
        const line = panel[row] ?? []
        const rest = width - widthOf(lineText(line)) + ownerGap
        return index === panels.length - 1 ? line : [...line, ' '.repeat(rest)]
      }),
    ),
  )
}
