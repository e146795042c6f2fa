import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { errorReply } from '../reply.ts'
import { checkLocation } from './auth.ts'
import { withMisspelling } from './list.ts'

/**
 * Reads an appointment, or a block: the service was seen to return one here. It is assumed that neither is returned after
 * it was deleted.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The event, or an error.
 */
export function getAppointment(call: OperationCall, context: SandboxContext): Decision {
  const { appointments, blocks } = context.store
  const event = appointments.get(call.id) ?? blocks.get(call.id)
  if (event === undefined || event.deleted === true) return { reply: errorReply(404, 'Event not found') }
  const error = checkLocation(event.locationId, call)
  return { reply: error ?? { status: 200, body: { appointment: withMisspelling(event) } } }
}
