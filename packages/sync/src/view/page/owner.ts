import type { OwnerCalendar, ShownBlock } from '../calendar.ts'
import { daysOf, type Day } from '../day.ts'
import { cutByDay, drawBlocks, touches, type Figure } from '../place.ts'
import { isPlanned } from '../planned.ts'
import { countOf, describeClockChanges, longDay, nameDays, weekdayOf } from '../words.ts'
import { drawChanges } from './changes.ts'
import { drawWeek } from './grid.ts'
import { escapeHtml } from './html.ts'
import { countStates } from './looks.ts'
import type { Places } from './places.ts'

/** The days of a page. */
export type PageDays = { readonly from: string; readonly days: number }

const describeCounts = (blocks: readonly ShownBlock[]): string =>
  countStates(blocks)
    .map(({ count, words }) => `${count} ${words}`)
    .join(', ')

/** The time of some days. */
const spanOf = (days: readonly Day[]): Pick<Day, 'start' | 'end'> => ({
  start: days[0]?.start ?? 0,
  end: days.at(-1)?.end ?? 0,
})

/** The blocks of an owner that a page shows. */
export function blocksOf(
  { blocks, timeZone }: OwnerCalendar,
  { from, days }: PageDays,
): readonly ShownBlock[] {
  const span = spanOf(daysOf(from, days, timeZone))
  const { figures } = drawBlocks(blocks)
  return [...new Set(figures.filter((figure) => touches(figure, span)).map(({ block }) => block))]
}

/** A week of an owner. */
type OwnerWeek = {
  readonly days: readonly Day[]
  readonly figures: readonly Figure[]
}

/**
 * Draws the section of an owner. The weeks with changes are drawn, each with its changes in words, and the others counted; on a
 * page without changes all weeks with blocks are drawn.
 */
export function drawOwner(
  owner: OwnerCalendar,
  { from, days: count }: PageDays,
  { places, hasChanges }: { readonly places: Places; readonly hasChanges: boolean },
): string {
  const { name, detail, timeZone, stop } = owner
  const { figures, unreadable } = drawBlocks(owner.blocks)
  const days = daysOf(from, count, timeZone)
  const weeks = divideWeeks(days).map((ofWeek): OwnerWeek => {
    const span = spanOf(ofWeek)
    return { days: ofWeek, figures: figures.filter((figure) => touches(figure, span)) }
  })
  const isDrawn = (week: OwnerWeek): boolean =>
    hasChanges ? week.figures.some(({ block }) => isPlanned(block)) : week.figures.length > 0
  const drawn = weeks.filter(isDrawn)
  const others = weeks.filter((week) => week.figures.length > 0 && !isDrawn(week))
  const described = new Set<ShownBlock>()
  const span = spanOf(days)
  const outside = figures.filter((figure) => figure.state !== 'was' && !touches(figure, span))
  const notes = [
    ...(drawn.length + others.length === 0 ? [nothingIn(days)] : []),
    ...(others.length > 0 ? [describeOthers(others, drawn.length > 0)] : []),
    ...(outside.length > 0 ? [`${countOf(outside.length, 'block')} outside of these days.`] : []),
    ...(unreadable.length > 0
      ? [`${countOf(unreadable.length, 'block')} with times that cannot be read.`]
      : []),
  ]
  const about = detail === undefined ? timeZone : `${detail} · ${timeZone}`
  return [
    `<section><h2>${escapeHtml(name)} <small>${escapeHtml(about)}</small></h2>`,
    ...(stop === undefined ? [] : [`<p class=al>Stopped: ${markOptions(escapeHtml(stop.message))}</p>`]),
    ...drawn.map((week) => drawOwnerWeek(owner, { week, described, isOnly: weeks.length === 1 }, places)),
    ...notes.map(drawNote),
    '</section>',
  ].join('')
}

const nothingIn = (days: readonly Day[]): string =>
  days.length === 0 ? 'Nothing.' : `Nothing ${days.length === 1 ? 'on' : 'from'} ${nameDays(days)}.`

/** Marks options of the command line, which a page would break after their hyphens. */
const markOptions = (html: string): string => html.replaceAll(/--\w[\w-]*/g, '<kbd>$&</kbd>')

const drawNote = (note: string): string => `<p class=no>${escapeHtml(note)}</p>`

/** Divides days into weeks that begin on Monday, unless they are no more than one. */
function divideWeeks(days: readonly Day[]): (readonly Day[])[] {
  if (days.length <= 7) return [days]
  const weeks: Day[][] = []
  for (const day of days) {
    if (weeks.length === 0 || weekdayOf(day.date) === 'Mon') weeks.push([])
    weeks.at(-1)?.push(day)
  }
  return weeks
}

type WeekPart = {
  readonly week: OwnerWeek
  /** Blocks that are in words already: one that lasts for weeks is in the words of the first. */
  readonly described: Set<ShownBlock>
  readonly isOnly: boolean
}

function drawOwnerWeek(
  { name, timeZone }: OwnerCalendar,
  { week: { days, figures }, described, isOnly }: WeekPart,
  places: Places,
): string {
  const blocks = [...new Set(figures.map(({ block }) => block))]
  const changes = figures
    .filter(({ block, state }) => state !== 'was' && isPlanned(block) && !described.has(block))
    .map(({ block }) => block)
  for (const block of changes) described.add(block)
  const label = `${name}, ${nameDays(days)}: ${describeCounts(blocks)}`
  // The first of several weeks ends on Sunday as well, and the days before it stay empty.
  const offset = isOnly ? 0 : weekdays.indexOf(weekdayOf(days[0]?.date ?? ''))
  const columns = isOnly ? days.length : 7
  return [
    isOnly ? '' : `<h3>${nameDays(days)}</h3>`,
    drawWeek({ days, pieces: cutByDay(figures, days), timeZone, label, offset, columns }, places),
    ...describeClockChanges(days, timeZone, longDay).map(drawNote),
    drawChanges(changes, timeZone),
  ].join('')
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function describeOthers(others: readonly OwnerWeek[], hasDrawn: boolean): string {
  const blocks = [...new Set(others.flatMap(({ figures }) => figures.map(({ block }) => block)))]
  return `${countOf(others.length, hasDrawn ? 'other week' : 'week')} without changes: ${describeCounts(blocks)}.`
}
