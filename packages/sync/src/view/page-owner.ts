import type { OwnerCalendar, ShownBlock, ShownState } from './calendar.ts'
import { countDays, daysOf, readInstant, type Day } from './day.ts'
import { escapeHtml } from './html.ts'
import { drawWeek, nameDays, type Places } from './page-grid.ts'
import { pageLooks } from './page-style.ts'
import { cutByDay, drawBlocks, touches, type Figure } from './place.ts'
import { describeChanges } from './week-rest.ts'
import { countOf, describeWhen, weekdayOf } from './words.ts'

/** The days of a page. */
export type PageDays = { readonly from: string; readonly days: number }

/** The states that are told in words. */
const toldStates: ReadonlySet<ShownState> = new Set(['create', 'update', 'delete', 'refuse', 'keep'])
const changeStates: ReadonlySet<ShownState> = new Set(['create', 'update', 'delete'])

/** True for a block that a plan changes or leaves out. */
export const isTold = ({ state }: Pick<ShownBlock, 'state'>): boolean => toldStates.has(state)

/** The order and the words of counts. */
const countWords: Readonly<Record<ShownState, string>> = {
  create: 'to create',
  update: 'to change',
  delete: 'to delete',
  refuse: 'refused',
  keep: 'kept as it is',
  there: 'there already',
  other: 'of others',
  appointment: 'of contacts',
}

/** Counts blocks by their state, in the order of the words. */
export function countStates(blocks: readonly ShownBlock[]): (readonly [ShownState, number, string])[] {
  const counts = new Map<string, number>()
  for (const { state } of blocks) counts.set(state, (counts.get(state) ?? 0) + 1)
  const states: readonly ShownState[] = [
    'create',
    'update',
    'delete',
    'refuse',
    'keep',
    'there',
    'other',
    'appointment',
  ]
  return states.flatMap((state) => {
    const count = counts.get(state)
    return count === undefined ? [] : [[state, count, countWords[state]] as const]
  })
}

const describeCounts = (blocks: readonly ShownBlock[]): string =>
  countStates(blocks)
    .map(([, count, word]) => `${count} ${word}`)
    .join(', ')

/** Draws the section of an owner: its weeks with changes, each with its changes in words, and the other weeks as counts. */
export function drawOwner(
  owner: OwnerCalendar,
  { from, days: count }: PageDays,
  { places, hasChanges }: { readonly places: Places; readonly hasChanges: boolean },
): string {
  const { name, detail, timeZone, stop, blocks } = owner
  const { figures, unreadable } = drawBlocks(blocks)
  const weeks = divideWeeks(daysOf(from, count, timeZone))
  const about = [detail, timeZone].filter((part) => part !== undefined).join(' · ')
  const head = `<section><h2>${escapeHtml(name)} <small>${escapeHtml(about)}</small></h2>`
  const stopped = stop === undefined ? '' : `<p class=al>Stopped: ${escapeHtml(stop.message)}</p>`
  const told = new Set<ShownBlock>()
  const parts: string[] = []
  const others: { readonly days: readonly Day[]; readonly figures: readonly Figure[] }[] = []
  for (const days of weeks) {
    const range = { start: days[0]?.start ?? 0, end: days.at(-1)?.end ?? 0 }
    const shown = figures.filter((figure) => touches(figure, range))
    const isDrawn = hasChanges ? shown.some(({ block }) => isTold(block)) : shown.length > 0
    if (isDrawn)
      parts.push(drawPart(owner, { days, figures: shown, told, isOnly: weeks.length === 1 }, places))
    else if (shown.length > 0) others.push({ days, figures: shown })
  }
  const notes = [
    ...(parts.length === 0 && others.length === 0 ? [`Nothing from ${nameDays(weeks.flat())}.`] : []),
    ...(others.length > 0 ? [describeOthers(others, parts.length > 0)] : []),
    ...describeOutside(figures, weeks.flat()),
    ...(unreadable.length > 0
      ? [`${countOf(unreadable.length, 'block')} with times that cannot be read.`]
      : []),
  ]
  return (
    head +
    stopped +
    parts.join('') +
    notes.map((note) => `<p class=no>${escapeHtml(note)}</p>`).join('') +
    '</section>'
  )
}

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

type Part = {
  readonly days: readonly Day[]
  readonly figures: readonly Figure[]
  /** Blocks that are in words already: one that lasts for weeks is in the words of the first. */
  readonly told: Set<ShownBlock>
  readonly isOnly: boolean
}

