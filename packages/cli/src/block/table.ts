import type { Line, Segment } from '@block-slots/sync/view'
import { pad, pageColumns, truncate, widthOf, wrap } from '../text/columns.ts'
import { describeWhen } from '../text/moment.ts'
import { isCancelled, type Row } from './rows.ts'

const gap = '  '
const timeColumns = 'Tue 2026-12-01 09:00 to 10:00'.length
/** An owner with a longer name is cut. */
const maxOwnerColumns = 14
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
  const ownerColumns = Math.min(maxOwnerColumns, Math.max(...cells.map(({ owner }) => widthOf(owner))))
  const afterTitle = (ownerColumns === 0 ? 0 : ownerColumns + gap.length) + gap.length
  const idColumns = Math.max(...cells.map(({ id }) => id.text.length))
  const room = columns - timeColumns - gap.length - afterTitle - idColumns
  // A row whose times are long has a line more, with more room for its title.
  const besideTimes = cells.filter((each) => !isLong(each)).map(({ title }) => widthOf(title))
  const titleColumns = Math.min(room, Math.max(minTitleColumns, ...besideTimes))
  for (const each of cells) {
    yield* room < minTitleColumns ? writeNarrow(each, columns) : writeRow(each, titleColumns, ownerColumns)
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
    title: typeof title === 'string' && title !== '' ? title : 'no title',
    owner: showsOwner ? owner.label : '',
    id: kind === 'appointment' ? { text: appointment, style: 'cyan' } : { text: id, style: 'dim' },
    duplicateOf,
  }
}

function* writeRow(cells: Cells, titleColumns: number, ownerColumns: number): Iterable<Line> {
  const { when, title, owner, id } = cells
  const name = ownerColumns === 0 ? '' : `${gap}${pad(truncate(owner, ownerColumns), ownerColumns)}`
  if (isLong(cells)) yield [when]
  const [start, columns] = isLong(cells)
    ? [gap, timeColumns + titleColumns]
    : [pad(when, timeColumns) + gap, titleColumns]
  yield [`${start}${pad(truncate(title, columns), columns)}${name}${gap}`, id]
}

function* writeNarrow({ when, title, owner, id }: Cells, columns: number): Iterable<Line> {
  for (const line of wrap(when, '', { columns, hanging: gap })) yield [line]
  const about = [truncate(title, columns - gap.length - 1), ...(owner === '' ? [] : [owner]), id.text].join(
    ', ',
  )
  for (const line of wrap(about, gap, { columns })) yield [line]
}
