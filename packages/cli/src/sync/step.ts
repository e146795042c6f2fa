import type { CoveredAppointment } from '@block-slots/client'
import type { Step, Value } from '@block-slots/sync'
import type { Segment, SegmentStyle } from '@block-slots/sync/view'
import type { Output } from '../io.ts'
import { pageColumns, truncate, widthOf, wrap } from '../text/columns.ts'
import { describeWhen } from '../text/moment.ts'

const actionColumns = 10
const timeColumns = 29
/** Columns for the title that a block had before. */
const maxTitleBefore = 40
/** The least that is shown of a title beside its times; with less room it has a line of its own. */
const minTitleColumns = 12
/** More appointments under one block are counted. */
const maxAppointments = 3

/** Describes a step in lines of the page: what is done when, and what was there before. */
export function describeStep(step: Step, timeZone: string): Output[] {
  const details = detailsOf(step, timeZone).flatMap((line) => wrap(line, ' '.repeat(actionColumns)))
  return [...describeBlock(wordOf(step, timeZone), valueOf(step), timeZone), ...details]
}

/** True for a step that changes a calendar. */
export const isChange = ({ action }: Step): boolean =>
  action === 'create' || action === 'update' || action === 'delete'

/** Returns what a step is about: what is wanted, or what is there where nothing is. */
export function valueOf(step: Step): Value {
  if (step.action === 'delete') return step.was
  return step.action === 'keep' ? (step.wanted ?? step.was) : step.wanted
}

const isMoved = (step: Extract<Step, { readonly action: 'update' }>, timeZone: string): boolean =>
  describeWhen(step.was, timeZone) !== describeWhen(step.wanted, timeZone)

/** The word for a step: of an update, what changes. */
export function wordOf(step: Step, timeZone: string): string {
  if (step.action !== 'update') return step.action
  return isMoved(step, timeZone) ? 'move' : 'rename'
}

function detailsOf(step: Step, timeZone: string): string[] {
  switch (step.action) {
    case 'create':
      return [
        ...(step.sentBefore ? ['sent by an earlier run, and looked for before it is sent again'] : []),
        ...describeAppointments(step.over, timeZone),
      ]
    case 'update': {
      const { was, wanted, by } = step
      const times = isMoved(step, timeZone) ? [describeWhen(was, timeZone)] : []
      const titles = was.title === wanted.title ? [] : [`"${truncate(was.title, maxTitleBefore)}"`]
      const before = [...times, ...titles].join(' ')
      const hand = by === 'person' ? ', edited by hand' : ''
      return [`was ${before}${hand}`, ...describeAppointments(step.over, timeZone)]
    }
    case 'delete':
      return step.why === 'surplus' ? ['one of several equal blocks'] : []
    case 'keep':
      return [describeReason(step, timeZone)]
    case 'refuse':
      return describeAppointments(step.over, timeZone)
    default:
      return []
  }
}

function describeReason(
  { why, was, run }: Extract<Step, { readonly action: 'keep' }>,
  timeZone: string,
): string {
  if (why === 'changed-by-run') return `changed by the later run ${run}: undo that one first`
  if (why === 'deleted-by-hand') return 'deleted by hand: stays deleted until its source changes'
  if (why === 'unreadable') return 'its item cannot be read: stays until it can'
  return `edited by hand: stays at ${describeWhen(was, timeZone)}`
}

function describeAppointments(over: readonly CoveredAppointment[] = [], timeZone: string): string[] {
  const more = over.length - maxAppointments
  const shown = over.slice(0, maxAppointments)
  return [
    ...shown.map((each) => `over an appointment: ${describeWhen(each, timeZone)}`),
    ...(more > 0 ? [`and over ${more} more`] : []),
  ]
}

/**
 * Describes a block in a line: a word, its times, and its title as far as it fits.
 *
 * @param columns - Those before the times.
 */
export function describeBlock(
  word: string,
  value: Value,
  timeZone: string,
  columns: number = actionColumns,
): Output[] {
  const first = styleWord(word, columns)
  const when = describeWhen(value, timeZone).padEnd(timeColumns)
  const room = pageColumns - columns - widthOf(when) - 2
  const title = truncate(value.title === '' ? '(no title)' : value.title, pageColumns - columns)
  if (widthOf(title) <= room) return [{ line: [first, `${when}  ${title}`] }]
  if (room >= minTitleColumns) return [{ line: [first, `${when}  ${truncate(title, room)}`] }]
  return [{ line: [first, when.trimEnd()] }, `${' '.repeat(columns)}${title}`]
}

/** The colours of words, which are those of the pictures. */
const styles: Readonly<Record<string, SegmentStyle>> = {
  create: 'green',
  missing: 'green',
  move: 'yellow',
  rename: 'yellow',
  drifted: 'yellow',
  delete: 'red',
  surplus: 'red',
  failed: 'red',
  unknown: 'red',
  refuse: 'magenta',
  refused: 'magenta',
  keep: 'blue',
}

function styleWord(word: string, columns: number): Segment {
  const text = `  ${word}`.padEnd(columns)
  const style = styles[word]
  return style === undefined ? text : { text, style }
}
