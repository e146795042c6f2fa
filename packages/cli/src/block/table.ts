import type { Line, Segment } from '@block-slots/sync/view'
import { pad, pageColumns, truncate, widthOf, wrap } from '../text/columns.ts'
import { describeWhen } from '../text/moment.ts'
import { isCancelled, type Row } from './rows.ts'

const gap = '  '
const timeColumns = 'Tue 2026-12-01 09:00 to 10:00'.length
/** An owner with a longer name is cut. */
const maxOwnerColumns = 16
/** With less room for titles, each row has two lines. */
const minTitleColumns = 10

/** What a table is written for. */
export type TablePage = {
  readonly zone: string
  readonly columns?: number | undefined
  readonly showsOwner: boolean
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
  const texts = rows.map((row) => textsOf(row, zone))
  const widest = (select: (each: Texts) => string): number =>
    texts.reduce((most, each) => Math.max(most, widthOf(select(each))), 0)
  const ownerColumns = showsOwner
    ? Math.min(
        maxOwnerColumns,
        widest(({ owner }) => owner),
      ) + gap.length
    : 0
  const room = columns - timeColumns - gap.length - ownerColumns - gap.length - widest(({ id }) => id)
  const titleColumns = Math.min(
    room,
    widest(({ title, mark }) => title + mark),
  )
  for (const each of texts) {
    if (room >= minTitleColumns) yield* writeRow(each, titleColumns, ownerColumns - gap.length)
    else yield* writeNarrow(each, columns, showsOwner)
  }
}

type Texts = {
  readonly when: string
  readonly title: string
  readonly mark: string
  readonly owner: string
  readonly id: string
}

function textsOf(row: Row, zone: string): Texts {
  const { slot, owner } = row
  const { id, title } = slot
  return {
    when: describeWhen(slot, zone),
    title: typeof title === 'string' && title !== '' ? title : 'no title',
    mark: markOf(row),
    owner: owner.label,
    id,
  }
}

function markOf(row: Row): string {
  if (row.kind === 'appointment') return isCancelled(row.slot) ? ' (cancelled)' : ' (appointment)'
  return row.duplicateOf === undefined ? '' : ' (duplicate)'
}

function* writeRow(
  { when, title, mark, owner, id }: Texts,
  titleColumns: number,
  ownerColumns: number,
): Iterable<Line> {
  const isWide = widthOf(when) > timeColumns
  if (isWide) yield [when]
  const shown = truncate(title, titleColumns - mark.length)
  const filled = ' '.repeat(titleColumns - widthOf(shown) - mark.length)
  const name = ownerColumns > 0 ? `${gap}${pad(truncate(owner, ownerColumns), ownerColumns)}` : ''
  yield [
    pad(isWide ? '' : when, timeColumns),
    gap,
    shown,
    ...styled(mark),
    `${filled}${name}${gap}`,
    { text: id, style: 'dim' },
  ]
}

const styled = (mark: string): Segment[] => (mark === '' ? [] : [{ text: mark, style: 'yellow' }])

function* writeNarrow(
  { when, title, mark, owner, id }: Texts,
  columns: number,
  showsOwner: boolean,
): Iterable<Line> {
  for (const line of wrap(when, '', { columns, hanging: gap })) yield [line]
  const about = [title + mark, ...(showsOwner ? [owner] : []), id].join(', ')
  for (const line of wrap(about, gap, { columns })) yield [line]
}
