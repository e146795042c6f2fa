import { expect, test } from 'vitest'
import { location, message, open } from '../support/client.ts'

test('a location has its name and its zone', async () => {
  const { sandbox, send } = await open()
  const { body } = await send('GET', `/locations/${location}`)
  expect(body['location']).toEqual({
    id: location,
    name: 'Downtown clinic',
    timezone: 'America/New_York',
    companyId: 'TheAgencyCompany0001',
  })
  const elsewhere = { token: sandbox.tokenByName('elsewhere') }
  expect(await send('GET', '/locations/ElsewhereLocation001', elsewhere)).toMatchObject({
    body: { location: { timezone: 'Asia/Kolkata' } },
  })
})

test.each(['ElsewhereLocation001', 'nowhere'])('the location %s is out of reach', async (id) => {
  const { send } = await open()
  const reply = await send('GET', `/locations/${id}`)
  expect([reply.status, message(reply)]).toEqual([403, 'The token does not have access to this location.'])
})

test('a token that lacks the scope is rejected', async () => {
  const { sandbox, send } = await open()
  const reply = await send('GET', `/locations/${location}`, { token: sandbox.tokenByName('read-only') })
  expect([reply.status, message(reply)]).toEqual([401, 'The token is not authorized for this scope.'])
})

test('a location of a token that the state does not describe is in UTC', async () => {
  const { send } = await open({ state: { locations: [] } })
  const { body } = await send('GET', `/locations/${location}`)
  expect(body['location']).toEqual({ id: location, name: location, timezone: 'UTC' })
})
