import { dayMinutes, readClock, type Day } from '../day.ts'
import { layLanes, shownMinutes, type LaidPiece, type MinuteRange, type Piece } from '../place.ts'
import { clockTime, weekdayOf } from '../words.ts'
import { escapeHtml } from './html.ts'
import { pageLooks } from './looks.ts'
import type { Places } from './places.ts'
import { hourPixels, linePixels } from './style.ts'

/** A week to draw. */
export type Week = {
  readonly days: readonly Day[]
  /** With the indexes of these days. */
  readonly pieces: readonly Piece[]
  readonly timeZone: string
  /** What the picture shows, in words. */
  readonly label: string
  /** Columns before the first day, and those of all. */
  readonly offset: number
  readonly columns: number
}

/** Draws a week of one owner: a column for each day, and each block at its time. */
export function drawWeek({ days, pieces, timeZone, label, offset, columns }: Week, places: Places): string {
  const ranges = shownMinutes(pieces)
  const after = columns - offset - days.length
  const heads = days.map(
    ({ date }) => `<div class=h>${weekdayOf(date)} <b>${Number(date.slice(8))}</b></div>`,
  )
  const drawn = days.map((day, index) => {
    const laid = layLanes(
      pieces.filter((piece) => piece.day === index),
      snap,
    )
    const blocks = laid.map((piece) => drawPiece(piece, { ranges, timeZone, places }))
    const isWeekend = weekdayOf(day.date).startsWith('S')
    return `<div class=${isWeekend ? '"d g"' : 'd'}>${drawSkipped(day, ranges, places)}${blocks.join('')}</div>`
  })
  const hours = ranges.flatMap(({ from, to }, index) => [
    ...(index > 0 ? ['<li>⋮'] : []),
    ...Array.from({ length: (to - from) / 60 }, (_, hour) => `<li>${clockTime(from + hour * 60)}`),
  ])
  const size = columns === 7 ? 'wk' : `"wk ${places.classOf(`--n:${columns}`)}"`
  return [
    `<div class=${size} role=img aria-label="${escapeHtml(label)}">`,
    drawEmpty('h', 1 + offset),
    ...heads,
    drawEmpty('h', after),
    `<ol>${hours.join('')}</ol>`,
    drawEmpty('z', offset),
    ...drawn,
    drawEmpty('z', after),
    '</div>',
  ].join('')
}

const drawEmpty = (name: string, count: number): string => `<div class=${name}></div>`.repeat(count)

/** The least height of a block, in which its title can be read. */
const minPixels = linePixels + 2
const minMinutes = Math.ceil((minPixels * 60) / hourPixels)

const snap = (top: number, bottom: number): readonly [number, number] => {
  const first = Math.min(top, dayMinutes - minMinutes)
  return [first, Math.max(bottom, first + minMinutes)]
}

/** The pixel of a minute. Hours that are left out take one hour, and a time among them is in its middle. */
function pixelOf(minute: number, ranges: readonly MinuteRange[]): number {
  let hours = 0
  for (const { from, to } of ranges) {
    if (minute < from) return Math.max(0, hours - 0.5) * hourPixels
    if (minute <= to) return Math.round((hours + (minute - from) / 60) * hourPixels)
    hours += (to - from) / 60 + 1
  }
  return (hours - 1) * hourPixels
}

type Drawing = {
  readonly ranges: readonly MinuteRange[]
  readonly timeZone: string
  readonly places: Places
}

function drawPiece(piece: LaidPiece, { ranges, timeZone, places }: Drawing): string {
  const { figure, lane, end, lanes, isContinued, top, bottom } = piece
  const from = pixelOf(top, ranges)
  const height = Math.max(minPixels, pixelOf(bottom, ranges) - from) - 1
  const lines = Math.floor((height - 1) / linePixels)
  // A border hides the upper part of a line that does not fit.
  const border = height - 1 - lines * linePixels
  const classes = [
    pageLooks[figure.state].name,
    places.classOf(
      `top:${from}px;height:${height}px;border-bottom-width:${border}px;-webkit-line-clamp:${lines}`,
    ),
  ]
  if (end - lane < lanes) {
    const percent = (part: number): string => `calc(${Number(((part * 100) / lanes).toFixed(2))}% + 1px)`
    classes.push(places.classOf(`left:${percent(lane)};right:${percent(lanes - end)}`))
  }
  // A phone has no room for times, except for those that a picture cannot show.
  const tag = isContinued ? 'em' : 'i'
  const title = escapeHtml(figure.title || '(no title)')
  return `<p class="${classes.join(' ')}"><b>${title}</b> <${tag}>${describePiece(piece, timeZone)}</${tag}>`
}

/** The times of a piece: where its block began on another day or ends on one, it says so. */
function describePiece({ figure, isContinued, goesOn }: Piece, timeZone: string): string {
  const [start, end] = [readClock(figure.from, timeZone), readClock(figure.to, timeZone)]
  const [first, last] = [clockTime(start.minute), clockTime(end.minute)]
  const was = figure.state === 'was' ? 'was ' : ''
  if (isContinued) {
    const since = `since ${weekdayOf(start.date)} ${first}`
    return `${was}${goesOn ? since : `${since}, to ${last}`}`
  }
  if (goesOn) return `${was}${first} to ${weekdayOf(end.date)} ${last}`
  const isWhole = start.minute === 0 && figure.to > figure.from && (end.minute === 0 || end.minute === 1439)
  return was + (isWhole ? 'all day' : `${first} to ${last}`)
}

/** Hatches the minutes that the clock of a day skips, and a day that its zone has left out. */
function drawSkipped({ spans, change }: Day, ranges: readonly MinuteRange[], places: Places): string {
  const whole = { from: 0, to: dayMinutes }
  const skipped = spans.length === 0 ? whole : change?.kind === 'skipped' ? change : undefined
  if (skipped === undefined) return ''
  const from = pixelOf(skipped.from, ranges)
  const height = pixelOf(skipped.to, ranges) - from
  return height > 0 ? `<p class="s ${places.classOf(`top:${from}px;height:${height}px`)}">` : ''
}
