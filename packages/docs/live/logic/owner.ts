import { blockOwnersOf, type CalendarType } from '@block-slots/client'
import { messageOf } from './failure.ts'

/** The types of calendars, and their words. */
export const calendarTypes: readonly (readonly [type: CalendarType, words: string])[] = [
  ['event', 'Event (event)'],
  ['personal', 'Personal (personal)'],
  ['round_robin', 'Round robin (round_robin)'],
  ['collective', 'Collective (collective)'],
  ['class_booking', 'Class (class_booking)'],
  ['service_booking', 'Service (service_booking)'],
]

/** Whose time is blocked and what follows from it, in words, and the call to make. */
export type OwnerAdvice =
  | {
      readonly who: string
      readonly effects: readonly string[]
      readonly call: string
      readonly blocks: number
    }
  | { readonly problem: string }

/** What was seen of the service; the other types follow from a user's block being one on all calendars of that user. */
const observedTypes: ReadonlySet<CalendarType> = new Set(['event', 'personal', 'round_robin'])

const locationId = 'C2QujeCh8ZnC7al2InWR'
const calendarId = 'CVokAlI8fgw4WYWoCtQz'
const times = `  ...blockTimes({ from: '2030-12-23T09:00', to: '10:30', timeZone: 'America/New_York' }),`

/** Finds whose time a block on a calendar takes, as the client decides it. */
export function findOwner(calendarType: CalendarType, members: number): OwnerAdvice {
  const teamMembers = Array.from({ length: members }, (_, index) => ({ userId: `member${index + 1}` }))
  try {
    const { owners } = blockOwnersOf(
      { id: calendarId, locationId, name: 'Calendar', calendarType, teamMembers },
      { calendarId, locationId },
    )
    const users = owners.filter((owner) => 'assignedUserId' in owner).length
    const [who, effect] = describeOwners(users)
    const assumed = observedTypes.has(calendarType) ? [] : ['Assumed: this type was not observed.']
    const call = users === 0 ? 'client.create({' : 'blockCalendar(client, {'
    return { who, effects: [effect, ...assumed], call: callOf(call), blocks: owners.length }
  } catch (error) {
    return {
      problem: messageOf(error)
        .replace(/^\w+: /, '')
        .replace(calendarId, 'like this'),
    }
  }
}

function describeOwners(users: number): readonly [who: string, effect: string] {
  if (users === 0) return ['The calendar itself.', 'Its team members stay free on their other calendars.']
  if (users === 1) return ['The user of the calendar.', 'The time is blocked on every calendar of this user.']
  return [
    `Its ${users} team members, with a block for each.`,
    'The time is blocked on every calendar of these users.',
  ]
}

const callOf = (begin: string): string =>
  [
    `await ${begin}`,
    `  locationId: '${locationId}',`,
    `  calendarId: '${calendarId}',`,
    `  title: 'Dentist',`,
    times,
    '})',
  ].join('\n')
