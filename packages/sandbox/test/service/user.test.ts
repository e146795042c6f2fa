import { expect, test } from 'vitest'
import { location, message, open, user } from '../support/client.ts'

test('a user has a name; an unknown one is not found (assumed), and one of another location is out of reach', async () => {
  const { send } = await open()
  expect((await send('GET', `/users/${user}`)).body).toMatchObject({
    id: user,
    name: 'Anna',
    lastName: 'Doe',
  })
  const unknown = await send('GET', '/users/nobody')
  expect([unknown.status, message(unknown)]).toEqual([404, 'User not found'])
  expect(await send('GET', '/users/ElsewhereUser0000001')).toMatchObject({ status: 403 })
})

test('the users of a location are listed, deleted ones too', async () => {
  const left = { id: 'FormerUser0000000001', locationId: location, name: 'Dora', deleted: true }
  const other = { id: 'ElsewhereUser0000001', locationId: 'ElsewhereLocation001', name: 'Carla' }
  const { send } = await open({
    state: { users: [{ id: user, locationId: location, name: 'Anna' }, left, other] },
  })
  const { body } = await send('GET', '/users/', { query: { locationId: location } })
  expect(body['users']).toEqual([
    { id: user, name: 'Anna', deleted: false },
    { id: left.id, name: 'Dora', deleted: true },
  ])
})

test.each([
  ['without a location', {}, 422, ['locationId should not be empty']],
  [
    'with another parameter',
    { locationId: location, query: 'Anna' },
    422,
    ['property query should not exist'],
  ],
  [
    'of another location',
    { locationId: 'ElsewhereLocation001' },
    403,
    expect.stringContaining('have access'),
  ],
])('a list of users %s is rejected', async (_, query, status, words) => {
  const { send } = await open()
  const reply = await send('GET', '/users/', { query })
  expect([reply.status, message(reply)]).toEqual([status, words])
})

test('a token without the scope lists nothing', async () => {
  const { sandbox, send } = await open()
  const reply = await send('GET', '/users/', {
    query: { locationId: location },
    token: sandbox.tokenByName('read-only'),
  })
  expect([reply.status, message(reply)]).toEqual([401, 'The token is not authorized for this scope.'])
})
