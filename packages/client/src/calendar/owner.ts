import { isRecord } from '../guard.ts'
import type { Calendar, CalendarType } from '../block.ts'
import { BlockSlotsError } from '../error.ts'
import { checkId } from '../validate/id.ts'

/** Owner of a block: an event calendar by its own id, any other calendar by a user. */
export type BlockOwner = { readonly calendarId: string } | { readonly assignedUserId: string }

/**
 * Types of calendars whose time is that of their team. One block for each member is known to block a round robin; for the
 * others it follows from a user's block applying to every calendar of that user.
 */
const teamTypes: Readonly<Record<Exclude<CalendarType, 'event'>, true>> = {
  personal: true,
  round_robin: true,
  collective: true,
  class_booking: true,
  service_booking: true,
}

const isTeamType = (type: unknown): type is keyof typeof teamTypes =>
  typeof type === 'string' && Object.keys(teamTypes).includes(type)

/** A calendar's type, and the owners of the blocks that block it. */
export type BlockOwners = { readonly calendarType: CalendarType; readonly owners: readonly BlockOwner[] }

/**
 * Determines the owners of the blocks that block a calendar, each once, in the order of the team.
 *
 * @example
 * ```ts
 * import { blockOwnersOf, createBlockSlotsClient } from '@block-slots/client'
 *
 * const client = createBlockSlotsClient()
 * const requested = { calendarId: 'CVokAlI8fgw4WYWoCtQz', locationId: 'C2QujeCh8ZnC7al2InWR' }
 * const calendar = await client.calendar(requested.calendarId)
 * console.log(blockOwnersOf(calendar, requested).owners) // => [ { calendarId: 'CVokAlI8fgw4WYWoCtQz' } ]
 * ```
 * @throws BlockSlotsError of code `rejected` when the calendar cannot be blocked, `invalid-response` when that is unknown.
 */
export function blockOwnersOf(
  calendar: Calendar,
  requested: { readonly calendarId: string; readonly locationId: string },
): BlockOwners {
  const { calendarId } = requested
  const { calendarType, teamMembers } = calendar
  checkIdentity(calendar, requested)
  if (calendarType === 'event') return { calendarType, owners: [{ calendarId }] }
  if (!isTeamType(calendarType)) {
    const type = String(calendarType)
    throw createTargetError(
      'invalid-response',
      `calendar ${calendarId} has an unknown type${/^[a-z_]{1,40}$/.test(type) ? `, ${type}` : ''}`,
      'Create the blocks with client.create: by calendarId, or by assignedUserId for each user of the calendar.',
    )
  }
  const users = [...new Set(userIdsOf(teamMembers, calendarId))]
  if (users.length === 0) {
    throw createTargetError(
      'rejected',
      `calendar ${calendarId} has no team members, so there is no user whose time could be blocked`,
      'Add a team member in the settings of the calendar, or block users with client.create.',
    )
  }
  if (calendarType === 'personal' && users.length > 1) {
    throw createTargetError(
      'invalid-response',
      `calendar ${calendarId} is personal and has ${users.length} team members; a personal one has one`,
      'Create the block with client.create for the intended user.',
    )
  }
  return { calendarType, owners: users.map((assignedUserId) => ({ assignedUserId })) }
}

/** Values of the response stay out of the messages: they may hold secrets, and the tokens to redact are unknown here. */
function checkIdentity(
  calendar: Calendar,
  { calendarId, locationId }: { readonly calendarId: string; readonly locationId: string },
): void {
  if (calendar.id !== calendarId) {
    throw createTargetError(
      'invalid-response',
      `calendar ${calendarId} was requested, and another one was returned`,
    )
  }
  // Not every response names the location.
  if (calendar.locationId && calendar.locationId !== locationId) {
    throw createTargetError(
      'rejected',
      `calendar ${calendarId} is not of location ${locationId}`,
      'Correct locationId or calendarId. client.calendar(calendarId) returns the location.',
    )
  }
}

/** Reads the ids of the members. An invalid one is rejected, not left out: that user's time would stay bookable. */
function userIdsOf(members: unknown, calendarId: string): string[] {
  const rows: unknown[] = Array.isArray(members) ? members : []
  return rows.map((member, at) => {
    try {
      return checkId('userId', isRecord(member) ? member.userId : undefined)
    } catch {
      throw createTargetError(
        'invalid-response',
        `team member ${at + 1} of calendar ${calendarId} has no valid user id`,
        'Remove that member in the settings of the calendar and add it again, or block users with client.create.',
      )
    }
  })
}

/** Creates the error of a calendar that cannot be blocked as it is. Nothing was created by then. */
function createTargetError(
  code: 'rejected' | 'invalid-response',
  message: string,
  hint?: string,
): BlockSlotsError {
  const operation = 'getCalendar'
  return new BlockSlotsError({
    code,
    message: `${operation}: ${message}.`,
    applied: 'no',
    retry: 'never',
    operation,
    hint,
  })
}
