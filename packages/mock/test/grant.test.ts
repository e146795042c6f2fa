import { expect, test } from 'vitest'
import { block, calendar, open, type Reply, type Send, slots } from './caller.ts'

const app = { client_id: '6578278e879ad2646715ba9c-lq1r2s3t', client_secret: 'sandbox-client-secret' }
const code = { ...app, grant_type: 'authorization_code', code: 'sandbox-authorization-code' }
const refresh = { ...app, grant_type: 'refresh_token', refresh_token: 'sandbox-refresh-token' }

async function ask(send: Send, fields: Record<string, string>): Promise<Reply> {
  const text = new URLSearchParams(fields).toString()
  return send('POST', '/oauth/token', {
    text,
    type: 'application/x-www-form-urlencoded',
    token: null,
    version: null,
  })
}

test('a code becomes a token that works for a day', async () => {
  let now = 1_000_000
  const { send } = await open({ clock: { now: () => now } })
  const { status, body } = await ask(send, code)
  expect([status, body['expires_in'], body['userType']]).toEqual([200, 86_399, 'Location'])
  const token = String(body['access_token'])
  expect((await send('GET', `/calendars/${calendar}`, { token })).status).toBe(200)
  now += 86_399_000
  expect((await send('GET', `/calendars/${calendar}`, { token })).status).toBe(401)
})

test('a refresh token works once, and its successor once more', async () => {
  const { send } = await open()
  const first = await ask(send, refresh)
  const successor = { ...refresh, refresh_token: String(first.body['refresh_token']) }
  expect((await ask(send, successor)).status).toBe(200)
  for (const spent of [refresh, successor]) {
    const { status, body } = await ask(send, spent)
    expect([status, body['error']]).toEqual([400, 'invalid_grant'])
  }
})

test.each([
  ['a code that was never given', { ...code, code: 'nonsense' }, 401, 'UnAuthorized!'],
  ['a refresh token as a code', { ...code, code: 'sandbox-refresh-token' }, 401, 'UnAuthorized!'],
  ['a wrong secret', { ...code, client_secret: 'nonsense' }, 401, 'invalid_client'],
  ['another app', { ...code, client_id: 'nonsense' }, 401, 'invalid_client'],
  ['client credentials', { ...app, grant_type: 'client_credentials' }, 400, 'unsupported_grant_type'],
])('%s: refused', async (_, fields, status, error) => {
  const { sandbox, send } = await open()
  const reply = await ask(send, fields)
  expect([reply.status, reply.body['error']]).toEqual([status, error])
  expect(sandbox.audit.map(({ kind }) => kind)).toEqual(['arrival', 'answer'])
})

test('a code works once', async () => {
  const { send } = await open()
  expect((await ask(send, code)).status).toBe(200)
  expect((await ask(send, code)).status).toBe(401)
})

test('each operation reads its own encoding and no other', async () => {
  const { send } = await open()
  expect((await send('POST', '/oauth/token', { body: code })).status).toBe(422)
  expect((await ask(send, {})).status).toBe(422)
  const text = new URLSearchParams({ ...block, calendarId: calendar }).toString()
  expect((await send('POST', slots, { text, type: 'application/x-www-form-urlencoded' })).status).toBe(422)
})
