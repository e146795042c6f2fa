import { dayMinutes, type Day } from './day.ts'
import { escapeHtml } from './html.ts'
import { hourPixels, pageLooks } from './page-style.ts'
import { layLanes, shownMinutes, type LaidPiece, type MinuteRange, type Piece } from './place.ts'
import { clockTime, longDay, weekdayOf } from './words.ts'
import { readClock } from './day.ts'

/** Collects the places of a page as classes: its policy allows no style in an attribute. */
export type Places = {
  /** Returns the class of declarations. */
  readonly classOf: (declarations: string) => string
  readonly rules: () => string
}

/** Creates the collection of a page. */
export function createPlaces(): Places {
  const classes = new Map<string, string>()
  return {
    classOf(declarations) {
      const known = classes.get(declarations) ?? `p${classes.size.toString(36)}`
      classes.set(declarations, known)
      return known
    },
    // As specific as the rule of all blocks, or that one would win.
    rules: () => [...classes].map(([declarations, name]) => `.d>.${name}.${name}{${declarations}}`).join(''),
  }
}

/** Lines of text have so many pixels. */
const linePixels = 15
/** The least height of a block in pixels, in which its title can be read. */
const minPixels = 17
const minMinutes = Math.ceil((minPixels * 60) / hourPixels)

const snap = (top: number, bottom: number): readonly [number, number] => {
  const first = Math.min(top, dayMinutes - minMinutes)
  return [first, Math.max(bottom, first + minMinutes)]
}

/** Draws a week of one owner. */
export function drawWeek({ days, pieces, timeZone, label }: Week, places: Places): string {
  const ranges = shownMinutes(pieces)
  const heads = days.map(({ date }) => `<div class=h>${weekdayOf(date)} ${Number(date.slice(8))}</div>`)
  const filler = Array.from({ length: 7 - days.length }, () => '<div class=h></div>')
  const columns = days.map((day, index) => {
    const laid = layLanes(
      pieces.filter((piece) => piece.day === index),
      snap,
    )
    const blocks = laid.map((piece) => drawPiece(piece, { ranges, timeZone, places }))
    const isWeekend = ['Sat', 'Sun'].includes(weekdayOf(day.date))
    return `<div class=${isWeekend ? '"d g"' : 'd'}>${drawSkipped(day, ranges, places)}${blocks.join('')}</div>`
  })
  const hours = ranges.flatMap(({ from, to }, index) => [
    ...(index > 0 ? ['<li>⋮'] : []),
    ...Array.from({ length: (to - from) / 60 }, (_, hour) => `<li>${clockTime(from + hour * 60)}`),
  ])
  return `<div class=wk role=img aria-label="${escapeHtml(label)}"><div class=h></div>${[...heads, ...filler].join('')}<ol>${hours.join('')}</ol>${columns.join('')}</div>`
}

/** A week to draw. */
export type Week = {
  readonly days: readonly Day[]
  /** With the indexes of these days. */
  readonly pieces: readonly Piece[]
  readonly timeZone: string
  /** What the picture shows, in words. */
  readonly label: string
}

/** The pixel of a minute: hours that are left out take one hour. */
function pixelOf(minute: number, ranges: readonly MinuteRange[]): number {
  let hours = 0
  for (const { from, to } of ranges) {
    if (minute < from) return Math.round(Math.max(0, hours - 0.5) * hourPixels)
    if (minute <= to) return Math.round((hours + (minute - from) / 60) * hourPixels)
    hours += (to - from) / 60 + 1
  }
  return Math.round((hours - 1) * hourPixels)
}

type Drawing = { readonly ranges: readonly MinuteRange[]; readonly timeZone: string; readonly places: Places }

function drawPiece(piece: LaidPiece, { ranges, timeZone, places }: Drawing): string {
  const { figure, lane, lanes, top, bottom } = piece
  const [from, to] = [pixelOf(top, ranges), pixelOf(bottom, ranges)]
  const height = Math.max(minPixels - 1, to - from - 1)
  // Of a line that does not fit in full, the border hides what would show.

  const lines = Math.max(1, Math.floor((height - 1) / linePixels))
  const classes = [
    pageLooks[figure.state].name,
    places.classOf(
      `top:${from}px;height:${height}px;border-bottom-width:${height - 1 - lines * linePixels}px;-webkit-line-clamp:${lines}`,
    ),
  ]
  if (lanes > 1) {
    const percent = (part: number): string => `${Number(((part * 100) / lanes).toFixed(2))}%`
    classes.push(
      places.classOf(`left:calc(${percent(lane)} + 1px);right:calc(${percent(lanes - lane - 1)} + 1px)`),
    )
  }
  return `<p class="${classes.join(' ')}"><b>${escapeHtml(figure.title || '(no title)')}</b> <i>${describePiece(piece, timeZone)}</i>`
}

/** The times of a piece: where its block began on another day or ends on one, it says so. */
function describePiece(
  { figure: { from, to, state, block }, isContinued, goesOn }: Piece,
  timeZone: string,
): string {
  const [start, end] = [readClock(from, timeZone), readClock(to, timeZone)]
  const [first, last] = [clockTime(start.minute), clockTime(end.minute)]
  if (state === 'was') return `was ${first} to ${last}`
  void block
  if (isContinued) {
    const since = `since ${weekdayOf(start.date)} ${first}`
    return goesOn ? since : `${since}, to ${last}`
  }
  if (goesOn) return `${first} to ${weekdayOf(end.date)} ${last}`
  return start.minute === 0 && (end.minute === 0 || end.minute === 1439) ? 'all day' : `${first} to ${last}`
}

/** The minutes that the clock of a day skips, or a day that its zone has left out. */
function drawSkipped({ spans, change }: Day, ranges: readonly MinuteRange[], places: Places): string {
  const skipped =
    spans.length === 0 ? { from: 0, to: dayMinutes } : change?.kind === 'skipped' ? change : undefined
  if (skipped === undefined) return ''
  const [from, to] = [pixelOf(skipped.from, ranges), pixelOf(skipped.to, ranges)]
  return to > from ? `<p class="s ${places.classOf(`top:${from}px;height:${to - from}px`)}">` : ''
}

/** The days of a week in words. */
export const nameDays = (days: readonly Day[]): string => {
  const [first = '', last = ''] = [days[0]?.date, days.at(-1)?.date]
  return first === last
    ? longDay(first, true)
    : `${longDay(first, first.slice(0, 4) !== last.slice(0, 4))} to ${longDay(last, true)}`
}
