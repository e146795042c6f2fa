import type { Line, Segment } from '@block-slots/sync/view'
import { pad, pageColumns, truncate, widthOf, wrap } from '../text/columns.ts'
import { escapeUnprintable } from '../text/escape.ts'
import { describeWhen } from '../text/moment.ts'
import { isCancelled, type Row } from './rows.ts'

const gap = '  '
const timeColumns = 'Tue 2026-12-01 09:00 to 10:00'.length
/** The room of owners that is kept beside long titles. */
const minOwnerColumns = 14
/** With less room for titles, each row has a second line for what is not its times. */
const minTitleColumns = 10

/** What a table is written for. */
export type TablePage = {
  readonly zone: string
  readonly columns?: number | undefined
  readonly showsOwner: boolean
}

type Cells = {
  readonly when: string
  readonly title: string
  readonly owner: string
  /** What a block is changed by; an appointment is not, so its kind stands there. */
  readonly id: Segment & object
  readonly duplicateOf: string | undefined
}

/**
 * Writes rows as a table: times, title, owner, and the id by which a block is changed.
 *
 * @yields Lines.
 */
export function* writeTable(
  rows: readonly Row[],
  { zone, columns = pageColumns, showsOwner }: TablePage,
): Iterable<Line> {
  const cells = rows.map((row) => cellsOf(row, zone, showsOwner))
  const idColumns = Math.max(...cells.map(({ id }) => id.text.length))
  const forBoth = columns - timeColumns - gap.length * (showsOwner ? 3 : 2) - idColumns
  // Times that are long reach into the column of titles, and have their title below.
  const longest = Math.max(
    minTitleColumns,
    ...cells.map((each) =>
      isLong(each) ? widthOf(each.when) - timeColumns - gap.length : widthOf(each.title),
    ),
  )
  const ownerColumns = Math.min(
    Math.max(minOwnerColumns, forBoth - longest),
    Math.max(...cells.map(({ owner }) => widthOf(owner))),
  )
  const room = forBoth - ownerColumns
  const layout = { columns, titleColumns: Math.min(room, longest), ownerColumns }
  for (const each of cells) {
    yield* room < minTitleColumns ? writeNarrow(each, columns) : writeRow(each, layout)
    if (each.duplicateOf !== undefined)
      yield [gap, { text: `duplicate of ${each.duplicateOf}`, style: 'yellow' }]
  }
}

const isLong = ({ when }: Cells): boolean => widthOf(when) > timeColumns

function cellsOf({ slot, owner, kind, duplicateOf }: Row, zone: string, showsOwner: boolean): Cells {
  const { id, title } = slot
  const appointment = isCancelled(slot) ? 'cancelled' : 'appointment'
  return {
    when: describeWhen(slot, zone),
    title: typeof title === 'string' && title !== '' ? escapeUnprintable(title) : 'no title',
    owner: showsOwner ? escapeUnprintable(owner.label) : '',
    id: kind === 'appointment' ? { text: appointment, style: 'cyan' } : { text: id, style: 'dim' },
    duplicateOf,
  }
}

type Layout = { readonly columns: number; readonly titleColumns: number; readonly ownerColumns: number }

/**
 * Writes a row. A title that does not fit beside the times is below them, as a whole.
 *
 * @yields Lines.
 */
function* writeRow(cells: Cells, { columns, titleColumns, ownerColumns }: Layout): Iterable<Line> {
  const { when, title, owner, id } = cells
  const room = timeColumns + gap.length + titleColumns
  const isOneLine = !isLong(cells) && widthOf(title) <= titleColumns
  // Longer times take what a short owner leaves.
  const over = Math.max(0, widthOf(when) - room)
  const isTooLong = over > Math.max(0, ownerColumns - widthOf(owner))
  if (isTooLong) yield [when]
  const first = isOneLine ? `${pad(when, timeColumns)}${gap}${title}` : isTooLong ? '' : when
  const nameColumns = isTooLong ? ownerColumns : ownerColumns - over
  const name = ownerColumns === 0 ? '' : `${gap}${pad(truncate(owner, nameColumns), nameColumns)}`
  yield [`${pad(first, room)}${name}${gap}`, id]
  if (!isOneLine) yield* fold(title, gap, columns)
}

/** Breaks a text between words, and cuts a word that is longer than a line. */
const fold = (text: string, hanging: string, columns: number, indent = hanging): Line[] =>
  wrap(text, indent, { columns, hanging }).map((line) => [truncate(line, columns)])

function* writeNarrow({ when, title, owner, id }: Cells, columns: number): Iterable<Line> {
  yield* fold(when, gap, columns, '')
  yield* fold([title, ...(owner === '' ? [] : [owner]), id.text].join(', '), gap, columns)
}
