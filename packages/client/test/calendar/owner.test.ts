import { expect, test } from 'vitest'
import { blockOwnersOf, isBlockSlotsError, type Calendar } from '../../src/index.ts'
import { anna, ben, eventCalendar, locationId, roundRobin } from '../support/calendar.ts'

const requested = { calendarId: roundRobin, locationId }
const team = [{ userId: anna }, { userId: ben }]
/** A calendar as the service may return it, in whatever form. */
const calendar = (more: object): Calendar =>
  JSON.parse(
    JSON.stringify({ id: roundRobin, locationId, calendarType: 'round_robin', teamMembers: team, ...more }),
  )

test('an event calendar is the owner of its blocks, whatever its team', () => {
  const event = calendar({ id: eventCalendar, calendarType: 'event' })
  expect(blockOwnersOf(event, { calendarId: eventCalendar, locationId })).toEqual({
    calendarType: 'event',
    owners: [{ calendarId: eventCalendar }],
  })
})

test.each(['round_robin', 'collective', 'class_booking', 'service_booking'] as const)(
  'the members of a calendar of type %s are the owners, in the order of the team and each once',
  (calendarType) => {
    const teamMembers = [{ userId: ben }, ...team]
    expect(blockOwnersOf(calendar({ calendarType, teamMembers }), requested)).toEqual({
      calendarType,
      owners: [{ assignedUserId: ben }, { assignedUserId: anna }],
    })
  },
)

test('a personal calendar has one owner', () => {
  const personal = calendar({ calendarType: 'personal', teamMembers: [{ userId: anna }] })
  expect(blockOwnersOf(personal, requested).owners).toEqual([{ assignedUserId: anna }])
})

test('a response without the location is about the requested one', () => {
  expect(blockOwnersOf(calendar({ locationId: undefined }), requested).owners).toHaveLength(2)
})

test.each<[string, object, string]>([
  ['without members', { teamMembers: [] }, 'rejected'],
  ['with a member without an id', { teamMembers: [...team, {}] }, 'invalid-response'],
  ['of an unknown type', { calendarType: 'rental' }, 'invalid-response'],
  ['that is personal and has two members', { calendarType: 'personal' }, 'invalid-response'],
  ['that was not requested', { id: 'other' }, 'invalid-response'],
  ['of another location', { locationId: 'other' }, 'rejected'],
])('a calendar %s has no owners to block', (_, more, code) => {
  let thrown: unknown
  try {
    blockOwnersOf(calendar(more), requested)
  } catch (error) {
    thrown = error
  }
  expect(isBlockSlotsError(thrown) && [thrown.code, thrown.applied, thrown.operation]).toEqual([
    code,
    'no',
    'getCalendar',
  ])
})
