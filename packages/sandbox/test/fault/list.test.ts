import { expect, test } from 'vitest'
import { type Fault, type Sandbox, type VirtualClock, virtualClock } from '../../src/index.ts'
import { block, calendar, everything, open, type Request, type Send, slots, user } from '../support/client.ts'

const body = { ...block, assignedUserId: user }

async function start(faults: Fault[]): Promise<{ clock: VirtualClock; sandbox: Sandbox; send: Send }> {
  const clock = virtualClock()
  return { clock, ...(await open({ clock, faults })) }
}

async function list(
  send: Send,
  request: Request = { query: everything({ userId: user }) },
): Promise<unknown[]> {
  const { body: response } = await send('GET', '/calendars/blocked-slots', request)
  return response['events'] as unknown[]
}

test('a stale list is the state before a create, an update and a delete', async () => {
  const { clock, sandbox, send } = await start([{ fault: 'stale-list', on: 'every', lagMs: 1000 }])
  const made = await send('POST', slots, { body })
  expect(await list(send)).toEqual([])
  await clock.advance(999)
  expect(await list(send)).toEqual([])
  await clock.advance(1)
  expect(await list(send)).toMatchObject([{ title: 'Test Event' }])

  await send('PUT', `${slots}/${String(made.body['id'])}`, { body: { ...body, title: 'Second' } })
  await clock.advance(500)
  await send('DELETE', `/calendars/events/${String(made.body['id'])}`)
  expect(await list(send)).toMatchObject([{ title: 'Test Event' }])
  await clock.advance(500)
  expect(await list(send)).toMatchObject([{ title: 'Second' }])
  await clock.advance(500)
  expect(await list(send)).toEqual([])
  expect(sandbox.blocks()).toEqual([])
})

test('a stale list of appointments contains those deleted since', async () => {
  const { send } = await start([{ fault: 'stale-list' }])
  const query = everything({ userId: user })
  await send('DELETE', '/calendars/events/SeedAppointment00001')
  expect((await send('GET', '/calendars/events', { query })).body['events']).toHaveLength(1)
  expect((await send('GET', '/calendars/events', { query })).body['events']).toHaveLength(0)
})

test('a list is cut at 200 or at any number, and the state stays complete', async () => {
  const { sandbox, send } = await start([
    { fault: 'truncated-list' },
    { fault: 'truncated-list', on: 'second', at: 3 },
  ])
  for (let count = 0; count < 201; count += 1) await send('POST', slots, { body })
  expect(await list(send)).toHaveLength(200)
  expect(await list(send)).toHaveLength(3)
  expect(await list(send)).toHaveLength(201)
  expect(sandbox.blocks()).toHaveLength(201)
})

test('an empty list, then the correct one', async () => {
  const { sandbox, send } = await start([{ fault: 'empty-list' }])
  await send('POST', slots, { body })
  expect(await list(send)).toEqual([])
  expect(await list(send)).toHaveLength(1)
  expect(sandbox.audit.flatMap((entry) => (entry.kind === 'fault' ? [entry.fault] : []))).toEqual([
    'empty-list',
  ])
})

const alike = [
  { id: 'LookAlikeDeleted0001', deleted: true, ...body },
  { id: 'LookAlikeSynced00001', createdBy: { source: 'google_calendar' }, ...body },
  {
    id: 'LookAlikeMaster00001_1624399200000_3600',
    isRecurring: true,
    masterEventId: 'LookAlikeMaster00001',
    ...body,
  },
]

test('similar rows are similar to the last requested block, created or not', async () => {
  const { send } = await start([
    { fault: 'similar-rows', on: 'every' },
    { fault: 'internal-error', operation: 'createBlockSlot', commit: 'never' },
  ])
  await expect(send('POST', slots, { body })).resolves.toMatchObject({ status: 500 })
  expect(await list(send)).toMatchObject(alike)
  await send('POST', slots, { body })
  expect(await list(send)).toMatchObject([...alike, { title: 'Test Event' }])
  const byCalendar = await list(send, { query: everything({ calendarId: calendar }) })
  expect(byCalendar).toMatchObject([{ calendarId: calendar }, {}, {}])
})

test('similar rows of another block, and none outside the requested range', async () => {
  const of = { title: 'Mine', startTime: '2030-01-01T10:00:00Z', endTime: '2030-01-01T11:00:00Z' }
  const { sandbox, send } = await start([{ fault: 'similar-rows', on: 'every', of }])
  expect(await list(send)).toMatchObject([of, of, of])
  const before = { ...everything({ userId: user }), endTime: Date.parse(of.startTime) }
  expect(await list(send, { query: before })).toEqual([])
  sandbox.setFaults([{ fault: 'similar-rows' }])
  expect(await list(send)).toEqual([])
})

test('the times of a list in another zone are the same instants', async () => {
  const { send } = await start([{ fault: 'shifted-zone', operation: 'listBlockedSlots', offset: '+09:30' }])
  await send('POST', slots, { body })
  expect(await list(send)).toMatchObject([
    { startTime: '2021-06-23T07:30:00+09:30', endTime: '2021-06-23T08:30:00+09:30' },
  ])
  expect(await list(send)).toMatchObject([body])
})
