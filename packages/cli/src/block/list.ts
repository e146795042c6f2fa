import type { BlockTimes } from '@block-slots/helpers'
import { resolveAccount } from '../account/account.ts'
import { connect, locationOf, type SharedFlags } from '../account/connect.ts'
import { findOwners, type FoundOwner } from '../account/find-owners.ts'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { dayAt } from '../time/day.ts'
import { readDays, spanOf } from '../time/days.ts'
import { chooseRange } from '../time/range.ts'
import type { TimeContext, TimeFlags } from '../time/times.ts'
import { chooseWeek } from '../time/week.ts'
import { chooseZone, describeZone } from '../time/zone.ts'
import { membersOf, nameOwner, type Owner, ownersToList, readNames } from './owners.ts'
import { type Query, readRows } from './read-rows.ts'
import { checkScope, describeFound, findDoubts, type ScopeFlags } from './scope.ts'

type ListFlags = SharedFlags &
  ScopeFlags &
  Omit<TimeFlags, 'duration'> & {
    readonly day?: readonly string[]
    readonly week?: string | true
    readonly zone?: string
    readonly zoneOf?: readonly string[]
    readonly appointments?: true
  }

/**
 * `block-slots list`: prints the blocks of all that is named, in order of time, or as the picture of a week. Blocks of a user are
 * not listed under a calendar, so those of the team members of a calendar are listed with it.
 */
export async function list(flags: ListFlags, session: Session): Promise<void> {
  checkScope(flags)
  const { zone: named } = await resolveAccount(flags, session)
  const context: TimeContext = {
    nowMs: session.now(),
    // To find out that of the machine takes as long as to load the client: the first request does not wait for it.
    get zone() {
      return chooseZone(named?.value, session)
    },
  }
  checkWhen(flags, context)
  const ranges = flags.week === undefined ? rangesOf(flags, context) : []
  const locationId = await locationOf(flags, session)
  const client = await connect(flags, session)
  const { signal } = session
  const found = await findOwners(flags, { client, locationId, session })
  const query = { client, locationId, signal, appointments: flags.appointments, group: flags.group }
  const listing = { found, query, flags, session }
  await (flags.week === undefined ? listRows(ranges, context, listing) : listWeek(context, listing))
  // What the token may list is printed, and not taken for all.
  const unread = found.find((each) => each.type === 'calendar' && each.calendar === undefined)
  if (unread !== undefined) await client.calendar(unread.id, { signal })
}

type Listing = {
  readonly found: readonly FoundOwner[]
  readonly query: Omit<Query, 'ranges'>
  readonly flags: ListFlags
  readonly session: Session
}

async function listRows(
  ranges: readonly BlockTimes[],
  context: TimeContext,
  listing: Listing,
): Promise<void> {
  const { found, query, flags, session } = listing
  const owners = ownersToList(found)
  // Names are only printed, and what prints is loaded while the requests are in flight.
  const [unnamed, names, { printRows }] = await Promise.all([
    readRows(owners, { ...query, ranges }),
    readNames(found, query),
    afterSending().then(() => import('./list-text.ts')),
  ])
  const rows = unnamed.map((row) => ({ ...row, owner: nameOwner(row.owner, names) }))
  const doubts = rows.length > 0 ? [] : await findDoubts(found, { group: flags.group, names }, query)
  const text = {
    subject: describeFound(found, flags, names),
    ranges,
    zone: context.zone,
    showsOwner: owners.length > 1,
  }
  const isAll = found.every((each) => each.type === 'user' || each.calendar !== undefined)
  // Of a list that is not all, nothing can be said where it is empty.
  if (rows.length > 0 || isAll || flags.json) await printRows(rows, text, flags, session)
  await session.note(...doubts)
}

/** Waits until the requests that were begun are sent. */
const afterSending = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Prints the picture of a week, with each owner in its own zone. */
async function listWeek({ nowMs, zone: chosen }: TimeContext, listing: Listing): Promise<void> {
  const { found, query, flags, session } = listing
  const [{ readZone }, { readZonesOf }] = await Promise.all([
    import('../account/zone.ts'),
    import('./zones.ts'),
  ])
  const [zone, names] = await Promise.all([
    readZone(chosen, query.locationId, query),
    readNames(found, query),
  ])
  // A calendar of a team has no blocks of its own.
  const owners = ownersToList(found)
    .filter(({ type, id }) => type === 'user' || !isOfTeam(found, id))
    .map((owner) => nameOwner(owner, names))
  const zones = readZonesOf(flags.zoneOf ?? [], owners)
  const zoneOf = (owner?: Owner): string => (owner && zones.get(owner)) ?? zone.name
  const monday = chooseWeek(flags.week ?? true, dayAt(nowMs, zoneOf(owners[0])))
  const week = { monday, zoneOf }
  const { drawWeek, spanOfWeek } = await import('./week.ts')
  const rows = await readRows(owners, { ...query, ranges: [spanOfWeek(week, owners)] })
  if (flags.json) {
    const { jsonOf } = await import('./list-text.ts')
    return session.print({ json: rows.map(jsonOf), indent: 2 })
  }
  if (zone.isMachine) await session.note(`Note: times are in ${describeZone(zone)}.`)
  const lines = drawWeek(rows, owners, { week, columns: session.columns, now: nowMs })
  await session.print(...lines.map((line) => ({ line })))
  const doubts = rows.length > 0 ? [] : await findDoubts(found, { group: undefined, names }, query)
  await session.note(...doubts)
}

const isOfTeam = (found: readonly FoundOwner[], id: string): boolean =>
  found.some((each) => each.id === id && membersOf(each).length > 0)

/**
 * Checks that the time is given in one way.
 *
 * @throws UsageError when it is given in two.
 */
function checkWhen({ day = [], from, to, week, zoneOf, group }: ListFlags, context: TimeContext): void {
  if (
    [day.length > 0, from !== undefined || to !== undefined, week !== undefined].filter(Boolean).length > 1
  ) {
    throw new UsageError('Give one of --week, --day, and --from with --to.')
  }
  if (week !== undefined && group !== undefined) {
    throw new UsageError(
      'The picture of a week is of users and calendars. Give --user or --calendar in place of --group.',
    )
  }
  // A mistake is found before anything is read.
  if (week !== undefined) chooseWeek(week, dayAt(context.nowMs, context.zone.name))
  if (zoneOf !== undefined && week === undefined) {
    throw new UsageError(
      '--zone-of is for the picture of a week, where each has its own zone. Add --week, or give --zone.',
    )
  }
}

/** The ranges of time that are listed. */
function rangesOf({ day = [], from, to }: ListFlags, context: TimeContext): BlockTimes[] {
  if (day.length === 0) {
    return [chooseRange({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, context)]
  }
  const { nowMs, zone } = context
  const today = dayAt(nowMs, zone.name)
  return day.map((text) => spanOf(readDays(text, today), zone.name))
}
