import type { Appointment } from '../block.ts'
import { BlockSlotsError } from '../error.ts'
import { scrub } from '../redact.ts'
import { instantOf } from '../validate/date-time.ts'
import type { CalendarCall } from './call.ts'

/** An appointment under a block: the fields to find it and its contact, and no free text. */
export type CoveredAppointment = Pick<
  Appointment,
  'id' | 'startTime' | 'endTime' | 'calendarId' | 'assignedUserId' | 'contactId' | 'appointmentStatus'
>

/**
 * Reads the appointments under a block, each once. Those of a user are listed by the user, not by the calendar, since a block
 * applies to all calendars of its user.
 */
export async function appointmentsUnder({
  client,
  owners,
  block: { locationId, startTime, endTime },
  deadline,
}: CalendarCall): Promise<CoveredAppointment[]> {
  const found = new Map<string, CoveredAppointment>()
  for (const owner of owners) {
    const queryOwner = 'calendarId' in owner ? owner : { userId: owner.assignedUserId }
    const query = { ...queryOwner, locationId, startTime, endTime }
    const rows = await client.appointments(query, deadline.optionsFor('listEvents'))
    for (const one of coveredAppointments(rows, { startTime, endTime })) found.set(one.id, one)
  }
  return [...found.values()]
}

/**
 * Returns the appointments that a block would overlap, without their free text. Cancelled ones and those that touch it do not
 * count; one whose time has no offset cannot be compared, so it counts.
 *
 * @example
 * ```ts
 * import { coveredAppointments } from '@block-slots/client'
 *
 * const appointment = { id: 'a1', title: '', startTime: '2026-12-24T09:00:00+01:00', endTime: '2026-12-24T10:00:00+01:00' }
 * const block = { startTime: '2026-12-24T08:00:00Z', endTime: '2026-12-24T12:00:00Z' }
 * console.log(coveredAppointments([appointment], block).length) // => 1
 * ```
 */
export const coveredAppointments = (
  rows: readonly Appointment[],
  { startTime, endTime }: { readonly startTime: string; readonly endTime: string },
): CoveredAppointment[] => rows.filter((row) => overlaps(row, startTime, endTime)).map(excerptOf)

/** Touching ends and cancelled appointments do not count. A time without an offset cannot be compared, so it counts. */
function overlaps(row: Appointment, startTime: string, endTime: string): boolean {
  // The service sends the status under a misspelt name as well.
  const { appointmentStatus = row.appoinmentStatus } = row
  if (/^cancell?ed$/i.test(appointmentStatus ?? '')) return false
  const [start, end] = [instantOf(row.startTime), instantOf(row.endTime)]
  return !(start >= Date.parse(endTime) || end <= Date.parse(startTime))
}

/** Leaves out notes and addresses, which may hold passcodes, and titles, which may hold names. */
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

/** Creates the error of a block that would overlap appointments. */
export function createCoveredError(found: readonly CoveredAppointment[]): BlockSlotsError {
  const ids = found.map(({ id }) => id)
  const appointments = ids.length === 1 ? 'an appointment' : `${ids.length} appointments`
  return new BlockSlotsError({
    code: 'rejected',
    message: `listEvents: the block would overlap ${appointments}; nothing was created.`,
    applied: 'no',
    retry: 'never',
    operation: 'listEvents',
    detail: scrub(ids.join(', '), []),
    hint: 'Blocks have been reported to cancel appointments under them. Move these first, or pass onAppointments "ignore", or "report" to create the blocks and get the appointments.',
  })
}
