import { expect, test } from 'vitest'
import { block, calendar, location, message, open, slots, user } from '../support/client.ts'

const owner = 'Either calendarId or assignedUserId must be present'

test('a create with a calendar returns a flat block without a user', async () => {
  const { sandbox, send } = await open({ clock: { now: () => 0 } })
  const { status, body } = await send('POST', slots, { body: { ...block, calendarId: calendar } })
  const { id } = body
  expect(status).toBe(201)
  expect(id).toMatch(/^\w{20}$/)
  const made = {
    calendarId: calendar,
    locationId: location,
    title: 'Test Event',
    startTime: '2021-06-23T03:30:00+05:30',
    endTime: '2021-06-23T04:30:00+05:30',
  }
  expect(body).toEqual({ ...made, id, traceId: expect.any(String) })
  const dateAdded = '1970-01-01T00:00:00.000Z'
  expect(sandbox.blocks()).toEqual([{ id, ...made, dateAdded, dateUpdated: dateAdded }])
})

test('a create with a user returns a block without a calendar', async () => {
  const { send } = await open()
  const { status, body } = await send('POST', slots, { body: { ...block, assignedUserId: user } })
  expect(status).toBe(201)
  expect(body).toMatchObject({ ...block, assignedUserId: user })
  expect(body).not.toHaveProperty('calendarId')
})

test('successStatus changes the status of a success to 200', async () => {
  const { send } = await open({ successStatus: 200 })
  expect((await send('POST', slots, { body: { ...block, assignedUserId: user } })).status).toBe(200)
})

test('equal creates make duplicates', async () => {
  const { sandbox, send } = await open()
  const body = { ...block, calendarId: calendar }
  const ids = [await send('POST', slots, { body }), await send('POST', slots, { body })].map(
    (made) => made.body['id'],
  )
  expect(new Set(ids).size).toBe(2)
  expect(sandbox.blocks()).toHaveLength(2)
})

test.each([
  ['both owners', { calendarId: calendar, assignedUserId: user }, owner],
  ['neither owner', {}, owner],
  ['an empty owner', { calendarId: '' }, ['calendarId must be a string']],
  ['an owner that is a number', { assignedUserId: 7 }, ['assignedUserId must be a string']],
  [
    'an unknown field',
    { calendarId: calendar, notes: 'x', rrule: 'y' },
    ['property notes should not exist', 'property rrule should not exist'],
  ],
  [
    'epoch milliseconds as a number',
    { calendarId: calendar, startTime: 1624399200000 },
    ['startTime must be a valid ISO 8601 date string'],
  ],
  [
    'epoch milliseconds as a text',
    { calendarId: calendar, endTime: '1624402800000' },
    ['endTime must be a valid ISO 8601 date string'],
  ],
  [
    'no times',
    { calendarId: calendar, startTime: undefined, endTime: undefined },
    ['startTime must be a valid ISO 8601 date string', 'endTime must be a valid ISO 8601 date string'],
  ],
  [
    'a day that does not exist',
    { calendarId: calendar, startTime: '2021-02-30T03:30:00Z' },
    ['startTime must be a valid ISO 8601 date string'],
  ],
  ['a line break in the title', { calendarId: calendar, title: 'a\nb' }, 'Title must be a valid text'],
  [
    'a paragraph separator in the title',
    { calendarId: calendar, title: 'a\u2029b' },
    'Title must be a valid text',
  ],
  ['a title that is no text', { calendarId: calendar, title: 7 }, 'Title must be a valid text'],
  ['no location', { calendarId: calendar, locationId: undefined }, ['locationId should not be empty']],
  ['a user that does not exist', { assignedUserId: calendar }, 'The user does not exist.'],
  ['a user of another location', { assignedUserId: 'ElsewhereUser0000001' }, 'The user does not exist.'],
])('%s: 422, and no block', async (_, change, expected) => {
  const { sandbox, send } = await open()
  const reply = await send('POST', slots, { body: { ...block, ...change } })
  expect(reply.status).toBe(422)
  expect(message(reply)).toEqual(expected)
  expect(sandbox.blocks()).toEqual([])
})

test.each([
  'BqTwX8QFwXzpegMve9EQ',
  'CollectiveCalendar01',
  'PersonalCalendar0001',
  'ClassBookingCal00001',
  'ServiceBookingCal001',
])('%s is of another type than event: 400', async (calendarId) => {
  const { sandbox, send } = await open()
  const { status, body } = await send('POST', slots, { body: { ...block, calendarId } })
  expect(status).toBe(400)
  expect(body).toEqual({
    message: 'The calendar is not an event calendar.',
    statusCode: 400,
    traceId: expect.any(String),
  })
  expect(sandbox.blocks()).toEqual([])
})

test('a calendar that does not exist, or only in another location: 400', async () => {
  const { send } = await open()
  for (const calendarId of ['nowhere', 'ElsewhereEventCal001']) {
    const reply = await send('POST', slots, { body: { ...block, calendarId } })
    expect([reply.status, message(reply)]).toEqual([400, 'Calendar not found'])
  }
})

test.each([
  ['2021-06-22T22:00:00Z', '2021-06-22T22:00:00Z'],
  ['2021-06-22T22:00:00.000Z', '2021-06-22T22:00:00.000Z'],
  ['2021-06-23T03:30+0530', '2021-06-23T03:30:00+05:30'],
  ['2021-06-23 03:30:00-03', '2021-06-23T03:30:00-03:00'],
  ['2021-06-22T22:00:00', '2021-06-22T22:00:00Z'],
  ['2021-06-22', '2021-06-22T00:00:00Z'],
])('%s is read as %s', async (startTime, kept) => {
  const { send } = await open()
  const { body } = await send('POST', slots, {
    body: { ...block, startTime, calendarId: calendar },
  })
  expect(body['startTime']).toBe(kept)
})

test('assumed: a missing title, an end before the start and an inactive calendar are accepted', async () => {
  const { send } = await open()
  const untitled = await send('POST', slots, { body: { ...block, title: undefined, calendarId: calendar } })
  expect([untitled.status, untitled.body['title']]).toEqual([201, ''])
  const backwards = { ...block, startTime: block.endTime, endTime: block.startTime, calendarId: calendar }
  expect((await send('POST', slots, { body: backwards })).status).toBe(201)
  const inactive = { ...block, calendarId: 'InactiveEventCal0001' }
  expect((await send('POST', slots, { body: inactive })).status).toBe(201)
})

test.each(['{', '[]', '"text"', 'null', '{"a":1}}'])('the body %s: 400', async (text) => {
  const { sandbox, send } = await open()
  const reply = await send('POST', slots, { text })
  expect([reply.status, message(reply)]).toEqual([400, 'The body is not a JSON object'])
  expect(sandbox.audit[0]).toMatchObject({ kind: 'request', body: null })
})

test('a body of another type is ignored', async () => {
  const { send } = await open()
  const text = JSON.stringify({ ...block, calendarId: calendar })
  expect((await send('POST', slots, { text, type: 'text/plain' })).status).toBe(422)
})

test('a body of more than a megabyte is rejected', async () => {
  const { sandbox, send } = await open()
  const reply = await send('POST', slots, {
    body: { ...block, title: 'x'.repeat(2_000_000), calendarId: calendar },
  })
  expect([reply.status, message(reply)]).toEqual([400, 'request entity too large'])
  expect(sandbox.blocks()).toEqual([])
})
