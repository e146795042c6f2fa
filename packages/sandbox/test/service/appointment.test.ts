import { expect, test } from 'vitest'
import { block, calendar, message, open, slots } from '../support/client.ts'

const path = '/calendars/events/appointments'

test('an appointment names its contact and its status, under both spellings', async () => {
  const { send } = await open()
  const { status, body } = await send('GET', `${path}/SeedAppointment00001`)
  expect([status, body['appointment']]).toEqual([
    200,
    expect.objectContaining({
      contactId: '9NkT25Vor1v4aQatFsv2',
      appointmentStatus: 'confirmed',
      appoinmentStatus: 'confirmed',
    }),
  ])
})

test('a block is returned too, and names neither', async () => {
  const { send } = await open()
  const { body } = await send('POST', slots, { body: { ...block, calendarId: calendar } })
  const read = await send('GET', `${path}/${String(body['id'])}`)
  expect(read.body['appointment']).toMatchObject({ id: body['id'], calendarId: calendar })
  expect(Object.keys(Object(read.body['appointment']))).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/contactId|Status/)]),
  )
})

test('an event that was deleted, or never existed, is not found (assumed)', async () => {
  const { send } = await open()
  await send('DELETE', '/calendars/events/SeedAppointment00001')
  for (const id of ['SeedAppointment00001', 'NoSuchEvent000000001']) {
    const reply = await send('GET', `${path}/${id}`)
    expect([reply.status, message(reply)]).toEqual([404, 'Event not found'])
  }
})
