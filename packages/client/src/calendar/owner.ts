import { checkId } from '../validate/block.ts'
import type { Calendar, CalendarType } from '../client.ts'
import { BlockSlotsError } from '../error.ts'
import { isRecord } from '../guard.ts'

/** Whom a block is made for: an event calendar by its own id, everything else by a user. */
export type BlockOwner = { readonly calendarId: string } | { readonly assignedUserId: string }

/**
 * The types whose time is that of their team. Of round robin it is known that one block for each member does it; of the
 * others it follows from a block of a user being seen on every calendar of that user.
 */
const teams = new Set<unknown>(['personal', 'round_robin', 'collective', 'class_booking', 'service_booking'])

const isTeamType = (type: unknown): type is CalendarType => teams.has(type)

/** What a calendar is, and for whom blocks are made so that it is blocked. */
type Target = { readonly calendarType: CalendarType; readonly owners: readonly BlockOwner[] }

/**
 * Decides for whom blocks have to be made so that a calendar is blocked: each owner once, in the order of the team.
 *
 * @throws BlockSlotsError of code `rejected` when the calendar does not allow it, `invalid-response` when it cannot be told.
 */
export function targetOf(
  calendar: Calendar,
  { calendarId, locationId }: { readonly calendarId: string; readonly locationId: string },
): Target {
  const { calendarType, teamMembers } = calendar
  // What the service said is not repeated in words: this place does not know the tokens that would have to be hidden.
  if (calendar.id !== calendarId) {
    throw unfit('invalid-response', `calendar ${calendarId} was asked for, and another one came`)
  }
  // Not every answer names the location.
  if (calendar.locationId && calendar.locationId !== locationId) {
    throw unfit(
      'rejected',
      `calendar ${calendarId} is not of location ${locationId}`,
      'Correct locationId or calendarId. client.calendar(calendarId) tells the location.',
    )
  }
  if (calendarType === 'event') return { calendarType, owners: [{ calendarId }] }
  if (!isTeamType(calendarType)) {
    const type = String(calendarType)
    throw unfit(
      'invalid-response',
      `calendar ${calendarId} has a type that is not known${/^[a-z_]{1,40}$/.test(type) ? `, ${type}` : ''}`,
      'Make the blocks yourself with client.create: by calendarId, or by assignedUserId for each user of the calendar.',
    )
  }
  const users = [...new Set(userIdsOf(teamMembers, calendarId))]
  if (users.length === 0) {
    throw unfit(
      'rejected',
      `calendar ${calendarId} has no team members, so there is nobody whose time could be blocked`,
      'Add a team member in the settings of the calendar, or block users with client.create.',
    )
  }
  if (calendarType === 'personal' && users.length > 1) {
    throw unfit(
      'invalid-response',
      `calendar ${calendarId} is personal and has ${users.length} team members; a personal one has one`,
      'Make the block with client.create for the user that is meant.',
    )
  }
  return { calendarType, owners: users.map((assignedUserId) => ({ assignedUserId })) }
}

/** The ids of the members. One that cannot be read is refused, not left out: its time would stay bookable. */
function userIdsOf(members: unknown, calendarId: string): string[] {
  const rows: unknown[] = Array.isArray(members) ? members : []
  return rows.map((member, at) => {
    try {
      return checkId('userId', isRecord(member) ? member.userId : undefined)
    } catch {
      throw unfit(
        'invalid-response',
        `team member ${at + 1} of calendar ${calendarId} has no id that could be blocked`,
        'Remove that member in the settings of the calendar and add it again, or block users with client.create.',
      )
    }
  })
}

/** Makes the error for a calendar that cannot be blocked as it is. Nothing was made by then. */
function unfit(code: 'rejected' | 'invalid-response', message: string, hint?: string): BlockSlotsError {
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
