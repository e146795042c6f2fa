import {
  type BlockedSlot,
  type BlockSlotsClient,
  type Calendar,
  isBlockSlotsError,
  type QueryOwner,
} from '@block-slots/client'
import { toOffsetDateTime } from '@block-slots/helpers'
import { printResult, type OwnerFlags } from './commands.ts'
import { connect, locationOf, type SharedFlags } from '../account/connect.ts'
import type { Session } from '../session.ts'
import { isAbsent, UsageError } from '../failure.ts'
import { describeSlot } from './print.ts'
import { chooseRange, type TimeFlags } from '../time/times.ts'

type ListFlags = SharedFlags & OwnerFlags & Partial<TimeFlags>

/** What is looked at for a list. */
type Scope = {
  readonly owners: readonly QueryOwner[]
  readonly description: string
  /** Why it is not all that was asked for. */
  readonly failure?: unknown
}

/**
 * `block-slots list`: prints the blocks in order of time. Blocks of a user are not listed under a calendar, so those of the
 * team members of a calendar are listed with it.
 */
export async function list(flags: ListFlags, session: Session): Promise<void> {
  const { zone = session.zone } = flags
  const owner = ownerOf(flags)
  const range = chooseRange(flags, session.now())
  const locationId = await locationOf(flags, session)
  const client = await connect(flags, session)
  const { signal } = session
  const { owners, description, failure } = await scopeOf(owner, client, signal)
  const lists = await Promise.all(
    owners.map((each) => client.list({ ...each, locationId, ...range }, { signal })),
  )
  const slots = inOrder(lists.flat())
  const isEmpty = slots.length === 0
  const subject =
    isEmpty && owner.userId !== undefined ? await describeUser(owner.userId, client, signal) : description
  const lookedAt = `Looked at ${subject}.`
  const [start, end] = [range.startTime, range.endTime].map((time) =>
    toOffsetDateTime(time, { timeZone: zone }),
  )
  const nothing = failure === undefined ? [`Nothing is blocked from ${start} to ${end}. ${lookedAt}`] : []
  await printResult(flags, session, slots, () =>
    isEmpty ? nothing : slots.flatMap((slot) => describeSlot(slot, zone, session.zone)),
  )
  if (failure !== undefined) throw failure
  if (isEmpty ? flags.json : owners.length > 1) await session.note(lookedAt)
}

function ownerOf({ calendar, user, group }: OwnerFlags): QueryOwner {
  const owners = [
    calendar !== undefined && { calendarId: calendar },
    user !== undefined && { userId: user },
    group !== undefined && { groupId: group },
  ].filter((owner) => owner !== false)
  const [owner] = owners
  if (owner !== undefined && owners.length === 1) return owner
  throw new UsageError(
    'Give exactly one of --calendar, --user and --group. Blocks of a user are listed only by --user.',
  )
}

/** Finds out whose blocks block the time of an owner. A calendar that does not exist is an error, and no empty list. */
async function scopeOf(owner: QueryOwner, client: BlockSlotsClient, signal: AbortSignal): Promise<Scope> {
  const { calendarId, userId, groupId } = owner
  const owners = [owner]
  if (userId !== undefined) return { owners, description: `user ${userId}` }
  if (calendarId === undefined) {
    const description =
      `the calendars of group ${groupId} and not at their team members, whose blocks --user lists. A group that does not ` +
      'exist has no blocks either'
    return { owners, description }
  }
  try {
    const calendar = await client.calendar(calendarId, { signal })
    const members = membersOf(calendar, calendarId)
    const { name, calendarType = 'without a type' } = calendar
    const team = members.length === 0 ? 'without team members' : `and its team members ${members.join(', ')}`
    return {
      owners: [...owners, ...members.map((member) => ({ userId: member }))],
      description: `calendar ${calendarId} "${name}" (${calendarType}) ${team}`,
    }
  } catch (failure) {
    // The token may lack the scope to read calendars. What it may list is printed, and not taken for all.
    if (isBlockSlotsError(failure, 'forbidden')) return { owners, description: '', failure }
    throw failure
  }
}

/**
 * Describes a user without blocks: the service lists nothing for an id that does not exist as well.
 *
 * @throws BlockSlotsError when the user does not exist. That this cannot be found out is no error: the list is complete.
 */
async function describeUser(userId: string, client: BlockSlotsClient, signal: AbortSignal): Promise<string> {
  try {
    const { name } = await client.user(userId, { signal })
    return name === undefined ? `user ${userId}` : `user ${userId} "${name}"`
  } catch (error) {
    if (isAbsent(error) || isBlockSlotsError(error, 'aborted')) throw error
    const reason = error instanceof Error ? error.message : String(error)
    return `user ${userId}, who may not exist: that could not be read (${reason})`
  }
}

function membersOf({ id, teamMembers }: Calendar, calendarId: string): string[] {
  if (id !== calendarId) throw new Error(`calendar ${calendarId} was requested, and another one was returned`)
  const rows: unknown = teamMembers ?? []
  const members: unknown[] = Array.isArray(rows) ? rows.map((member) => Object(member).userId) : [undefined]
  return [...new Set(members)].map((member) => {
    if (typeof member === 'string' && member !== '') return member
    throw new Error(`calendar ${calendarId} has a team member without an id, whose blocks cannot be listed`)
  })
}

/** Removes rows that are in several lists, and sorts by time. */
function inOrder(slots: readonly BlockedSlot[]): BlockedSlot[] {
  const rows = [...new Map(slots.map((slot) => [slot.id, slot])).values()]
  rows.sort((one, other) => Date.parse(one.startTime) - Date.parse(other.startTime) || 0)
  return rows
}
