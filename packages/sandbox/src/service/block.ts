import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { errorReply, errorReplyWithoutName, isReply, type Reply } from '../reply.ts'
import type { SandboxBlock } from '../state/state.ts'
import { checkLocation } from './auth.ts'
import { type BlockFields, parseBlock } from './body.ts'

/**
 * Creates a block slot. It does not deduplicate: two equal requests make two blocks.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The block, or an error.
 */
export function createBlockSlot(call: OperationCall, context: SandboxContext): Decision {
  const fields = parseBlock(call.body)
  if (isReply(fields)) return { reply: fields }
  // The wording is assumed; that a create without a location fails is not.
  if (fields.locationId === undefined) return { reply: errorReply(422, ['locationId should not be empty']) }
  const error = checkOwner(fields, fields.locationId, call, context)
  if (error !== undefined) return { reply: error }

  const now = new Date(context.now()).toISOString()
  const event = {
    ...fields,
    id: context.ids.id(),
    locationId: fields.locationId,
    dateAdded: now,
    dateUpdated: now,
  }
  return { reply: blockReply(event, context), change: { change: 'created', of: 'block', event } }
}

/**
 * Replaces title, times and owner of a block slot. A field that is not sent is lost: a missing title becomes empty.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The block after the update, or an error.
 */
export function updateBlockSlot(call: OperationCall, context: SandboxContext): Decision {
  const fields = parseBlock(call.body)
  if (isReply(fields)) return { reply: fields }
  const old = context.store.blocks.get(call.id)
  if (old === undefined || old.deleted === true) return { reply: errorReply(404, 'Event not found') }
  const error =
    checkLocation(old.locationId, call) ??
    checkOwner(fields, fields.locationId ?? old.locationId, call, context)
  if (error !== undefined) return { reply: error }

  const { calendarId: _, assignedUserId: __, ...kept } = old
  const event: SandboxBlock = { ...kept, ...fields, dateUpdated: new Date(context.now()).toISOString() }
  return { reply: blockReply(event, context), change: { change: 'updated', of: 'block', event } }
}

/**
 * Deletes a block slot or an appointment.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The success, or an error.
 */
export function deleteEvent(call: OperationCall, context: SandboxContext): Decision {
  const { blocks, appointments } = context.store
  const block = blocks.get(call.id)
  const appointment = appointments.get(call.id)
  const event = block ?? appointment
  if (event === undefined) return { reply: errorReply(404, 'Event not found') }
  const error = checkLocation(event.locationId, call)
  if (error !== undefined) return { reply: error }
  if (event.deleted === true) {
    return { reply: errorReplyWithoutName(400, 'The event has already been deleted') }
  }

  const reply = { status: context.successStatus, body: { succeeded: true } }
  if (block !== undefined) return { reply, change: { change: 'deleted', of: 'block', event: block } }
  return appointment === undefined
    ? { reply }
    : { reply, change: { change: 'deleted', of: 'appointment', event: appointment } }
}

/** The block as a flat object, without a wrapper. */
function blockReply(event: SandboxBlock, context: SandboxContext): Reply {
  const { id, locationId, title, startTime, endTime, calendarId, assignedUserId } = event
  return {
    status: context.successStatus,
    body: { id, locationId, title, startTime, endTime, calendarId, assignedUserId },
  }
}

function checkOwner(
  fields: BlockFields,
  locationId: string,
  call: OperationCall,
  context: SandboxContext,
): Reply | undefined {
  const forbidden = checkLocation(locationId, call)
  if (forbidden !== undefined) return forbidden
  if ('assignedUserId' in fields) {
    // Assumed. Rejected rather than accepted, so that a test finds the id of a calendar sent as that of a user.
    const user = context.store.users.get(fields.assignedUserId)
    return user?.locationId === locationId ? undefined : errorReply(422, 'The user does not exist.')
  }
  const calendar = context.store.calendars.get(fields.calendarId)
  // Assumed as well. The other message was seen, for calendars that exist.
  if (calendar?.locationId !== locationId) return errorReply(400, 'Calendar not found')
  return calendar.calendarType === 'event'
    ? undefined
    : errorReplyWithoutName(400, 'The calendar is not an event calendar.')
}
