import { refuse } from '../reply.ts'
import { refuseLocation } from './block.ts'
import type { Call, Outcome, World } from '../context.ts'

/**
 * Reads a calendar: its type decides which owner a block needs.
 *
 * @param call The request.
 * @param world The sandbox.
 * @returns The calendar, or why not.
 */
export function getCalendar(call: Call, world: World): Outcome {
  const calendar = world.store.calendars.get(call.id)
  if (calendar === undefined) return { answer: refuse(404, 'Calendar not found') }
  return { answer: refuseLocation(calendar.locationId, call) ?? { status: 200, body: { calendar } } }
}
