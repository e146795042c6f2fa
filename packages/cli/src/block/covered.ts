import {
  type Appointment,
  BlockSlotsError,
  type BlockSlotsClient,
  coveredAppointments,
  isBlockSlotsError,
} from '@block-slots/client'
import type { BlockTimes } from '@block-slots/helpers'
import { UsageError } from '../error.ts'
import { nameOwner, type Names, type Owner, queryOwnerOf } from './owners.ts'
import { describeTimes, describeTitle } from './sentence.ts'

/** An appointment under a block to create. */
export type Covered = { readonly owner: Owner; readonly appointment: Appointment }

type Search = {
  readonly client: BlockSlotsClient
  readonly locationId: string
  readonly signal: AbortSignal
  readonly ranges: readonly BlockTimes[]
}

/** Finds the appointments of owners that blocks would lie over, each once. One list for each owner has all of its ranges. */
export async function findCovered(owners: readonly Owner[], search: Search): Promise<Covered[]> {
  const found = await Promise.all(owners.map((owner) => coveredOf(owner, search)))
  return [...new Map(found.flat().map((each) => [each.appointment.id, each])).values()]
}

async function coveredOf(owner: Owner, { client, locationId, signal, ranges }: Search): Promise<Covered[]> {
  const startTime = Math.min(...ranges.map((range) => Date.parse(range.startTime)))
  const endTime = Math.max(...ranges.map((range) => Date.parse(range.endTime)))
  const rows = await client.appointments(
    { ...queryOwnerOf(owner), locationId, startTime, endTime },
    { signal },
  )
  const ids = new Set(ranges.flatMap((range) => coveredAppointments(rows, range)).map(({ id }) => id))
  return rows.filter(({ id }) => ids.has(id)).map((appointment) => ({ owner, appointment }))
}

/** The error of a look at appointments that the token may not read. */
export function describeUnreadable(error: unknown): UsageError | undefined {
  if (!isBlockSlotsError(error, 'forbidden')) return undefined
  return new UsageError(
    'Expected to look for appointments in that time first, and the token may not read them. Add the scope "View Calendar ' +
      'Events" (calendars/events.readonly) to it, or add --over-appointments to create the block without a look.',
    { cause: error },
  )
}

/** The most appointments that are named. */
const maxNamed = 5

/** Names appointments: `Anna, Tue 2026-12-01 09:00 to 10:00 in Asia/Kolkata, "Meeting" (id …)`. */
export function nameCovered(
  covered: readonly Covered[],
  { zone, names }: { readonly zone: string; readonly names: Names },
): string {
  const named = covered.slice(0, maxNamed).map(({ owner, appointment }) => {
    const { label } = nameOwner(owner, names)
    return `${label}, ${describeTimes(appointment, zone)}, ${describeTitle(appointment.title)} (id ${appointment.id})`
  })
  const more = covered.length > maxNamed ? [`and ${covered.length - maxNamed} more`] : []
  return [...named, ...more].join('; ')
}

/** The error of a block that would lie over appointments, which a text names. */
export function createCoveredError(covered: readonly Covered[], text: string): BlockSlotsError {
  const what = covered.length === 1 ? 'an appointment' : `${covered.length} appointments`
  return new BlockSlotsError({
    code: 'rejected',
    message: `That time has ${what}: ${text}. Nothing was created.`,
    applied: 'no',
    retry: 'never',
    operation: 'listEvents',
    detail: covered.map(({ appointment }) => appointment.id).join(', '),
    hint: 'Blocks have been reported to cancel appointments under them. Move them first, or add --over-appointments.',
  })
}
