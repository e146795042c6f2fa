import type { BlockedSlot, BlockSlot } from '@block-slots/client'
import { toOffsetDateTime } from '@block-slots/helpers'

type Slot = Pick<
  BlockedSlot | BlockSlot,
  'id' | 'title' | 'startTime' | 'endTime' | 'calendarId' | 'assignedUserId'
>

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A date-time with an offset, as the parts that people read. */
function readable(time: string, zone: string): { day: string; clock: string; offset: string } {
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(time)) throw new RangeError('a time without an offset')
  const text = toOffsetDateTime(time, { timeZone: zone })
  const [date = '', rest = ''] = text.split('T')
  const clock = rest.slice(0, -6).replace(/:00(\.0+)?$/, '')
  const weekday = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? ''
  return { day: `${weekday} ${date}`, clock, offset: rest.slice(-6) }
}

/**
 * Writes the time of a block in one zone: `Wed 2021-06-23 03:30 to 04:30 Asia/Kolkata (+05:30)`. The day of the end is
 * written when it is another, and the offset of the end when the clocks change in between.
 */
function describeTime({ startTime, endTime }: Pick<Slot, 'startTime' | 'endTime'>, zone: string): string {
  try {
    const start = readable(startTime, zone)
    const end = readable(endTime, zone)
    const endDay = start.day === end.day ? '' : `${end.day} `
    const offsets = start.offset === end.offset ? start.offset : `${start.offset} to ${end.offset}`
    return `${start.day} ${start.clock} to ${endDay}${end.clock} ${zone} (${offsets})`
  } catch {
    // The block is made all the same. Without an offset it is a wall clock of a zone that the service does not name, and
    // a guess could be hours off.
    return `${startTime} to ${endTime}, in words of the service that name no zone`
  }
}

/** Writes one block: a line in the asked zone, and one in the zone of this machine where that reads differently. */
export function describeSlot(slot: Slot, zone: string, machineZone: string): string {
  const { id, title, calendarId, assignedUserId } = slot
  const owners = [
    calendarId && `calendar ${clean(calendarId)}`,
    assignedUserId && `user ${clean(assignedUserId)}`,
  ]
  const about = [title ? `"${clean(title)}"` : 'without a title', ...owners, `id ${clean(id)}`].filter(
    Boolean,
  )
  const [here, there] = [describeTime(slot, machineZone), describeTime(slot, zone)].map(clean)
  const same = here?.replace(machineZone, '') === there?.replace(zone, '')
  return `${there}  ${about.join(', ')}\n${same ? '' : `  here: ${here}\n`}`
}

/** Titles come from anybody's calendar, so nothing in them may steer the terminal. */
const clean = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')
