import { expect, test } from 'vitest'
import { block, calendar, message, open, type Send, slots, user } from '../support/client.ts'

const room = 'InactiveEventCal0001'

async function make(send: Send): Promise<string> {
  const { body } = await send('POST', slots, { body: { ...block, calendarId: calendar } })
  return `${slots}/${String(body['id'])}`
}

test('an update replaces title, times and calendar, and needs no location', async () => {
  const { sandbox, send } = await open()
  const path = await make(send)
  const times = { startTime: '2021-06-23T05:30:00+05:30', endTime: '2021-06-23T06:30:00+05:30' }
  const reply = await send('PUT', path, { body: { ...times, title: 'Moved', calendarId: room } })
  expect(reply.status).toBe(201)
  expect(reply.body).toMatchObject({
    ...times,
    title: 'Moved',
    calendarId: room,
    locationId: block.locationId,
  })
  expect(sandbox.blocks()).toMatchObject([{ ...times, title: 'Moved', calendarId: room }])
})

test('a title that is not sent is lost', async () => {
  const { send } = await open()
  const path = await make(send)
  const { startTime, endTime } = block
  const { body } = await send('PUT', path, { body: { startTime, endTime, calendarId: calendar } })
  expect(body['title']).toBe('')
})

test('assumed: a block can change from a calendar to a user', async () => {
  const { sandbox, send } = await open()
  const path = await make(send)
  const { body } = await send('PUT', path, { body: { ...block, assignedUserId: user } })
  expect(body).not.toHaveProperty('calendarId')
  expect(sandbox.blocks()[0]).not.toHaveProperty('calendarId')
})

test.each([
  ['times', { title: 'x', calendarId: calendar }, 422],
  ['an owner', { title: 'x', startTime: block.startTime, endTime: block.endTime }, 422],
  ['an event calendar', { ...block, calendarId: 'PersonalCalendar0001' }, 400],
])('an update without %s changes nothing', async (_, body, status) => {
  const { sandbox, send } = await open()
  const path = await make(send)
  const before = sandbox.blocks()
  expect((await send('PUT', path, { body })).status).toBe(status)
  expect(sandbox.blocks()).toEqual(before)
})

test('assumed: an unknown block, a deleted one and an appointment are not found', async () => {
  const { send } = await open()
  const path = await make(send)
  await send('DELETE', path.replace('/block-slots', ''))
  for (const target of [path, `${slots}/nowhere`, `${slots}/SeedAppointment00001`]) {
    const reply = await send('PUT', target, { body: { ...block, calendarId: calendar } })
    expect([reply.status, message(reply)]).toEqual([404, 'Event not found'])
  }
})
