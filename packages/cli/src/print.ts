import type { BlockedSlot, BlockSlot } from '@block-slots/client'
import { describeTimes } from '@block-slots/helpers'

type Slot = Pick<
  BlockedSlot | BlockSlot,
  'id' | 'title' | 'startTime' | 'endTime' | 'calendarId' | 'assignedUserId'
>

/** Formats a block: a line in a zone, and one in the zone of this machine if its clock differs. */
export function describeSlot(slot: Slot, zone: string, machineZone: string): string {
  const { id, title, startTime, endTime, calendarId, assignedUserId } = slot
  const there = timesIn(slot, zone)
  const here = timesIn(slot, machineZone)
  const about = [
    title ? `"${title}"` : 'without a title',
    ...(calendarId ? [`calendar ${calendarId}`] : []),
    ...(assignedUserId ? [`user ${assignedUserId}`] : []),
    `id ${id}`,
  ]
  const differs = here !== undefined && here.replace(machineZone, '') !== there?.replace(zone, '')
  const line = `${there ?? `${startTime} to ${endTime}`}  ${about.join(', ')}`
  return `${clean(line)}\n${differs ? `  here: ${clean(here)}\n` : ''}`
}

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

/** Removes control characters: titles are untrusted and could control the terminal. */
const clean = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')
