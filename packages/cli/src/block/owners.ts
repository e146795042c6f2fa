import { type BlockOwner, blockOwnersOf, type BlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
import type { FoundOwner } from '../account/find-owners.ts'

/** Whose time is blocked, or listed: a user, or a calendar by its own id. */
export type Owner = { readonly type: 'user' | 'calendar'; readonly id: string; readonly label: string }

/** The names of users by their ids. An id without a name stands for itself. */
export type Names = ReadonlyMap<string, string>

/** The owner with its name, where that is known. */
export const nameOwner = (owner: Owner, names: Names): Owner => ({
  ...owner,
  label: names.get(owner.id) ?? owner.label,
})

/** The owners of the blocks that block what was named: the team members of a calendar that is not of type `event`. */
export function ownersToBlock(found: readonly FoundOwner[], locationId: string): Owner[] {
  return unique(
    found.flatMap((each) => {
      if (each.type === 'user' || each.calendar === undefined) return [ownerOf(each)]
      const { owners } = blockOwnersOf(each.calendar, { calendarId: each.id, locationId })
      return owners.map((owner) => fromBlockOwner(owner, each))
    }),
  )
}

const fromBlockOwner = (owner: BlockOwner, calendar: FoundOwner): Owner =>
  'calendarId' in owner ? ownerOf(calendar) : ownerOf({ type: 'user', id: owner.assignedUserId })

/** The owners whose lists show what blocks the time of what was named: blocks of users are not listed under a calendar. */
export function ownersToList(found: readonly FoundOwner[]): Owner[] {
  return unique(
    found.flatMap((each) => [ownerOf(each), ...membersOf(each).map((id) => ownerOf({ type: 'user', id }))]),
  )
}

/**
 * The team members of a calendar, each once; of a user none.
 *
 * @throws Error when one has no id: its blocks would be missing from a list that looks complete.
 */
export function membersOf(found: FoundOwner): string[] {
  if (found.type === 'user' || found.calendar === undefined) return []
  const { id, calendar } = found
  if (calendar.id !== id) throw new Error(`calendar ${id} was requested, and another one was returned`)
  const rows: unknown = calendar.teamMembers ?? []
  const members: unknown[] = Array.isArray(rows) ? rows.map((member) => Object(member).userId) : [undefined]
  return [...new Set(members)].map((member) => {
    if (typeof member === 'string' && member !== '') return member
    throw new Error(`calendar ${id} has a team member without an id, whose blocks cannot be listed`)
  })
}

/** The owner in the field of a block. */
export const blockOwnerOf = ({ type, id }: Owner): BlockOwner =>
  type === 'user' ? { assignedUserId: id } : { calendarId: id }

/** The owner in the field of a query. */
export const queryOwnerOf = ({ type, id }: Owner): { userId: string } | { calendarId: string } =>
  type === 'user' ? { userId: id } : { calendarId: id }

const ownerOf = ({ type, id, name }: Pick<FoundOwner, 'type' | 'id' | 'name'>): Owner => ({
  type,
  id,
  label: name ?? id,
})

/** Each owner once, where a person is named and is a member of a calendar as well. */
const unique = (owners: readonly Owner[]): Owner[] => [
  ...new Map(owners.map((owner) => [`${owner.type} ${owner.id}`, owner])).values(),
]

/**
 * Reads the names of people that are known by id alone: the team members of calendars, and users that were given by id. A token
 * may lack the scope for it, and then their ids stand for them.
 */
export async function readNames(
  found: readonly FoundOwner[],
  { client, locationId, signal }: { client: BlockSlotsClient; locationId: string; signal: AbortSignal },
): Promise<Names> {
  const known = found.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const]))
  const names = new Map(known)
  const ids = found.flatMap((each) => (each.type === 'user' ? [each.id] : membersOf(each)))
  if (ids.every((id) => names.has(id))) return names
  try {
    const users = await client.users({ locationId }, { signal })
    return new Map([...users.flatMap(({ id, name }) => (name ? [[id, name] as const] : [])), ...known])
  } catch (error) {
    if (isBlockSlotsError(error, 'aborted')) throw error
    return names
  }
}
