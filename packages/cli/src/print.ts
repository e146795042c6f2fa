import type { BlockedSlot, BlockSlot } from '@block-slots/client'
import { describeTimes } from '@block-slots/helpers'

type Slot = Pick<
  BlockedSlot | BlockSlot,
  'id' | 'title' | 'startTime' | 'endTime' | 'calendarId' | 'assignedUserId'
>

/** Writes one block: a line in the asked zone, and one in the zone of this machine where that reads differently. */
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
 * The times of a block in one zone; `undefined` when they cannot be read, or when a machine says that its zone is none.
 * The block is made all the same, so that is no failure.
 */
function timesIn(slot: Slot, timeZone: string): string | undefined {
  try {
    return describeTimes(slot, { timeZone })
  } catch {
    return undefined
  }
}

/** Titles come from anybody's calendar, so nothing in them may steer the terminal. */
const clean = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')
