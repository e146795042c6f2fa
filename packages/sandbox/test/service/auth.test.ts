import { expect, test } from 'vitest'
import { block, calendar, everything, message, open, slots, user } from '../support/client.ts'

const read = { query: everything({ userId: user }) }
const list = '/calendars/blocked-slots'

test.each([
  ['full', 200, undefined],
  ['private-integration', 200, undefined],
  ['read-only', 200, undefined],
  ['elsewhere', 403, 'The token does not have access to this location.'],
  ['expired', 401, 'Invalid JWT'],
  ['agency', 401, "Token's user type mismatch!"],
  ['company', 403, 'This authClass type is not allowed to access this scope.'],
])('a list with the token "%s": %i', async (name, status, expected) => {
  const { sandbox, send } = await open()
  const reply = await send('GET', list, { ...read, token: sandbox.tokenByName(name) })
  expect([reply.status, message(reply)]).toEqual([status, expected])
  expect(sandbox.audit[0]).toMatchObject({ token: name })
})

test.each([
  ['none', null, 'Invalid JWT'],
  ['not a token', 'nonsense', 'Invalid JWT'],
  ['not a Private Integration Token', 'pit-nonsense', 'Invalid Private Integration token'],
])('%s: 401', async (_, token, expected) => {
  const { send } = await open()
  const reply = await send('GET', list, { ...read, token })
  expect([reply.status, message(reply)]).toEqual([401, expected])
})

test('a missing scope: 401 for each write', async () => {
  const { sandbox, send } = await open()
  const token = sandbox.tokenByName('read-only')
  const body = { ...block, assignedUserId: user }
  for (const [method, path, sent] of [
    ['POST', slots, { body }],
    ['PUT', `${slots}/any`, { body }],
    ['DELETE', '/calendars/events/any', {}],
  ] as const) {
    const reply = await send(method, path, { ...sent, token })
    expect([reply.status, message(reply)]).toEqual([401, 'The token is not authorized for this scope.'])
  }
})

test('another location: 403 for each operation, and nothing changes', async () => {
  const { sandbox, send } = await open()
  const body = { ...block, calendarId: calendar }
  const made = await send('POST', slots, { body })
  const id = String(made.body['id'])
  const before = sandbox.blocks()
  const token = sandbox.tokenByName('elsewhere')
  for (const [method, path, sent] of [
    ['POST', slots, { body }],
    ['PUT', `${slots}/${id}`, { body }],
    ['DELETE', `/calendars/events/${id}`, {}],
    ['GET', `/calendars/${calendar}`, {}],
    ['GET', '/calendars/events', read],
  ] as const) {
    expect((await send(method, path, { ...sent, token })).status).toBe(403)
  }
  expect(sandbox.blocks()).toEqual(before)
})

test.each([
  [null, 401, 'version header was not found.'],
  ['2020-01-01', 401, 'version header is invalid'],
  ['bogus-version', 400, "Invalid API version segment 'bogus-version' at position 0"],
  ['v3', 200, undefined],
  ['2021-07-28', 200, undefined],
])('Version %s: %i', async (version, status, expected) => {
  const { sandbox, send } = await open()
  const reply = await send('GET', list, { ...read, version })
  expect([reply.status, message(reply)]).toEqual([status, expected])
  expect(sandbox.audit[0]).toMatchObject({ version })
})
