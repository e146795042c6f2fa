import { type Answer, isRefusal, refuse, refuseBriefly } from '../reply.ts'
import { type BlockFields, readBlock } from './body.ts'
import type { Call, Outcome, World } from '../context.ts'
import type { SandboxBlock } from '../state/state.ts'

/**
 * Creates a block slot. It looks for no equal one: sending twice blocks twice.
 *
 * @param call The request.
 * @param world The sandbox.
 * @returns The block, or why there is none.
 */
export function createBlockSlot(call: Call, world: World): Outcome {
  const fields = readBlock(call.body)
  if (isRefusal(fields)) return { answer: fields }
  // The wording is assumed; that a create without a location fails is not.
  if (fields.locationId === undefined) return { answer: refuse(422, ['locationId should not be empty']) }
  const refusal = refuseOwner(fields, fields.locationId, call, world)
  if (refusal !== undefined) return { answer: refusal }

  const now = new Date(world.now()).toISOString()
  const event = {
    ...fields,
    id: world.names.id(),
    locationId: fields.locationId,
    dateAdded: now,
    dateUpdated: now,
  }
  return { answer: describe(event, world), change: { change: 'created', of: 'block', event } }
}

/**
 * Replaces title, times and owner of a block slot. What is not sent is lost, so a missing title empties it.
 *
 * @param call The request.
 * @param world The sandbox.
 * @returns The block as it is then, or why it stays.
 */
export function updateBlockSlot(call: Call, world: World): Outcome {
  const fields = readBlock(call.body)
  if (isRefusal(fields)) return { answer: fields }
  const old = world.store.blocks.get(call.id)
  if (old === undefined || old.deleted === true) return { answer: refuse(404, 'Event not found') }
  const refusal =
    refuseLocation(old.locationId, call) ??
    refuseOwner(fields, fields.locationId ?? old.locationId, call, world)
  if (refusal !== undefined) return { answer: refusal }

  const event: SandboxBlock = { ...old, ...fields, dateUpdated: new Date(world.now()).toISOString() }
  if ('calendarId' in fields) delete event.assignedUserId
  else delete event.calendarId
  return { answer: describe(event, world), change: { change: 'updated', of: 'block', event } }
}

/**
 * Deletes a block slot or an appointment.
 *
 * @param call The request.
 * @param world The sandbox.
 * @returns That it is gone, or why not.
 */
export function deleteEvent(call: Call, world: World): Outcome {
  const { blocks, appointments } = world.store
  const block = blocks.get(call.id)
  const appointment = appointments.get(call.id)
  const event = block ?? appointment
  if (event === undefined) return { answer: refuse(404, 'Event not found') }
  const refusal = refuseLocation(event.locationId, call)
  if (refusal !== undefined) return { answer: refusal }
  if (event.deleted === true) return { answer: refuseBriefly(400, 'The event has already been deleted') }

  const answer = { status: world.successStatus, body: { succeeded: true } }
  if (block !== undefined) return { answer, change: { change: 'deleted', of: 'block', event: block } }
  return appointment === undefined
    ? { answer }
    : { answer, change: { change: 'deleted', of: 'appointment', event: appointment } }
}

/** A flat object, without a wrapper. */
function describe(event: SandboxBlock, world: World): Answer {
  const { id, locationId, title, startTime, endTime, calendarId, assignedUserId } = event
  return {
    status: world.successStatus,
    body: { id, locationId, title, startTime, endTime, calendarId, assignedUserId },
  }
}

/**
 * Says why this token refuses a location.
 *
 * @param locationId The location of the request, or of what it is about.
 * @param call The request.
 * @returns A 403, or `undefined` when the token reaches it.
 */
export function refuseLocation(locationId: string, call: Call): Answer | undefined {
  return locationId === call.token.locationId
    ? undefined
    : refuse(403, 'The token does not have access to this location.')
}

function refuseOwner(fields: BlockFields, locationId: string, call: Call, world: World): Answer | undefined {
  const elsewhere = refuseLocation(locationId, call)
  if (elsewhere !== undefined) return elsewhere
  if ('assignedUserId' in fields) {
    // Assumed. Refused rather than accepted, so that a calendar's id sent as a user's is found out.
    const user = world.store.users.get(fields.assignedUserId)
    return user?.locationId === locationId ? undefined : refuse(422, 'The user does not exist.')
  }
  const calendar = world.store.calendars.get(fields.calendarId)
  // Assumed, too: what is seen is the other sentence, for calendars that exist.
  if (calendar?.locationId !== locationId) return refuse(400, 'Calendar not found')
  return calendar.calendarType === 'event'
    ? undefined
    : refuseBriefly(400, 'The calendar is not an event calendar.')
}
