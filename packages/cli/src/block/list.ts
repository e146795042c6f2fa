import type { BlockTimes } from '@block-slots/helpers'
import { resolveAccount } from '../account/account.ts'
import { connect, locationOf, type SharedFlags } from '../account/connect.ts'
import { findOwners } from '../account/find-owners.ts'
import { UsageError } from '../failure.ts'
import type { Session } from '../session.ts'
import { wrap } from '../text/columns.ts'
import { formatDays } from '../text/day.ts'
import { dayAt } from '../time/day.ts'
import { daysOf, readDays, spanOf } from '../time/days.ts'
import { chooseRange } from '../time/range.ts'
import type { TimeContext, TimeFlags } from '../time/times.ts'
import { chooseZone, type ChosenZone, describeZone } from '../time/zone.ts'
import { ownersToList, readNames } from './owners.ts'
import { readRows } from './read-rows.ts'
import type { Row } from './rows.ts'
import { checkScope, describeFound, findDoubts, type ScopeFlags } from './scope.ts'
import { writeTable } from './table.ts'
import { checkWords } from './words.ts'

type ListFlags = SharedFlags &
  ScopeFlags &
  Omit<TimeFlags, 'duration'> & {
    readonly day?: readonly string[]
    readonly zone?: string
    readonly appointments?: true
  }

/**
 * `block-slots list`: prints the blocks of all that is named, in order of time. Blocks of a user are not listed under a calendar,
 * so those of the team members of a calendar are listed with it.
 */
export async function list(flags: ListFlags, session: Session, words: readonly string[] = []): Promise<void> {
  checkWords(words)
  checkScope(flags)
  const { zone: named } = await resolveAccount(flags, session)
  const zone = chooseZone(named?.value, session.zone)
  const ranges = rangesOf(flags, { nowMs: session.now(), zone })
  const locationId = await locationOf(flags, session)
  const client = await connect(flags, session)
  const { signal, note } = session
  const found = await findOwners(flags, { client, locationId, session })
  const names = await readNames(found, { client, locationId, signal })
  const owners = ownersToList(found, names)
  const { appointments, group } = flags
  const rows = await readRows(owners, { client, locationId, signal, ranges, appointments, group })
  const doubts = rows.length > 0 ? [] : await findDoubts(found, { group, names }, { client, signal })
  const unread = found.find((each) => each.type === 'calendar' && each.calendar === undefined)
  const text = { subject: describeFound(found, flags, names), ranges, zone, showsOwner: owners.length > 1 }
  // What the token may list is printed, and not taken for all.
  if (rows.length > 0 || unread === undefined || flags.json) await printRows(rows, text, flags, session)
  await note(...doubts.flatMap((doubt) => wrap(doubt)))
  if (unread !== undefined) await client.calendar(unread.id, { signal })
}

/** The ranges of time that are listed. */
function rangesOf({ day = [], from, to }: ListFlags, context: TimeContext): BlockTimes[] {
  const { nowMs, zone } = context
  if (day.length === 0) {
    return [chooseRange({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, context)]
  }
  if (from !== undefined || to !== undefined) {
    throw new UsageError('Give either --day, or --from and --to.')
  }
  const today = dayAt(nowMs, zone.name)
  return day.map((text) => spanOf(readDays(text, today), zone.name))
}

type ListText = {
  readonly subject: string
  readonly ranges: readonly BlockTimes[]
  readonly zone: ChosenZone
  readonly showsOwner: boolean
}

async function printRows(
  rows: readonly Row[],
  text: ListText,
  flags: ListFlags,
  session: Session,
): Promise<void> {
  const { print, note, columns } = session
  const { subject, ranges, zone, showsOwner } = text
  const days = ranges
    .map((range) => daysOf(range, zone.name))
    .map(({ first, last }) => formatDays(first, last))
  const when = `${days.length > 1 || !/ to /.test(days[0] ?? '') ? 'on' : 'from'} ${days.join(', ')}`
  const width = columns === undefined ? {} : { columns }
  const nothing = wrap(`Nothing is blocked for ${subject} ${when}.`, '', width)
  if (flags.json) {
    await print({ json: rows.map(jsonOf), indent: 2 })
    if (rows.length === 0) await note(...nothing)
    return
  }
  if (rows.length === 0) return print(...nothing)
  const lines = writeTable(rows, { zone: zone.name, columns, showsOwner })
  await print(
    ...wrap(`Blocked for ${subject} ${when}, times in ${describeZone(zone)}:`, '', width),
    '',
    ...Array.from(lines, (line) => ({ line })),
  )
  if (rows.every(({ duplicateOf }) => duplicateOf === undefined)) return
  await note('A duplicate is equal to a block before it. Delete it with: block-slots delete ID')
}

const jsonOf = ({ slot, owner, kind, duplicateOf }: Row): unknown => ({
  ...slot,
  kind,
  owner: { type: owner.type, id: owner.id, name: owner.label },
  ...(duplicateOf !== undefined && { duplicateOf }),
})
