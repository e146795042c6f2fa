import type { ShownBlock } from '../calendar.ts'
import { readClock, readInstant } from '../day.ts'
import { isChange } from '../planned.ts'
import { clockTime, countOf, describeWhen } from '../words.ts'
import { escapeHtml } from './html.ts'
import { pageLooks } from './looks.ts'

/** Describes what a plan does with blocks, as a table in order of time. */
export function drawChanges(blocks: readonly ShownBlock[], timeZone: string): string {
  if (blocks.length === 0) return ''
  const changes = blocks.filter(isChange).length
  const rest = blocks.length - changes
  const caption = [
    ...(changes > 0 ? [countOf(changes, 'change')] : []),
    ...(rest > 0 ? [`${rest} left as ${rest === 1 ? 'it is' : 'they are'}`] : []),
  ]
  const head = ['Change', 'When', 'Title', 'Reason'].map((word) => `<th scope=col>${word}`)
  const rows = blocks
    .toSorted((one, other) => readInstant(one.startTime) - readInstant(other.startTime))
    .map((block) => drawRow(block, timeZone))
  return `<table><caption>${caption.join(', ')}</caption><thead><tr>${head.join('')}<tbody>${rows.join('')}</table>`
}

function drawRow(block: ShownBlock, timeZone: string): string {
  const cells = [describeWhen(block, timeZone), block.title || '(no title)', reasonOf(block, timeZone)]
  const texts = cells.map((cell) => `<td>${escapeHtml(cell)}`).join('')
  return `<tr class=${pageLooks[block.state].name}><th scope=row>${wordOf(block, timeZone)}${texts}`
}

/** The word of a plan for the change of a block. */
function wordOf(block: ShownBlock, timeZone: string): string {
  const { state, was } = block
  if (state !== 'update' || was === undefined) return state
  return describeWhen(was, timeZone) === describeWhen(block, timeZone) ? 'rename' : 'move'
}

function reasonOf(block: ShownBlock, timeZone: string): string {
  const { was, note, sources = [] } = block
  const reasons = [
    ...(note === undefined ? [] : [note]),
    ...(sources.length === 0 ? [] : [`from ${sources.join(' and ')}`]),
  ]
  if (was === undefined) return reasons.join(', ')
  const times =
    describeWhen(was, timeZone) === describeWhen(block, timeZone) ? [] : [timesBefore(block, timeZone)]
  const title = was.title === block.title ? [] : [`"${was.title}"`]
  const before = [...times, ...title].join(' ')
  return [...(before === '' ? [] : [`was ${before}`]), ...reasons].join(', ')
}

/** The times before a change, without the day where it stays the same. */
function timesBefore({ was, startTime }: ShownBlock, timeZone: string): string {
  if (was === undefined) return ''
  const instants = [startTime, was.startTime, was.endTime].map(readInstant)
  if (instants.some(Number.isNaN)) return describeWhen(was, timeZone)
  const [now, start, end] = instants.map((instant) => readClock(instant, timeZone))
  const isSameDay = now?.date === start?.date && start?.date === end?.date
  return isSameDay
    ? `${clockTime(start?.minute ?? 0)} to ${clockTime(end?.minute ?? 0)}`
    : describeWhen(was, timeZone)
}
