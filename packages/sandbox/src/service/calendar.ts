import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { errorReply, isReply } from '../reply.ts'
import { checkLocation } from './auth.ts'
import { parseQuery } from './query.ts'

/**
 * Reads a calendar. Its type decides which owner a block needs.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The calendar, or an error.
 */
export function getCalendar(call: OperationCall, context: SandboxContext): Decision {
  const calendar = context.store.calendars.get(call.id)
  if (calendar === undefined) return { reply: errorReply(404, 'Calendar not found') }
  return { reply: checkLocation(calendar.locationId, call) ?? { status: 200, body: { calendar } } }
}

/**
 * Lists the calendars of a location, drafts among them unless `showDrafted` is false. That a group which does not exist has
 * none, and the wording for another value of `showDrafted`, are assumed.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The list, or an error.
 */
export function listCalendars(call: OperationCall, context: SandboxContext): Decision {
  const query = parseQuery(call, ['locationId'], ['groupId', 'showDrafted'])
  if (isReply(query)) return { reply: query }
  const { locationId, groupId, showDrafted = 'true' } = query
  if (showDrafted !== 'true' && showDrafted !== 'false') {
    return { reply: errorReply(422, ['showDrafted must be a boolean value']) }
  }
  const error = checkLocation(locationId, call)
  if (error !== undefined) return { reply: error }
  const calendars = [...context.store.calendars.values()].filter(
    (calendar) =>
      calendar.locationId === locationId &&
      (groupId ?? calendar.groupId) === calendar.groupId &&
      (showDrafted === 'true' || calendar.isActive !== false),
  )
  return { reply: { status: 200, body: { calendars } } }
}
