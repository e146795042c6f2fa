import { expect, test } from 'vitest'
import { block, message, open, slots, user } from '../support/client.ts'

test.each([
  ['no body', {}],
  ['an empty object', { body: {} }],
])('a delete with %s removes the block, and a second delete fails', async (_, request) => {
  const { sandbox, send } = await open()
  const made = await send('POST', slots, { body: { ...block, assignedUserId: user } })
  const path = `/calendars/events/${String(made.body['id'])}`
  const first = await send('DELETE', path, request)
  expect([first.status, first.body['succeeded']]).toEqual([201, true])
  expect(sandbox.blocks()).toEqual([])
  const second = await send('DELETE', path, request)
  expect([second.status, message(second)]).toEqual([400, 'The event has already been deleted'])
  expect(sandbox.audit.filter(({ kind }) => kind === 'commit')).toHaveLength(2)
})

test('an appointment can be deleted as well', async () => {
  const { sandbox, send } = await open()
  expect((await send('DELETE', '/calendars/events/SeedAppointment00001')).status).toBe(201)
  expect(sandbox.appointments()).toEqual([])
  expect((await send('DELETE', '/calendars/events/SeedAppointment00001')).status).toBe(400)
})

test('assumed: an unknown event is not found', async () => {
  const { send } = await open()
  const reply = await send('DELETE', '/calendars/events/nowhere')
  expect([reply.status, message(reply)]).toEqual([404, 'Event not found'])
})

test('an instance of a recurring event has an id of its own', async () => {
  const id = 'ocQHyuzHvysMo5N5VsXc_1729821600000_1800'
  const instance = {
    id,
    locationId: block.locationId,
    title: 'Stand-up',
    startTime: '2024-10-25T07:30:00+05:30',
    endTime: '2024-10-25T08:00:00+05:30',
    assignedUserId: user,
    isRecurring: true,
  }
  const { sandbox, send } = await open({ state: { blocks: [instance] } })
  expect((await send('DELETE', `/calendars/events/${id}`)).status).toBe(201)
  expect(sandbox.blocks()).toEqual([])
})
