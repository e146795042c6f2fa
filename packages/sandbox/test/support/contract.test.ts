import { createServer } from 'node:http'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { createSend, slots } from './client.ts'
import { findOperation, violations } from './contract.ts'

const trace = '2fe61dc1-8a0b-4a2b-9d3e-5f8c7b6a4e21'
const made = {
  id: 'a',
  locationId: 'b',
  title: '',
  startTime: '2021-06-23T03:30:00Z',
  endTime: '2021-06-23T04:30:00Z',
}

test('a response with a wrong field is reported', () => {
  expect(violations('POST', slots, 201, made)).toEqual([])
  expect(violations('POST', slots, 201, { ...made, id: undefined })).toContain(
    " must have required property 'id'",
  )
  expect(violations('POST', slots, 201, { ...made, startTime: 1624399200000 })).toContain(
    '/startTime must be string',
  )
  expect(violations('POST', slots, 201, { block: made })).not.toEqual([])
  expect(violations('POST', slots, 422, { error: 'no message' })).not.toEqual([])
  expect(violations('GET', '/calendars/events', 200, { events: [{ id: 'a' }] })).not.toEqual([])
  expect(violations('DELETE', '/calendars/events/a', 200, { succeeded: 'yes' })).not.toEqual([])
  expect(violations('POST', '/oauth/token', 401, { error: 7 })).not.toEqual([])
})

test('a field outside the contract is reported at any depth', () => {
  const renamed = { ...made, from: made.startTime }
  expect(violations('POST', slots, 201, renamed)).toEqual(['/from is not in the contract'])
  const events = [{ id: 'a', startTime: made.startTime, endTime: made.endTime, createdBy: { by: 'b' } }]
  expect(violations('GET', '/calendars/blocked-slots', 200, { events })).toEqual([
    '/events/0/createdBy/by is not in the contract',
  ])
  const calendar = { id: 'a', locationId: 'b', name: 'c', teamMembers: [{ userId: 'd', role: 'e' }] }
  expect(violations('GET', '/calendars/a', 200, { calendar })).toEqual([
    '/calendar/teamMembers/0/role is not in the contract',
  ])
})

test('an undocumented status is reported', () => {
  expect(violations('POST', slots, 418, { message: 'x' })).toEqual([`${slots} does not document 418`])
})

test('fixed paths win over those with an id', () => {
  expect(findOperation('GET', '/calendars/blocked-slots')?.path).toBe('/calendars/blocked-slots')
  expect(findOperation('GET', '/calendars/abc')?.path).toBe('/calendars/{calendarId}')
  expect(findOperation('GET', '/calendars/events/abc')).toBeUndefined()
})

test('the client of the sandbox tests fails on such a response', async () => {
  const server = createServer((_, response) => {
    response.writeHead(201).end(JSON.stringify({ ...made, locationId: 7, traceId: trace }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  await expect(createSend(`http://127.0.0.1:${port}`, 'token')('POST', slots, { body: {} })).rejects.toThrow(
    /locationId must be string/,
  )
})
