import {
  type Appointment,
  type BlockSlotsClient,
  isBlockSlotsError,
  isNativeBlock,
} from '@block-slots/client'
import type { YesFlags } from '../confirm.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../error.ts'
import { isAbsent } from '../failure.ts'
import { shownZone } from '../time/zone.ts'
import { describeTimes, describeTitle } from './sentence.ts'
import { endsTheRun } from './write.ts'

/** The options that confirm a change of an event that may be an appointment. */
export type DeleteFlags = YesFlags & { readonly appointment?: true }

type Context = {
  readonly client: BlockSlotsClient
  readonly session: Session
  /** What to do with an appointment. */
  readonly remedy: string
}

/**
 * Reads what an id stands for before it is deleted, and returns it, so that it can be named: appointments of customers have ids of the
 * same kind, and the service deletes them by the same request.
 *
 * @throws UsageError when it is an appointment, or cannot be read, and that is not confirmed.
 * @throws BlockSlotsError when the change would fail for the same reason as the reading.
 */
export async function confirmBlock(
  id: string,
  { appointment, yes }: DeleteFlags,
  { client, session, remedy }: Context,
): Promise<Appointment | undefined> {
  const event = await readEvent(id, { client, session }, appointment ?? yes ?? false)
  if (event === undefined || appointment) return event
  if (isAppointment(event)) throw createEventError(event, 'an appointment', shownZone(session), remedy)
  if (!yes && !isOwnBlock(event)) {
    throw createEventError(
      event,
      foreign,
      shownZone(session),
      'Delete it there, or add --yes to delete it all the same.',
    )
  }
  return event
}

/** The error of another event where a block was meant. */
const createEventError = (event: Appointment, what: string, zone: string, remedy: string): UsageError =>
  new UsageError(
    `Expected ${event.id} to be a block and got ${what}: ${describeTimes(event, zone)}, ` +
      `${describeTitle(event.title)}. ${remedy}`,
  )

const foreign = 'an event of another calendar, or one of a series'

/** True for a block that a create may have made. One that was deleted is left to the service. */
const isOwnBlock = (event: Appointment): boolean => isNativeBlock({ ...event, deleted: false })

/**
 * Makes sure that an event may be replaced by a block.
 *
 * @throws UsageError when it is an appointment, or not of this service.
 */
export function checkReplaceable(event: Appointment, zone: string): void {
  if (isAppointment(event)) {
    throw createEventError(event, 'an appointment', zone, 'Change appointments in HighLevel.')
  }
  if (!isOwnBlock(event)) throw createEventError(event, foreign, zone, 'Change it there.')
}

/** Reads an event; `undefined` when there is none, or when that it cannot be read is confirmed. */
async function readEvent(
  id: string,
  { client, session }: Omit<Context, 'remedy'>,
  isConfirmed: boolean,
): Promise<Appointment | undefined> {
  try {
    return await client.appointment(id, { signal: session.signal })
  } catch (error) {
    if (isAbsent(error) || (isConfirmed && !isHopeless(error))) return undefined
    if (!isBlockSlotsError(error) || isHopeless(error)) throw error
    throw new UsageError(
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
const isHopeless = (error: unknown): boolean => isBlockSlotsError(error, 'invalid-input') || endsTheRun(error)
