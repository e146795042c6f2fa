import { expect, test } from 'vitest'
import { virtualClock } from '../../src/index.ts'
import { block, calendar, open, type Received, type Send, slots } from '../support/client.ts'

const app = { client_id: '6578278e879ad2646715ba9c-lq1r2s3t', client_secret: 'sandbox-client-secret' }
const code = { ...app, grant_type: 'authorization_code', code: 'sandbox-authorization-code' }
const refresh = { ...app, grant_type: 'refresh_token', refresh_token: 'sandbox-refresh-token' }

async function ask(send: Send, fields: Record<string, string>): Promise<Received> {
  const text = new URLSearchParams(fields).toString()
  return send('POST', '/oauth/token', {
    text,
    type: 'application/x-www-form-urlencoded',
    token: null,
    version: null,
  })
}

test('a code is exchanged for a token that is valid for a day', async () => {
  let now = 1_000_000
  const { send } = await open({ clock: { now: () => now } })
  const { status, body } = await ask(send, code)
  expect([status, body['expires_in'], body['userType']]).toEqual([200, 86_399, 'Location'])
  const token = String(body['access_token'])
  expect((await send('GET', `/calendars/${calendar}`, { token })).status).toBe(200)
  now += 86_399_000
  expect((await send('GET', `/calendars/${calendar}`, { token })).status).toBe(401)
})

test('a refresh token works once, and its successor once', async () => {
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
  ['an unknown code', { ...code, code: 'nonsense' }, 401, 'UnAuthorized!'],
  ['a refresh token as a code', { ...code, code: 'sandbox-refresh-token' }, 401, 'UnAuthorized!'],
  ['a wrong secret', { ...code, client_secret: 'nonsense' }, 401, 'invalid_client'],
  ['another app', { ...code, client_id: 'nonsense' }, 401, 'invalid_client'],
  ['client credentials', { ...app, grant_type: 'client_credentials' }, 400, 'unsupported_grant_type'],
])('%s: rejected', async (_, fields, status, error) => {
  const { sandbox, send } = await open()
  const reply = await ask(send, fields)
  expect([reply.status, reply.body['error']]).toEqual([status, error])
  expect(sandbox.audit.map(({ kind }) => kind)).toEqual(['request', 'response'])
})

test('an authorization code works once', async () => {
  const { send } = await open()
  expect((await ask(send, code)).status).toBe(200)
  expect((await ask(send, code)).status).toBe(401)
})

test('each operation reads its own encoding only', async () => {
  const { send } = await open()
  expect((await send('POST', '/oauth/token', { body: code })).status).toBe(422)
  expect((await ask(send, {})).status).toBe(422)
  const text = new URLSearchParams({ ...block, calendarId: calendar }).toString()
  expect((await send('POST', slots, { text, type: 'application/x-www-form-urlencoded' })).status).toBe(422)
})

async function works(send: Send, body: Received['body']): Promise<boolean> {
  const token = String(body['access_token'])
  return (await send('GET', `/calendars/${calendar}`, { token })).status === 200
}

const after = (body: Received['body']) => ({ ...refresh, refresh_token: String(body['refresh_token']) })

test('a token expires after lifetimeSeconds', async () => {
  const clock = virtualClock()
  const { send } = await open({ clock, oauth: { lifetimeSeconds: 60 } })
  const { body } = await ask(send, refresh)
  expect([body['expires_in'], await works(send, body)]).toEqual([60, true])
  await clock.advance(60_000)
  expect(await works(send, body)).toBe(false)
})

test('with onReuse refuse, the tokens of the first use stay valid', async () => {
  const { send } = await open()
  const first = await ask(send, refresh)
  expect((await ask(send, refresh)).status).toBe(400)
  expect(await works(send, first.body)).toBe(true)
  expect((await ask(send, after(first.body))).status).toBe(200)
})

test('with onReuse revoke, the whole family is revoked and no other', async () => {
  const { sandbox, send } = await open({ oauth: { onReuse: 'revoke' } })
  const other = await ask(send, code)
  const first = await ask(send, refresh)
  const second = await ask(send, after(first.body))
  expect((await ask(send, after(first.body))).body['error']).toBe('invalid_grant')
  for (const { body } of [first, second]) expect(await works(send, body)).toBe(false)
  expect((await ask(send, after(second.body))).body['error']).toBe('invalid_grant')
  expect([await works(send, other.body), (await ask(send, after(other.body))).status]).toEqual([true, 200])
  expect((await send('GET', `/calendars/${calendar}`)).status).toBe(200)
  const revoked = sandbox.audit.filter((entry) => entry.kind === 'commit' && entry.change === 'revoked')
  expect(revoked.length).toBeGreaterThan(0)
  const log = JSON.stringify(sandbox.audit)
  for (const { body } of [first, second, other]) expect(log).not.toContain(body['access_token'])
})

