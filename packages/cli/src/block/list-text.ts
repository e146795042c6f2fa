import type { BlockTimes } from '@block-slots/helpers'
import type { SharedFlags } from '../account/connect.ts'
import type { Session } from '../session.ts'
import { wrap } from '../text/columns.ts'
import { formatDays } from '../text/day.ts'
import { daysOf } from '../time/days.ts'
import { type ChosenZone, describeZone } from '../time/zone.ts'
import type { Row } from './rows.ts'
import { writeTable } from './table.ts'

/** What a list is of, in words. */
export type ListText = {
  readonly subject: string
  readonly ranges: readonly BlockTimes[]
  readonly zone: ChosenZone
  readonly showsOwner: boolean
}

/** Prints rows as a table, as JSON, or that there are none. */
export async function printRows(
  rows: readonly Row[],
  text: ListText,
  flags: SharedFlags,
  session: Session,
): Promise<void> {
  const { print, note, columns } = session
  const { subject, ranges, zone, showsOwner } = text
  if (flags.verbose) await note(`< ${JSON.stringify(rows.map(({ slot }) => slot))}`)
  const days = ranges
    .map((range) => daysOf(range, zone.name))
    .map(({ first, last }) => formatDays(first, last))
  const when = `${days.length > 1 || !/ to /.test(days[0] ?? '') ? 'on' : 'from'} ${days.join(', ')}`
  const nothing = wrap(`Nothing is blocked for ${subject} ${when}.`, '', { columns })
  if (flags.json) {
    await print({ json: rows.map(jsonOf), indent: 2 })
    if (rows.length === 0) await note(...nothing)
    return
  }
  if (rows.length === 0) return print(...nothing)
  const lines = writeTable(rows, { zone: zone.name, columns, showsOwner })
  await print(
    ...wrap(`Blocked for ${subject} ${when}, times in ${describeZone(zone)}:`, '', { columns }),
    '',
    ...Array.from(lines, (line) => ({ line })),
  )
  if (rows.every(({ duplicateOf }) => duplicateOf === undefined)) return
  await note('Note: a duplicate is equal to a block before it. Delete it with: block-slots delete ID')
}

/** A row as JSON. */
export const jsonOf = ({ slot, owner, kind, duplicateOf }: Row): unknown => ({
  ...slot,
  kind,
  owner: { type: owner.type, id: owner.id, name: owner.label },
  ...(duplicateOf !== undefined && { duplicateOf }),
})
