import { type Calendar, isBlockSlotsError } from '@block-slots/client'
import { UsageError } from '../error.ts'
import { isAbsent } from '../failure.ts'
import { quoteName } from '../text/quote.ts'
import {
  type ListContext,
  type ListedCalendar,
  type ListedUser,
  type Lists,
  type OwnerKind,
  openLists,
  readNames,
} from './lists.ts'
import { isId, matchName } from './match.ts'
import { lacksScope } from './scope.ts'

/** The options that name whose time it is: ids, names or parts of names. Each may be given several times. */
export type OwnerFlags = { readonly calendar?: readonly string[]; readonly user?: readonly string[] }

/** A user or a calendar that an option names. */
export type FoundOwner =
  | { readonly type: 'user'; readonly id: string; readonly name?: string }
  | {
      readonly type: 'calendar'
      readonly id: string
      readonly name?: string
      /** Missing where the token may not read calendars. */
      readonly calendar?: Calendar
    }

/**
 * Checks that an owner is named, before anything is read.
 *
 * @throws UsageError when none is.
 */
export function checkOwnersNamed({ user = [], calendar = [] }: OwnerFlags): void {
  if (user.length + calendar.length > 0) return
  throw new UsageError(
    'Say whose time: --user Anna, or --calendar "Meeting room". Both can be given several times.',
  )
}

/**
 * Finds the users and calendars that options name, in the order in which they are given: users first. An id of a user is used as
 * it is; for a calendar its type is read, which decides whose time a block on it blocks.
 *
 * @throws UsageError when a name is that of none, or of several.
 */
export async function findOwners(
  { calendar = [], user = [] }: OwnerFlags,
  context: ListContext,
): Promise<readonly FoundOwner[]> {
  const lists = openLists(context)
  const owners = await Promise.all([
    ...user.map((text) => findUser(text, lists)),
    ...calendar.map((text) => findCalendar(text, lists, context)),
  ])
  // An owner that is named twice is one.
  return [...new Map(owners.map((owner) => [`${owner.type} ${owner.id}`, owner])).values()]
}

async function findUser(text: string, lists: Lists): Promise<FoundOwner> {
  if (isId(text)) return { type: 'user', id: text }
  const { id, name } = await findNamed('user', text, { list: lists.user, lists })
  return { type: 'user', id, name }
}

async function findCalendar(text: string, lists: Lists, context: ListContext): Promise<FoundOwner> {
  if (isId(text)) return readCalendar(text, context)
  const { id, name, calendar } = await findNamed('calendar', text, { list: lists.calendar, lists })
  return { type: 'calendar', id, name, calendar }
}

async function readCalendar(id: string, context: ListContext): Promise<FoundOwner> {
  const { client, session } = context
  try {
    const calendar = await client.calendar(id, { signal: session.signal })
    return { type: 'calendar', id, calendar, ...(calendar.name && { name: calendar.name }) }
  } catch (error) {
    if (lacksScope(error)) return { type: 'calendar', id }
    if (!isAbsent(error)) throw error
    throw new UsageError(
      `Expected --calendar to name a calendar of this sub-account, and ${await describeStranger(id, context)}`,
      { cause: error },
    )
  }
}

/** Describes an id that is of no calendar: ids of users look alike. */
async function describeStranger(id: string, { client, session }: ListContext): Promise<string> {
  try {
    const { name } = await client.user(id, { signal: session.signal })
    return `${id} is the id of a user${name ? ` (${name})` : ''}. Type: --user ${id}`
  } catch (error) {
    if (isBlockSlotsError(error, 'aborted')) throw error
    return `none has the id ${id}.`
  }
}

const others = { user: 'calendar', calendar: 'user' } as const

/** Finds the row of a list that a text names. */
async function findNamed<Row extends ListedUser | ListedCalendar>(
  kind: OwnerKind,
  text: string,
  { list, lists }: { readonly list: () => Promise<readonly Row[]>; readonly lists: Lists },
): Promise<Row> {
  const rows = await readNames(kind, list)
  const match = matchName(text, rows)
  if (match.kind === 'one') return match.row
  if (match.kind === 'several') throw new UsageError(describeSeveral(kind, text, match.rows))
  const advice =
    (await adviseOther(kind, text, lists)) ??
    adviseSplit(kind, text) ??
    adviseNames(kind, rows, match.suggestion)
  throw new UsageError(
    `Expected --${kind} to name a ${kind} of this sub-account and got "${text}". ${advice}`,
  )
}

/** The most names in a message. */
const maxNames = 8

function describeSeveral(
  kind: OwnerKind,
  text: string,
  rows: readonly (ListedUser | ListedCalendar)[],
): string {
  const shown = rows.slice(0, maxNames).map((row) => `${describeRow(row)}: ${row.id}`)
  const more = rows.length > maxNames ? `; and ${rows.length - maxNames} more` : ''
  return (
    `Expected --${kind} to name one ${kind} and got "${text}", which ${rows.length} ${kind}s have in their names. ` +
    `Give more of the name, or the id: ${shown.join('; ')}${more}.`
  )
}

/** The name of a row, marked where its calendar takes no bookings. */
const describeRow = (row: ListedUser | ListedCalendar): string =>
  'calendar' in row && row.calendar.isActive === false ? `${row.name} (inactive)` : row.name

/** Advises on a name that is one of the other option. That it cannot be looked up changes nothing. */
async function adviseOther(kind: OwnerKind, text: string, lists: Lists): Promise<string | undefined> {
  const other = others[kind]
  try {
    const match = matchName<ListedUser | ListedCalendar>(text, await lists[other]())
    if (match.kind !== 'one') return undefined
    return `It is the name of a ${other}. Type: --${other} ${quoteName(text)}`
  } catch (error) {
    if (isBlockSlotsError(error, 'aborted')) throw error
    return undefined
  }
}

/** Advises on several names in one value. */
function adviseSplit(kind: OwnerKind, text: string): string | undefined {
  if (!text.includes(',')) return undefined
  const parts = text.split(',').map((part) => part.trim())
  return `Give the option once for each: ${parts.map((part) => `--${kind} ${quoteName(part)}`).join(' ')}`
}

function adviseNames(
  kind: OwnerKind,
  rows: readonly (ListedUser | ListedCalendar)[],
  suggestion?: string,
): string {
  const all = `See all with: block-slots ${kind}s`
  if (suggestion !== undefined) return `Did you mean "${suggestion}"? ${all}`
  if (rows.length === 0) return `It has no ${kind}s.`
  if (rows.length > maxNames) return all
  return `Its ${kind}s are ${rows.map(describeRow).join(', ')}.`
}