test('reuse with a wrong client secret revokes nothing', async () => {
  const { send } = await open({ oauth: { onReuse: 'revoke' } })
  const first = await ask(send, refresh)
  expect((await ask(send, { ...refresh, client_secret: 'nonsense' })).status).toBe(400)
  expect(await works(send, first.body)).toBe(true)
})

test('within graceMs the same pair is returned, unless its successor was used', async () => {
  const clock = virtualClock()
  const { sandbox, send } = await open({ clock, oauth: { onReuse: 'revoke', graceMs: 10_000 } })
  const first = await ask(send, refresh)
  await clock.advance(9999)
  const again = await ask(send, refresh)
  const { traceId: _, ...pair } = first.body
  expect(again.body).toMatchObject({ ...pair, expires_in: 86_389 })
  expect(sandbox.audit.filter(({ kind }) => kind === 'commit')).toHaveLength(1)
  const second = await ask(send, after(first.body))
  expect((await ask(send, refresh)).status).toBe(400)
  expect(await works(send, second.body)).toBe(false)
})

test('after graceMs it is reuse', async () => {
  const clock = virtualClock()
  const { send } = await open({ clock, oauth: { onReuse: 'revoke', graceMs: 10_000 } })
  const first = await ask(send, refresh)
  await clock.advance(10_000)
  expect((await ask(send, refresh)).status).toBe(400)
  expect(await works(send, first.body)).toBe(false)
})

test('a lost response has rotated the token or not, as the fault says', async () => {
  const operation = 'createAccessToken'
  const { sandbox, send } = await open({
    faults: [
      { fault: 'reset', operation, commit: 'never' },
      { fault: 'reset', operation, on: 'second' },
    ],
  })
  const form = { text: new URLSearchParams(refresh).toString(), type: 'application/x-www-form-urlencoded' }
  const lost = async (): Promise<void> => {
    await expect(send('POST', '/oauth/token', { ...form, token: null, version: null })).rejects.toThrow(
      'fetch failed',
    )
  }
  await lost()
  expect(sandbox.audit.map(({ kind }) => kind)).toEqual(['request', 'fault'])
  await lost()
  expect(sandbox.audit.map(({ kind }) => kind).slice(2)).toEqual(['request', 'fault', 'commit'])
  expect((await ask(send, refresh)).status).toBe(400)
})

test('an issued token is a secret wherever it is sent afterwards', async () => {
  const { sandbox, send } = await open()
  const { body } = await ask(send, refresh)
  for (const name of ['access_token', 'refresh_token']) {
    const secret = String(body[name])
    await send('POST', slots, { body: { ...block, calendarId: calendar, title: `my ${secret}` } })
    expect(JSON.stringify(sandbox.audit)).not.toContain(secret)
  }
})

test('the agency has its own refresh token', async () => {
  const { send } = await open()
  const { body } = await ask(send, {
    ...refresh,
    refresh_token: 'sandbox-agency-refresh-token',
    user_type: 'Company',
  })
  expect(body).toMatchObject({ userType: 'Company', companyId: 'TheAgencyCompany0001' })
  expect(body).not.toHaveProperty('locationId')
  expect(await works(send, body)).toBe(false)
  const form = { companyId: 'TheAgencyCompany0001', locationId: 'C2QujeCh8ZnC7al2InWR' }
  const made = await send('POST', '/oauth/locationToken', {
    text: new URLSearchParams(form).toString(),
    type: 'application/x-www-form-urlencoded',
    token: String(body['access_token']),
    version: '2021-07-28',
  })
  expect(await works(send, made.body)).toBe(true)
})

test('after two thousand rotations the log contains no refresh token', async () => {
  const { sandbox } = await open({ oauth: { onReuse: 'revoke' } })
  let value = refresh.refresh_token
  for (let turn = 0; turn < 2000; turn += 1) {
    const response = await sandbox.fetch(
      new Request('http://x/oauth/token', {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...refresh, refresh_token: value }).toString(),
      }),
    )
    const pair = (await response.json()) as { refresh_token: string }
    value = pair.refresh_token
  }
  expect(value).toMatch(/^sandbox-refresh-/)
  expect(JSON.stringify(sandbox.audit)).not.toContain('sandbox-refresh-')
})
