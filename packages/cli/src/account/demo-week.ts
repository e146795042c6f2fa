import { blockTimes } from '@block-slots/helpers'
import type { SandboxAppointment, SandboxBlock, SandboxState } from '@block-slots/sandbox'
import { addDays, dayAt, mondayOf } from '../time/day.ts'

/** An entry: the name of its user, days after Monday, wall clocks, and a title. */
type Entry = readonly [user: string, day: number, from: string, to: string, title: string]

const appointments: readonly Entry[] = [
  ['Anna', 0, '10:00', '10:30', 'First meeting'],
  ['Ben', 1, '11:00', '12:00', 'Follow-up'],
  ['Anna', 2, '14:00', '15:00', 'Yearly review'],
  ['Ben', 3, '16:00', '16:30', 'First meeting'],
  ['Anna', 7, '09:30', '10:00', 'Follow-up'],
  ['Ben', 9, '15:00', '16:00', 'Yearly review'],
]
const blocks: readonly Entry[] = [
  ['Anna', 1, '12:00', '13:00', 'Lunch'],
  ['Ben', 4, '09:00', '12:00', 'Training'],
  ['Anna', 8, '12:00', '13:00', 'Lunch'],
]

/** Adds appointments and blocks of this week and the next to a sandbox, so that there is something to see. */
export function addDemoWeeks(seed: SandboxState, now: number, timeZone: string): SandboxState {
  const monday = mondayOf(dayAt(now, timeZone))
  const created = new Date(now).toISOString()
  const toEvent = ([user, day, from, to, title]: Entry, id: string) => {
    const { id: assignedUserId = '', locationId = '' } = seed.users.find(({ name }) => name === user) ?? {}
    const date = addDays(monday, day)
    const times = blockTimes({ from: `${date}T${from}`, to: `${date}T${to}`, timeZone })
    return { id, locationId, title, assignedUserId, ...times, dateAdded: created, dateUpdated: created }
  }
  const calendar = seed.calendars.find(({ calendarType }) => calendarType === 'round_robin')
  return {
    ...seed,
    appointments: [
      ...seed.appointments,
      ...appointments.map((entry, at): SandboxAppointment => {
        const event = toEvent(entry, `DemoAppointment0000${at}`)
        return {
          ...event,
          calendarId: calendar?.id ?? '',
          users: [event.assignedUserId],
          contactId: `DemoContact00000000${at}`,
          appointmentStatus: 'confirmed',
        }
      }),
    ],
    blocks: [
      ...seed.blocks,
      ...blocks.map((entry, at): SandboxBlock => toEvent(entry, `DemoBlock0000000000${at}`)),
    ],
  }
}
