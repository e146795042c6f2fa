import { expect, test } from 'vitest'
import { message, open, user } from '../support/client.ts'

test('a user has a name; an unknown one is not found (assumed), and one of another location is out of reach', async () => {
  const { send } = await open()
  expect((await send('GET', `/users/${user}`)).body).toMatchObject({ id: user, name: 'Anna' })
  const unknown = await send('GET', '/users/nobody')
  expect([unknown.status, message(unknown)]).toEqual([404, 'User not found'])
  expect(await send('GET', '/users/ElsewhereUser0000001')).toMatchObject({ status: 403 })
})
