import { type BlockSlotsClient, type Calendar, isBlockSlotsError } from '@block-slots/client'
import { UsageError } from '../failure.ts'
import type { Session } from '../session.ts'
import type { Named } from './match.ts'

/** A user, as far as it is looked up. */
export type ListedUser = Named & { readonly name: string; readonly email?: string }
/** A calendar, as far as it is looked up. */
export type ListedCalendar = Named & { readonly name: string; readonly calendar: Calendar }

/** What lists are read with. */
export type ListContext = {
  readonly client: BlockSlotsClient
  readonly locationId: string
  readonly session: Session
}

/** The option that names an owner. */
export type OwnerKind = 'user' | 'calendar'

/** The lists of a sub-account, each of which is read at most once. */
export type Lists = {
  readonly user: () => Promise<readonly ListedUser[]>
  readonly calendar: () => Promise<readonly ListedCalendar[]>
}

/** Opens the lists of a sub-account. */
export function openLists({ client: given, locationId, session: { signal } }: ListContext): Lists {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the client gets the two methods with the contract
  const client = given as unknown as Directory
  return {
    user: once(async () => (await client.users({ locationId }, { signal })).map(listedUser)),
    calendar: once(async () => (await client.calendars({ locationId }, { signal })).map(listedCalendar)),
  }
}

type User = { readonly id: string; readonly name?: string; readonly email?: string }
type List<Row> = (query: { locationId: string }, options: { signal: AbortSignal }) => Promise<readonly Row[]>
type Directory = { readonly users: List<User>; readonly calendars: List<Calendar> }

function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined
  return () => (result ??= read())
}

function listedUser({ id, name, email }: User): ListedUser {
  const shown = name || email || id
  return { id, name: shown, names: email ? [shown, email] : [shown], ...(email && { email }) }
}

const listedCalendar = (calendar: Calendar): ListedCalendar => {
  const { id, name } = calendar
  return { id, name: name || id, names: [name], calendar }
}

const scopes: Readonly<Record<OwnerKind, string>> = { user: 'users.readonly', calendar: 'calendars.readonly' }

/**
 * Reads a list whose names are looked up.
 *
 * @throws UsageError when the token lacks the scope: ids need none.
 */
export async function readNames<Row>(
  kind: OwnerKind,
  read: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  try {
    return await read()
  } catch (error) {
    if (!isBlockSlotsError(error, 'forbidden') || /access to this location/i.test(error.detail ?? ''))
      throw error
    throw new UsageError(
      `Expected the token to have the scope ${scopes[kind]}, by which names of ${kind}s are found, and it has not. ` +
        'Add the scope to the Private Integration, or give ids, which work without it.',
      { cause: error },
    )
  }
}
