import type { Appointment, BlockSlotsClient } from '../client.ts'
import { BlockSlotsError } from '../error.ts'
import { scrub } from '../redact.ts'
import type { BlockOwner } from './owner.ts'
import type { Span } from './deadline.ts'

/** An appointment that a block lies over: what is needed to find it and its contact, and no free text. */
export type CoveredAppointment = Pick<
  Appointment,
  'id' | 'startTime' | 'endTime' | 'calendarId' | 'assignedUserId' | 'contactId' | 'appointmentStatus'
>

/** Where and when a block is made. Times are RFC 3339 with an offset. */
type Place = { readonly locationId: string; readonly startTime: string; readonly endTime: string }

/**
 * Reads the appointments under a block, of each owner in turn and each appointment once. Those of a user are asked for
 * by the user, not by the calendar, since the block is seen on all of the user's calendars.
 */
export async function appointmentsUnder(
  client: Pick<BlockSlotsClient, 'appointments'>,
  owners: readonly BlockOwner[],
  { locationId, startTime, endTime }: Place,
  span: Span,
): Promise<CoveredAppointment[]> {
  const found = new Map<string, CoveredAppointment>()
  for (const owner of owners) {
    const who = 'calendarId' in owner ? owner : { userId: owner.assignedUserId }
    const rows = await client.appointments({ ...who, locationId, startTime, endTime }, span('listEvents'))
    for (const row of rows) if (isUnder(row, startTime, endTime)) found.set(row.id, excerptOf(row))
  }
  return [...found.values()]
}

/** Touching ends and cancelled appointments do not count. A time without an offset cannot be compared, so it does. */
function isUnder(row: Appointment, startTime: string, endTime: string): boolean {
  // The service sends the status under a misspelt name as well.
  const { appointmentStatus = row.appoinmentStatus } = row
  if (/^cancell?ed$/i.test(appointmentStatus ?? '')) return false
  const [start, end] = [instantOf(row.startTime), instantOf(row.endTime)]
  return !(start >= Date.parse(endTime) || end <= Date.parse(startTime))
}

const instantOf = (time: string): number =>
  /(?:Z|[+-]\d\d:?\d\d)$/i.test(time) ? Date.parse(time) : Number.NaN

/** Notes and addresses may hold passcodes, and titles names. */
function excerptOf(row: Appointment): CoveredAppointment {
  const { id, startTime, endTime, calendarId, assignedUserId, contactId, appointmentStatus } = row
  const optional = Object.entries({ calendarId, assignedUserId, contactId, appointmentStatus })
  return {
    id,
    startTime,
    endTime,
    ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
  }
}

/** Makes the error for a block that would lie over appointments. */
export function coveredError(found: readonly CoveredAppointment[]): BlockSlotsError {
  const ids = found.map(({ id }) => id)
  return new BlockSlotsError({
    code: 'rejected',
    message: `listEvents: the block would lie over ${ids.length === 1 ? 'an appointment' : `${ids.length} appointments`}; nothing was made.`,
    applied: 'no',
    retry: 'never',
    operation: 'listEvents',
    detail: scrub(ids.join(', '), []),
    hint: 'Blocks have been reported to cancel appointments under them. Move these first, or pass onAppointments "allow", or "report" to block and be given them.',
  })
}
