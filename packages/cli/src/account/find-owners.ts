import type { BlockSlotsClient, Calendar } from '@block-slots/client'
import type { Session } from '../session.ts'

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

/** What owners are looked up with. */
export type FindContext = {
  readonly client: BlockSlotsClient
  readonly locationId: string
  readonly session: Session
}

/** Finds the users and calendars that options name, in the order in which they are given: users first. */
export async function findOwners(
  { calendar = [], user = [] }: OwnerFlags,
  { client, session }: FindContext,
): Promise<readonly FoundOwner[]> {
  const { signal } = session
  const calendars = await Promise.all(
    calendar.map(async (id): Promise<FoundOwner> => {
      const found = await client.calendar(id, { signal })
      return { type: 'calendar', id, calendar: found, ...(found.name && { name: found.name }) }
    }),
  )
  return [...user.map((id): FoundOwner => ({ type: 'user', id })), ...calendars]
}
