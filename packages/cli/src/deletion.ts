import { type Appointment, type BlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
import type { Session } from './connect.ts'
import { isAbsent, UsageError } from './failure.ts'
import { describeSlot } from './print.ts'

/** The options that confirm a deletion. */
export type DeleteFlags = { readonly appointment?: true; readonly yes?: true }

/**
 * Reads what an id stands for before it is deleted: the service deletes appointments of customers by the same request as
 * blocks. Returns why it must not be deleted; `undefined` when it may be.
 *
 * @throws BlockSlotsError when the deletion would fail for the same reason as the reading.
 */
export async function deletionOf(
  id: string,
  { appointment, yes }: DeleteFlags,
  { client, session }: { readonly client: BlockSlotsClient; readonly session: Session },
): Promise<UsageError | undefined> {
  if (appointment) return undefined
  try {
    const event = await client.appointment(id, { signal: session.signal })
    if (!isAppointment(event)) return undefined
    const [line] = describeSlot(event, session.zone, session.zone)
    return new UsageError(
      `Expected ${id} to be a block and got an appointment: ${line}. Add --appointment to delete the appointment.`,
    )
  } catch (error) {
    if (isAbsent(error) || (yes && !endsTheRun(error))) return undefined
    if (!isBlockSlotsError(error) || endsTheRun(error)) throw error
    return new UsageError(
      `Expected to read ${id}, which may be an appointment, before it is deleted, and failed. ${error.message}. ` +
        'Nothing was deleted. Add --yes to delete it whatever it is.',
      { cause: error },
    )
  }
}

/** A block names neither a contact nor a status; an appointment names at least one of them. */
const isAppointment = ({ contactId, appointmentStatus, appoinmentStatus }: Appointment): boolean =>
  [contactId, appointmentStatus, appoinmentStatus].some((value) => value !== undefined && value !== null)

/** True for what no confirmation helps against. */
const endsTheRun = (error: unknown): boolean =>
  isBlockSlotsError(error) &&
  ['invalid-input', 'aborted', 'rate-limited', 'unauthenticated', 'reauthorization-required'].includes(
    error.code,
  )
