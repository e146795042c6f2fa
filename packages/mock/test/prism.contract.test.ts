import { createServer } from 'node:http'
import { once } from 'node:events'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { startPrism } from '../src/index.ts'
import { block, calendar, everything, search, slots, user } from './support/request.ts'

const { url, close } = await startPrism()
afterAll(close)

async function send(
  method: string,
  path: string,
  headers: Record<string, string | undefined> = {},
  body?: unknown,
): Promise<{ status: number; type: string | null; body: unknown }> {
  const all = {
    Authorization: 'Bearer any',
    Version: '2021-04-15',
    'Content-Type': 'application/json',
    ...headers,
  }
  const response = await fetch(url + path, {
    method,
    headers: Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const type = response.headers.get('content-type')
  return {
    status: response.status,
    type,
    body: type?.includes('json') === true ? await response.json() : await response.text(),
  }
}

test.each([
  ['a calendar', { calendarId: calendar }],
  ['a user', { assignedUserId: user }],
])('the published request with %s gets the published response', async (_, owner) => {
  const { status, body } = await send('POST', slots, {}, { ...block, ...owner })
  expect(status).toBe(200)
  expect(body).toEqual({
    id: '0TkCdp9PfvLeWKYRRvIz',
    locationId: 'C2QujeCh8ZnC7al2InWR',
    title: 'My event',
    startTime: '2021-06-23T03:30:00+05:30',
    endTime: '2021-06-23T04:30:00+05:30',
    calendarId: 'CVokAlI8fgw4WYWoCtQz',
    assignedUserId: '0007BWpSzSwfiuSl0tR2',
  })
})

test.each([
  ['both owners', { ...block, calendarId: calendar, assignedUserId: user }, {}],
  ['neither owner', block, {}],
  ['epoch times', { ...block, calendarId: calendar, startTime: 1624399200000 }, {}],
  ['epoch times as text', { ...block, calendarId: calendar, startTime: '1624399200000' }, {}],
  ['a misspelt field', { ...block, calendarID: calendar }, {}],
  ['an unknown field', { ...block, calendarId: calendar, notes: 'x' }, {}],
  ['a time without an offset', { ...block, calendarId: calendar, endTime: '2021-06-23T04:30:00' }, {}],
  ['a line break in the title', { ...block, calendarId: calendar, title: 'a\nb' }, {}],
  ['no location', { ...block, calendarId: calendar, locationId: undefined }, {}],
  ['no version', { ...block, calendarId: calendar }, { Version: undefined }],
  ['an unknown version', { ...block, calendarId: calendar }, { Version: '2020-01-01' }],
  ['no body', undefined, {}],
])('%s: 422 and the list of violations', async (_, body, headers) => {
  const response = await send('POST', slots, headers, body)
  expect([response.status, response.type]).toEqual([422, 'application/problem+json'])
  expect(response.body).toMatchObject({ status: 422, validation: expect.any(Array) })
})

test('no token: 401', async () => {
  const response = await send('POST', slots, { Authorization: undefined }, { ...block, calendarId: calendar })
  expect([response.status, response.type]).toEqual([401, 'application/problem+json'])
})

test('ISO times in a query: 422', async () => {
  const range = search({ ...everything({ userId: user }), startTime: block.startTime })
  expect((await send('GET', `/calendars/blocked-slots?${range}`)).status).toBe(422)
})

test('every operation responds with an example', async () => {
  const range = search(everything({ userId: user }))
  const made = { ...block, calendarId: calendar }
  expect((await send('PUT', `${slots}/any`, {}, made)).body).toMatchObject({ id: '0TkCdp9PfvLeWKYRRvIz' })
  expect((await send('GET', `/calendars/blocked-slots?${range}`)).body).toMatchObject({
    events: [{}, {}, {}, {}, {}],
  })
  expect((await send('GET', `/calendars/events?${range}`)).body).toMatchObject({ events: [{}] })
  expect((await send('GET', `/calendars/${calendar}`)).body).toMatchObject({
    calendar: { calendarType: 'event' },
  })
  expect((await send('DELETE', '/calendars/events/any', {}, {})).body).toEqual({ succeeded: true })
  expect((await send('DELETE', '/calendars/events/any', { 'Content-Type': undefined })).body).toEqual({
    succeeded: true,
  })
})

test.each([
  [
    'code=400, example=notAnEventCalendar',
    400,
    { statusCode: 400, message: 'The calendar is not an event calendar.' },
  ],
  ['code=422, example=title', 422, { message: 'Title must be a valid text' }],
  ['code=401, example=missingScope', 401, { message: 'The token is not authorized for this scope.' }],
  ['code=403, example=wrongLocation', 403, { message: 'The token does not have access to this location.' }],
  ['code=429', 429, { message: 'Too Many Requests' }],
  ['code=500, example=deadline', 500, { message: '4 DEADLINE_EXCEEDED: Deadline exceeded after 62.463s' }],
  ['code=503', 503, { message: 'Service Unavailable' }],
  ['code=504', 504, { message: 'Gateway Timeout' }],
  ['code=201, example=forUser', 201, { assignedUserId: user }],
])('Prefer: %s', async (prefer, status, body) => {
  const response = await send('POST', slots, { Prefer: prefer }, { ...block, calendarId: calendar })
  expect(response).toMatchObject({ status, body })
})

test('Prefer selects an HTML page when it is accepted', async () => {
  const headers = { Prefer: 'code=503, example=edge', Accept: 'text/html' }
  const response = await send('POST', slots, headers, { ...block, calendarId: calendar })
  expect(response).toMatchObject({
    status: 503,
    type: 'text/html',
    body: expect.stringContaining('<!DOCTYPE html>'),
  })
})

test('Prefer does not override a violation', async () => {
  expect((await send('POST', slots, { Prefer: 'code=503' }, block)).status).toBe(422)
})

test('with validateRequest: false every request gets an example', async () => {
  const prism = await startPrism({ validateRequest: false })
  onTestFinished(prism.close)
  expect((await fetch(prism.url + slots, { method: 'POST' })).status).toBe(200)
})

test('close is idempotent and frees the port', async () => {
  const prism = await startPrism()
  const { port } = new URL(prism.url)
  await Promise.all([prism.close(), prism.close()])
  await prism.close()
  const again = await startPrism({ port: Number(port) })
  onTestFinished(again.close)
  expect(again.url).toBe(prism.url)
})

test('a taken port is named in the error', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(startPrism({ port })).rejects.toThrow(`Prism cannot listen on 127.0.0.1:${port}: `)
})

test('a missing document is named in the error', async () => {
  await expect(startPrism({ document: '/nowhere/openapi.yaml' })).rejects.toThrow(/nowhere\/openapi\.yaml/)
})
