import type { BlockedSlot, BlockSlot } from '@block-slots/client'
import { describeTimes } from '@block-slots/helpers'

type Slot = Pick<
  BlockedSlot | BlockSlot,
  'id' | 'title' | 'startTime' | 'endTime' | 'calendarId' | 'assignedUserId'
>

/** Describes a block: a line in a zone, and one in the zone of this machine if its clock differs. */
export function describeSlot(slot: Slot, zone: string, machineZone: string): string[] {
  const { id, title, startTime, endTime, calendarId, assignedUserId } = slot
  const there = timesIn(slot, zone)
  const here = timesIn(slot, machineZone)
  const about = [
    title ? `"${textOf(title)}"` : 'without a title',
    ...(calendarId ? [`calendar ${textOf(calendarId)}`] : []),
    ...(assignedUserId ? [`user ${textOf(assignedUserId)}`] : []),
    `id ${id}`,
  ]
  const differs = here !== undefined && here.replace(machineZone, '') !== there?.replace(zone, '')
  const times = there ?? `${textOf(startTime)} to ${textOf(endTime)}`
  return [`${times}  ${about.join(', ')}`, ...(differs ? [`  here: ${here}`] : [])]
}

/** A field of a response, which may be of another type than the contract says: not an error, because the block was created. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/**
 * The times of a block in one zone; `undefined` when they cannot be read, or the zone of the machine is unknown.
 * Not an error, because the block was created.
 */
function timesIn(slot: Slot, timeZone: string): string | undefined {
  try {
    return describeTimes(slot, { timeZone })
  } catch {
    return undefined
  }
}
