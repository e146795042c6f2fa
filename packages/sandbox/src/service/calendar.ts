import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { errorReply } from '../reply.ts'
import { checkLocation } from './auth.ts'

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