function drawPart(
  { name, timeZone }: OwnerCalendar,
  { days, figures, told, isOnly }: Part,
  places: Places,
): string {
  const blocks = [...new Set(figures.map(({ block }) => block))]
  const label = `${name}, ${nameDays(days)}: ${describeCounts(blocks)}`
  const changes = figures.filter(({ block, state }) => isTold(block) && state !== 'was' && !told.has(block))
  for (const { block } of changes) told.add(block)
  const heading = isOnly ? '' : `<h3>${nameDays(days)}</h3>`
  const grid = drawWeek({ days, pieces: cutByDay(figures, days), timeZone, label }, places)
  const notes = describeChanges({ timeZone, days }).map((note) => `<p class=no>${escapeHtml(note)}</p>`)
  return heading + grid + notes.join('') + drawChanges(changes, timeZone)
}

/** The changes in words, in order of time. */
function drawChanges(figures: readonly Figure[], timeZone: string): string {
  if (figures.length === 0) return ''
  const rows = figures
    .toSorted((one, other) => one.from - other.from || one.to - other.to)
    .map(({ block }) => {
      const cells = [describeWhen(block, timeZone), block.title || '(no title)', reasonOf(block, timeZone)]
      return `<tr class=${pageLooks[block.state].name}><th scope=row>${wordOf(block, timeZone)}${cells.map((cell) => `<td>${escapeHtml(cell)}`).join('')}`
    })
  const head = ['Change', 'When', 'Title', 'Reason'].map((word) => `<th scope=col>${word}`).join('')
  const changes = figures.filter(({ block }) => changeStates.has(block.state)).length
  const left = figures.length - changes
  const caption = [
    ...(changes > 0 ? [countOf(changes, 'change')] : []),
    ...(left > 0 ? [`${left} left as ${left === 1 ? 'it is' : 'they are'}`] : []),
  ].join(', ')
  return `<table><caption>${caption}</caption><thead><tr>${head}</thead><tbody>${rows.join('')}</tbody></table>`
}

/** The words of a plan for the change of a block. */
function wordOf({ state, was, ...block }: ShownBlock, timeZone: string): string {
  if (state !== 'update' || was === undefined) return state
  return describeWhen(was, timeZone) === describeWhen(block, timeZone) ? 'rename' : 'move'
}

function reasonOf({ was, note, ...block }: ShownBlock, timeZone: string): string {
  const before = was && [
    ...(describeWhen(was, timeZone) === describeWhen(block, timeZone) ? [] : [describeWhen(was, timeZone)]),
    ...(was.title === block.title ? [] : [`"${was.title}"`]),
  ]
  return [
    ...(before === undefined || before.length === 0 ? [] : [`was ${before.join(' ')}`]),
    ...(note === undefined ? [] : [note]),
  ].join(', ')
}

function describeOthers(
  others: readonly { readonly figures: readonly Figure[] }[],
  hasParts: boolean,
): string {
  const blocks = [...new Set(others.flatMap(({ figures }) => figures.map(({ block }) => block)))]
  const weeks = countOf(others.length, hasParts ? 'other week' : 'week')
  return `${weeks} without changes: ${describeCounts(blocks)}.`
}

function describeOutside(figures: readonly Figure[], days: readonly Day[]): string[] {
  const range = { start: days[0]?.start ?? 0, end: days.at(-1)?.end ?? 0 }
  const outside = figures.filter((figure) => figure.state !== 'was' && !touches(figure, range))
  return outside.length === 0 ? [] : [`${countOf(outside.length, 'block')} outside of these days.`]
}

/** The days from the first block of owners to the last, each in the zone of its owner, with the whole of the first week. */
export function findDays(
  owners: readonly OwnerCalendar[],
  dateOf: (epochMs: number, timeZone: string) => string,
): PageDays | undefined {
  const dates = owners.flatMap(({ blocks, timeZone }) =>
    blocks.flatMap(({ startTime, endTime }) => {
      const [from, to] = [readInstant(startTime), readInstant(endTime)]
      return Number.isNaN(from) || Number.isNaN(to)
        ? []
        : [dateOf(from, timeZone), dateOf(Math.max(from, to - 1), timeZone)]
    }),
  )
  const [first, last] = [
    dates.reduce((one, other) => (one < other ? one : other), '9999'),
    dates.reduce((one, other) => (one > other ? one : other), ''),
  ]
  return last === '' ? undefined : { from: first, days: countDays(first, last) + 1 }
}
