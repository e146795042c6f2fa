import { array, assert, asyncProperty, integer, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import {
  block,
  calendar,
  everything,
  location,
  message,
  open,
  type Received,
  slots,
  user,
} from '../support/client.ts'
import { type SandboxOptions, seedState } from '../../src/index.ts'

const list = '/calendars/blocked-slots'

function titles(reply: Received): string[] {
  const { events } = reply.body
  return Array.isArray(events) ? events.map((event: { title?: string }) => event.title ?? '') : []
}

test('blocks of a calendar and of a user are separate lists', async () => {
  const { send } = await open()
  await send('POST', slots, { body: { ...block, title: 'room', calendarId: calendar } })
  await send('POST', slots, { body: { ...block, title: 'person', assignedUserId: user } })
  const ofCalendar = await send('GET', list, { query: everything({ calendarId: calendar }) })
  const ofUser = await send('GET', list, { query: everything({ userId: user }) })
  expect(titles(ofCalendar)).toEqual(['room'])
  expect(titles(ofUser)).toEqual(['person'])
  expect(ofUser.body['events']).toEqual([expect.not.objectContaining({ calendarId: expect.anything() })])
  const both = await send('GET', list, { query: everything({ userId: user, calendarId: calendar }) })
  expect(titles(both)).toEqual([])
})

test('a group lists the blocks of its calendars, not of their users', async () => {
  const { calendars, ...others } = seedState()
  const grouped = calendars.map((each) => (each.id === calendar ? { ...each, groupId: 'rooms' } : each))
  const { send } = await open({ state: { ...others, calendars: grouped } })
  await send('POST', slots, { body: { ...block, title: 'room', calendarId: calendar } })
  await send('POST', slots, { body: { ...block, title: 'person', assignedUserId: user } })
  expect(titles(await send('GET', list, { query: everything({ groupId: 'rooms' }) }))).toEqual(['room'])
})

test('synchronised events and instances are listed as they are in the state', async () => {
  const synchronised = {
    ...block,
    id: 'ocQHyuzHvysMo5N5VsXc_1729821600000_1800',
    assignedUserId: user,
    createdBy: { source: 'google_calendar' },
    isRecurring: true,
    masterEventId: 'ocQHyuzHvysMo5N5VsXc',
    rrule: ['EXDATE:20241105T020000Z', 'RRULE:FREQ=DAILY'],
  }
  const { send } = await open({ state: { blocks: [synchronised] } })
  const { body } = await send('GET', list, { query: everything({ userId: user }) })
  expect(body['events']).toEqual([synchronised])
})

test('deleted rows are listed only with includeDeleted', async () => {
  for (const [includeDeleted, expected] of [
    [false, []],
    [true, [expect.objectContaining({ title: 'Test Event', deleted: true })]],
  ] as const) {
    const { send } = await open({ includeDeleted })
    const made = await send('POST', slots, { body: { ...block, assignedUserId: user } })
    await send('DELETE', `/calendars/events/${String(made.body['id'])}`)
    expect((await send('GET', list, { query: everything({ userId: user }) })).body['events']).toEqual(
      expected,
    )
  }
})

const titlesOf = async (
  sandboxOptions: SandboxOptions,
  query: Record<string, number> = {},
): Promise<string[][]> => {
  const { send } = await open(sandboxOptions)
  for (const hour of ['05', '03', '04']) {
    const times = { startTime: `2021-06-23T${hour}:00:00Z`, endTime: `2021-06-23T${hour}:30:00Z` }
    await send('POST', slots, { body: { ...block, ...times, title: hour, assignedUserId: user } })
  }
  const read = async (): Promise<string[]> =>
    titles(await send('GET', list, { query: { ...everything({ userId: user }), ...query } }))
  return [await read(), await read(), await read()]
}

test('a list is in the order of creation, of time, or in another one each time', async () => {
  const [created, started] = [
    ['05', '03', '04'],
    ['03', '04', '05'],
  ]
  for (const lists of [undefined, {}, { order: 'created' }] as const) {
    expect(await titlesOf({ ...(lists && { lists }) })).toEqual([created, created, created])
  }
  expect(await titlesOf({ lists: { order: 'start' } })).toEqual([started, started, started])
  const random = await titlesOf({ lists: { order: 'random' } })
  expect(new Set(random.map(String)).size).toBeGreaterThan(1)
  for (const each of random) expect(new Set(each)).toEqual(new Set(started))
})

test.each([
  ['ends when it starts', '03:30:00.000', '03:45', true],
  ['starts when it ends', '02:45', '03:00:00.000', true],
  ['ends before it starts', '03:30:00.001', '03:45', false],
  ['starts after it ends', '02:45', '02:59:59.999', false],
])('an event that %s, of a range from %s to %s', async (_, from, to, isEdge) => {
  const [startTime, endTime] = [from, to].map((time) => Date.parse(`2021-06-23T${time}Z`))
  const range = { startTime: startTime ?? NaN, endTime: endTime ?? NaN }
  expect((await titlesOf({}, range))[0]).toEqual([])
  expect((await titlesOf({ lists: { edges: 'included' } }, range))[0]).toEqual(isEdge ? ['03'] : [])
})

test.each([
  ['no owner', {}, 'Either of userId, calendarId or groupId is required'],
  ['an empty owner', { userId: '' }, 'Either of userId, calendarId or groupId is required'],
  ['an unknown parameter', { userId: user, limit: '5' }, ['property limit should not exist']],
  ['no start', { userId: user, startTime: '' }, ['startTime should not be empty']],
])('%s: 422', async (_, owner, expected) => {
  const { send } = await open()
  for (const path of [list, '/calendars/events']) {
    const reply = await send('GET', path, { query: everything(owner) })
    expect([reply.status, message(reply)]).toEqual([422, expected])
  }
})

test('a repeated parameter: 422', async () => {
  const { send } = await open()
  const reply = await send('GET', `${list}?userId=a&userId=b&locationId=${location}&startTime=0&endTime=1`)
  expect([reply.status, message(reply)]).toEqual([422, ['userId must be a string']])
})

test('times other than epoch milliseconds give an empty list and no error', async () => {
  const { send } = await open()
  await send('POST', slots, { body: { ...block, assignedUserId: user } })
  const query = { ...everything({ userId: user }), startTime: block.startTime, endTime: block.endTime }
  const reply = await send('GET', list, { query })
  expect([reply.status, titles(reply)]).toEqual([200, []])
})

test('listEvents contains no blocks, and nothing with another version', async () => {
  const { send } = await open()
  await send('POST', slots, { body: { ...block, assignedUserId: user } })
  const appointments = async (owner: Record<string, string>, version = '2021-04-15'): Promise<string[]> =>
    titles(await send('GET', '/calendars/events', { query: everything(owner), version }))
  expect(await appointments({ userId: user })).toEqual(['First meeting'])
  expect(await appointments({ calendarId: 'BqTwX8QFwXzpegMve9EQ' })).toEqual(['First meeting'])
  expect(await appointments({ groupId: 'ocQHyuzHvysMo5N5VsXc' })).toEqual(['First meeting'])
  expect(await appointments({ calendarId: calendar })).toEqual([])
  expect(await appointments({ userId: user }, '2021-07-28')).toEqual([])
  const { body } = await send('GET', '/calendars/events', { query: everything({ userId: user }) })
  expect(body['events']).toMatchObject([{ appointmentStatus: 'confirmed', appoinmentStatus: 'confirmed' }])
})

test('a list contains the blocks that overlap the range, whatever their offsets', async () => {
  const hour = 3_600_000
  const start = Date.parse('2021-06-23T00:00:00Z')
  const span = tuple(
    integer({ min: 0, max: 40 }),
    integer({ min: 1, max: 8 }),
    integer({ min: -12, max: 14 }),
  )
  const { sandbox, send } = await open()
  await assert(
    asyncProperty(array(span, { maxLength: 6 }), span, async (spans, [from, length]) => {
      sandbox.reset()
      for (const [index, [at, lasts, offset]] of spans.entries()) {
        const body = {
          ...block,
          title: String(index),
          startTime: write(start + at * hour, offset),
          endTime: write(start + (at + lasts) * hour, offset),
          assignedUserId: user,
        }
        expect((await send('POST', slots, { body })).status).toBe(201)
      }
      const query = {
        locationId: location,
        userId: user,
        startTime: start + from * hour,
        endTime: start + (from + length) * hour,
      }
      const expected = [...spans.keys()].filter((index) => {
        const [at = 0, lasts = 0] = spans[index] ?? []
        return hours(at, lasts).some((each) => hours(from, length).includes(each))
      })
      expect(titles(await send('GET', list, { query })).map(Number)).toEqual(expected)
    }),
    { numRuns: 150, seed: 20210623 },
  )
})

/** Writes an instant with an offset in hours. */
function write(instant: number, offset: number): string {
  const wall = new Date(instant + offset * 3_600_000).toISOString().slice(0, 19)
  return `${wall}${offset < 0 ? '-' : '+'}${String(Math.abs(offset)).padStart(2, '0')}:00`
}

/** The hours of a range: a naive way to compute overlaps. */
function hours(at: number, lasts: number): number[] {
  return Array.from({ length: lasts }, (_, index) => at + index)
}
