import type { Calendar } from '@block-slots/client'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { connect, locationOf, type SharedFlags } from './connect.ts'
import { type Lists, openLists, type OwnerKind } from './lists.ts'
import { filterNames, type Named, suggestName } from './match.ts'
import { lacksScope } from './scope.ts'
import { layOutRows } from './table.ts'

/** `block-slots users`: prints the users of the sub-account with their ids. */
export async function listUsers(
  filter: string | undefined,
  flags: SharedFlags,
  session: Session,
): Promise<void> {
  const lists = await open(flags, session)
  const users = select('user', filter, await lists.user())
  if (flags.json) {
    await session.print({ json: users.map(({ id, name, email }) => ({ id, name, email })), indent: 2 })
    return
  }
  const header = ['User', 'Id for --user', 'Email'] as const
  await session.print(
    ...(users.length === 0
      ? ['This sub-account has no users.']
      : layOutRows(
          header,
          users.map(({ id, name, email = '' }) => [name, id, email]),
          session.columns,
        )),
  )
}

/** `block-slots calendars`: prints the calendars of the sub-account with their ids, and whose time a block on each blocks. */
export async function listCalendars(
  filter: string | undefined,
  flags: SharedFlags,
  session: Session,
): Promise<void> {
  const lists = await open(flags, session)
  const [rows, nameOf] = await Promise.all([lists.calendar(), readUserNames(lists, session)])
  const calendars = select('calendar', filter, rows)
  if (flags.json) {
    const json = calendars.map(({ calendar }) => ({
      id: calendar.id,
      name: calendar.name,
      calendarType: calendar.calendarType,
      isActive: calendar.isActive,
      blocks: blockedBy(calendar).map(({ calendarId, userId }) =>
        userId === undefined ? { calendarId } : { userId, name: nameOf(userId) },
      ),
    }))
    await session.print({ json, indent: 2 })
    return
  }
  const header = ['Calendar', 'Id for --calendar', 'Type: whose time a block on it takes'] as const
  await session.print(
    ...(calendars.length === 0
      ? ['This sub-account has no calendars.']
      : layOutRows(
          header,
          calendars.map(({ id, name, calendar }) => [name, id, describeCalendar(calendar, nameOf)]),
          session.columns,
        )),
  )
}

async function open(flags: SharedFlags, session: Session): Promise<Lists> {
  const locationId = await locationOf(flags, session)
  return openLists({ client: await connect(flags, session), locationId, session })
}

/** Selects the rows that have a text in their names. */
function select<Row extends Named>(
  kind: OwnerKind,
  text: string | undefined,
  rows: readonly Row[],
): readonly Row[] {
  if (text === undefined) return rows
  const found = filterNames(text, rows)
  if (found.length > 0) return found
  const suggestion = suggestName(text, rows)
  throw new UsageError(
    `Expected a part of the name of a ${kind} and got "${text}", which none of the ${rows.length} has.` +
      (suggestion === undefined ? ` Leave it out to see all.` : ` Did you mean "${suggestion}"?`),
  )
}

/** Returns the names of users. Without the scope for them they are ids. */
async function readUserNames(lists: Lists, session: Session): Promise<(id: string) => string> {
  try {
    const names = new Map((await lists.user()).map(({ id, name }) => [id, name]))
    return (id) => names.get(id) ?? id
  } catch (error) {
    if (!lacksScope(error)) throw error
    await session.note(
      'Note: users are shown as ids, since the token does not have the scope users.readonly.',
    )
    return (id) => id
  }
}

type Blocked =
  | { readonly calendarId: string; readonly userId?: never }
  | { readonly userId: string; readonly calendarId?: never }

/** Lists whose time a block on a calendar blocks: that of the calendar itself, or that of its team members. */
function blockedBy({ id, calendarType, teamMembers = [] }: Calendar): readonly Blocked[] {
  if (calendarType === 'event') return [{ calendarId: id }]
  return teamMembers.flatMap(({ userId }) => (userId ? [{ userId }] : []))
}

/** Describes whose time a block on a calendar blocks: `round robin: Anna, Ben`. */
export function describeCalendar(calendar: Calendar, nameOf: (id: string) => string): string {
  const { calendarType = 'without a type', isActive } = calendar
  const type =
    calendarType.replace(/_booking$/, '').replaceAll('_', ' ') + (isActive === false ? ', inactive' : '')
  if (calendarType === 'event') return `${type}: the calendar itself`
  const names = blockedBy(calendar).map(({ userId = '' }) => nameOf(userId))
  return names.length === 0 ? `${type}: it has no team members` : `${type}: ${names.join(', ')}`
}
