import { type BlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
import type { FoundOwner, OwnerFlags } from '../account/find-owners.ts'
import { UsageError } from '../error.ts'
import { isAbsent } from '../failure.ts'
import { describeMessage } from '../message.ts'
import { joinNames } from '../text/names.ts'
import { membersOf, type Names } from './owners.ts'

/** The options that say whose lists are read. */
export type ScopeFlags = OwnerFlags & { readonly group?: string }

/**
 * Checks that a list is of something.
 *
 * @throws UsageError when nothing is named.
 */
export function checkScope({ user = [], calendar = [], group }: ScopeFlags): void {
  if (user.length + calendar.length > 0 || group !== undefined) return
  throw new UsageError(
    'Say whose time: --user Anna, --calendar "Meeting room" or --group ID. See the names with: block-slots users',
  )
}

/** Names what a list is of: `Sales calls (round_robin) with its team members Anna and Ben`. */
export function describeFound(found: readonly FoundOwner[], { group }: ScopeFlags, names: Names): string {
  const ofGroup = group === undefined ? [] : [`the calendars of group ${group}, without their team members`]
  return joinNames([...found.map((each) => describeOne(each, names)), ...ofGroup])
}

function describeOne(found: FoundOwner, names: Names): string {
  const label = found.name ?? names.get(found.id) ?? found.id
  const members = membersOf(found)
  if (members.length === 0) return label
  const people = members.map((id) => names.get(id) ?? id)
  return `${label} with its team member${people.length === 1 ? '' : 's'} ${joinNames(people)}`
}

/**
 * Finds what speaks against an empty list: the service lists nothing for users and groups that do not exist as well.
 *
 * @throws BlockSlotsError when a user does not exist. That this cannot be found out is no error: the list is complete.
 */
export async function findDoubts(
  found: readonly FoundOwner[],
  { group, names }: { readonly group: string | undefined; readonly names: Names },
  { client, signal }: { readonly client: BlockSlotsClient; readonly signal: AbortSignal },
): Promise<string[]> {
  const users = found.filter(({ type, id }) => type === 'user' && !names.has(id))
  const doubts = await Promise.all(users.map(({ id }) => doubtUser(id, client, signal)))
  const ofGroup = group === undefined ? [] : ['A group that does not exist has an empty list as well.']
  return [...doubts.flat(), ...ofGroup]
}

async function doubtUser(id: string, client: BlockSlotsClient, signal: AbortSignal): Promise<string[]> {
  try {
    await client.user(id, { signal })
    return []
  } catch (error) {
    if (isBlockSlotsError(error, 'aborted')) throw error
    if (isAbsent(error)) {
      throw new UsageError(`There is no user ${id} in this sub-account. See them with: block-slots users`, {
        cause: error,
      })
    }
    const reason = describeMessage(error instanceof Error ? error.message : String(error))
    return [`Whether there is a user ${id} could not be read: ${reason}`]
  }
}
