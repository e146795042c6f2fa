import type { BlockSlotsClient, Calendar, User } from '@block-slots/client'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import type { Named } from './match.ts'
import { lacksScope } from './scope.ts'

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
export function openLists({ client, locationId, session: { signal } }: ListContext): Lists {
  return {
    user: once(async () => (await client.users({ locationId }, { signal })).map(listedUser)),
    calendar: once(async () => (await client.calendars({ locationId }, { signal })).map(listedCalendar)),
  }
}

function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined
  return () => (result ??= read())
}

function listedUser({ id, name, firstName, lastName, email }: User): ListedUser {
  const whole = [firstName, lastName].filter(Boolean).join(' ')
  const names = [name, whole].flatMap((each) => each || [])
  return { id, name: names[0] ?? (email || id), names, ...(email && { email, aliases: [email] }) }
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
    if (!lacksScope(error)) throw error
    throw new UsageError(
      `Expected the token to have the scope ${scopes[kind]}, by which names of ${kind}s are found, and it has not. ` +
        `An id works without it: --${kind} ID`,
      { cause: error },
    )
  }
}
