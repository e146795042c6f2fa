import { seedState, startSandbox, type Sandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { blockCalendar, type BlockCalendarOptions } from '../../src/index.ts'
import { watchRejections } from '../support/server.ts'
import { answering, clientOf, failure, json, verdictOf } from '../support/service.ts'
import { anna, ben, eventCalendar, free, locationId, plainClient, roundRobin } from '../support/calendar.ts'

watchRejections()

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const client = (fetch?: (request: Request) => Promise<Response>) =>
  plainClient(sandbox.url, sandbox.token, fetch)
const blockedOwners = (): (string | undefined)[] =>
  sandbox.blocks().map(({ calendarId, assignedUserId }) => calendarId ?? assignedUserId)
const operations = (): (string | null)[] =>
  sandbox.audit.flatMap((entry) => (entry.kind === 'request' ? [entry.operation] : []))

describe('the blocks of each calendar type', () => {
  test.each([
    ['event', eventCalendar, [eventCalendar]],
    ['personal', 'PersonalCalendar0001', [anna]],
    ['round_robin', roundRobin, [anna, ben]],
    ['collective', 'CollectiveCalendar01', [anna, ben]],
    ['class_booking', 'ClassBookingCal00001', [ben]],
    ['service_booking', 'ServiceBookingCal001', [anna, ben]],
  ])('%s', async (calendarType, calendarId, owners) => {
    const done = await blockCalendar(client(), { calendarId, ...free })
    expect(done.calendar).toEqual({ id: calendarId, calendarType, isActive: true })
    expect(done.blocks).toMatchObject(owners.map(() => ({ ...free, outcome: 'created' })))
    expect(done.appointments).toBeUndefined()
    expect(blockedOwners()).toEqual(owners)
    expect(sandbox.blocks().map(({ id }) => id)).toEqual(done.blocks.map(({ id }) => id))
    expect(JSON.parse(JSON.stringify(done))).toEqual(done)
  })

  test('take one request more than their number when no list is read', async () => {
    await blockCalendar(
      { ...client(), ensure: client().create },
      { calendarId: roundRobin, ...free },
      { onAppointments: 'ignore' },
    )
    expect(operations()).toEqual(['getCalendar', 'createBlockSlot', 'createBlockSlot'])
  })

  test('include an inactive calendar, and the result reports that it is inactive', async () => {
    const { calendar } = await blockCalendar(client(), { calendarId: 'InactiveEventCal0001', ...free })
    expect(calendar).toEqual({ id: 'InactiveEventCal0001', calendarType: 'event', isActive: false })
  })

  test('are adopted by a second call', async () => {
    const block = { calendarId: roundRobin, ...free }
    const first = await blockCalendar(client(), block)
    const again = await blockCalendar(client(), { ...block, startTime: '2021-06-24T03:30:00Z' })
    expect(again.blocks.map(({ id, outcome }) => [id, outcome])).toEqual(
      first.blocks.map(({ id }) => [id, 'existing']),
    )
    expect(sandbox.blocks()).toHaveLength(2)
  })
})

/** Blocks a calendar with these fields, on a service that creates every block. */
async function blockDescribed(calendar: object, options?: BlockCalendarOptions) {
  const { fetch, requests } = answering(async (request) => {
    if (request.method === 'GET') {
      if (!request.url.includes('/calendars/x')) return json(200, { events: [] })
      return json(200, { calendar: { id: 'x', locationId, name: 'X', ...calendar } })
    }
    return json(201, { ...((await request.json()) as object), id: `made-${requests.length}` })
  })
  const call = blockCalendar(clientOf(fetch), { calendarId: 'x', ...free }, options)
  return { call, requests }
}

describe('a team', () => {
  test('with a repeated member gets one block for each member, in the order of first appearance', async () => {
    const teamMembers = [{ userId: ben }, { userId: anna }, { userId: ben, isPrimary: true }]
    const { call } = await blockDescribed({ calendarType: 'round_robin', teamMembers })
    expect((await call).blocks.map(({ assignedUserId }) => assignedUserId)).toEqual([ben, anna])
  })

  test('of a hundred members gets a hundred blocks, one after the other', async () => {
    const teamMembers = Array.from({ length: 100 }, (_, at) => ({ userId: `user-${at}` }))
    const { call, requests } = await blockDescribed({ calendarType: 'collective', teamMembers })
    expect((await call).blocks.map(({ assignedUserId }) => assignedUserId)).toEqual(
      teamMembers.map(({ userId }) => userId),
    )
    expect(requests).toHaveLength(301)
  })

  test('of a calendar without a location is blocked', async () => {
    const { call } = await blockDescribed({
      calendarType: 'personal',
      teamMembers: [{ userId: anna }],
      locationId: undefined,
    })
    expect((await call).calendar).toEqual({ id: 'x', calendarType: 'personal' })
  })

  test.each<[string, object, string, string]>([
    [
      'without members',
      { calendarType: 'round_robin', teamMembers: [] },
      'rejected',
      'calendar x has no team members',
    ],
    ['that is missing', { calendarType: 'collective' }, 'rejected', 'calendar x has no team members'],
    [
      'that is not a list',
      { calendarType: 'collective', teamMembers: {} },
      'rejected',
      'calendar x has no team members',
    ],
    [
      'with an empty id',
      { calendarType: 'round_robin', teamMembers: [{ userId: anna }, { userId: '' }] },
      'invalid-response',
      'team member 2 of calendar x has no valid user id',
    ],
    [
      'with an id that is a path',
      { calendarType: 'round_robin', teamMembers: [{ userId: '../x' }] },
      'invalid-response',
      'team member 1 of calendar x has no valid user id',
    ],
    [
      'with null',
      { calendarType: 'round_robin', teamMembers: [null] },
      'invalid-response',
      'team member 1 of calendar x',
    ],
    [
      'of two on a personal calendar',
      { calendarType: 'personal', teamMembers: [{ userId: anna }, { userId: ben }] },
      'invalid-response',
      'calendar x is personal and has 2 team members',
    ],
    ['of an unknown type', { calendarType: 'rental' }, 'invalid-response', 'an unknown type, rental'],
    [
      'of a type that resembles a token',
      { calendarType: 'pit-secret' },
      'invalid-response',
      'an unknown type.',
    ],
    ['without a type', {}, 'invalid-response', 'an unknown type, undefined'],
    [
      'of another calendar',
      { id: 'y', calendarType: 'event' },
      'invalid-response',
      'another one was returned',
    ],
    [
      'of another location',
      { locationId: 'z', calendarType: 'event' },
      'rejected',
      `is not of location ${locationId}`,
    ],
  ])('%s is rejected before a block is created', async (_, calendar, code, problem) => {
    const { call, requests } = await blockDescribed(calendar)
    const error = await failure(call)
    expect(verdictOf(error)).toBe(`${code} no never`)
    expect(error.message).toContain(`getCalendar: `)
    expect(error.message).toContain(problem)
    expect(error.leftover).toBeUndefined()
    expect(requests).toHaveLength(1)
  })

  test('of an unreachable calendar is reported by the error of the read', async () => {
    const error = await failure(blockCalendar(client(), { calendarId: 'ElsewhereEventCal001', ...free }))
    expect(verdictOf(error)).toBe('forbidden no never')
    const none = await failure(blockCalendar(client(), { calendarId: 'NoSuchCalendar', ...free }))
    expect(verdictOf(none)).toBe('not-found no never')
  })
})

test('the seed of the sandbox has the users of these tests', () => {
  expect(seedState().users.map(({ id }) => id)).toEqual(expect.arrayContaining([anna, ben]))
})
