import { expect, test } from 'vitest'
import { type SandboxOptions, virtualClock } from '../../src/index.ts'
import {
  block,
  calendar,
  location,
  message,
  open,
  type Received,
  type Send,
  slots,
} from '../support/client.ts'

const agency = 'TheAgencyCompany0001'
const form = { companyId: agency, locationId: location }

async function start(options: SandboxOptions = {}) {
  const { sandbox, send } = await open(options)
  const mint = async (fields: Record<string, string> = form, token = 'company'): Promise<Received> =>
    send('POST', '/oauth/locationToken', {
      text: new URLSearchParams(fields).toString(),
      type: 'application/x-www-form-urlencoded',
      token: sandbox.tokenByName(token),
      version: '2021-07-28',
    })
  return { sandbox, send, mint }
}

async function create(send: Send, token: unknown): Promise<number> {
  const body = { ...block, calendarId: calendar }
  return (await send('POST', slots, { body, token: String(token) })).status
}

test('an agency gets a location token, and its value is not logged', async () => {
  const { sandbox, send, mint } = await start()
  const { status, body } = await mint()
  expect([status, body['locationId'], body['token_type'], body['expires_in']]).toEqual([
    201,
    location,
    'Bearer',
    86_399,
  ])
  expect(body).not.toHaveProperty('refresh_token')
  expect(await create(send, body['access_token'])).toBe(201)
  expect(sandbox.audit[1]).toMatchObject({ kind: 'commit', change: 'issued', of: 'token' })
  expect(JSON.stringify(sandbox.audit)).not.toContain(String(body['access_token']))
})

test('each request gives another token, and each expires', async () => {
  const clock = virtualClock()
  const { send, mint } = await start({ clock, oauth: { lifetimeSeconds: 60 }, successStatus: 200 })
  const [one, other] = [await mint(), await mint()]
  expect(one.status).toBe(200)
  expect(one.body['access_token']).not.toBe(other.body['access_token'])
  expect([
    await create(send, one.body['access_token']),
    await create(send, other.body['access_token']),
  ]).toEqual([200, 200])
  await clock.advance(60_000)
  expect(await create(send, one.body['access_token'])).toBe(401)
})

test.each([
  ['a location of another agency', { ...form, locationId: 'nowhere' }, 'company', 400, 'Location not found'],
  [
    'another agency',
    { ...form, companyId: 'unknown' },
    'company',
    403,
    'The token does not have access to this company.',
  ],
  ['a token of a location', form, 'full', 403, 'This authClass type is not allowed to access this scope.'],
  [
    'a Private Integration Token of a location',
    form,
    'private-integration',
    401,
    "Token's user type mismatch!",
  ],
  ['a missing scope', form, 'agency', 401, 'The token is not authorized for this scope.'],
  ['no location', { companyId: agency }, 'company', 422, ['locationId should not be empty']],
  ['nothing', {}, 'company', 422, ['companyId should not be empty', 'locationId should not be empty']],
])('%s: rejected', async (_, fields, token, status, sentence) => {
  const { sandbox, mint } = await start()
  const reply = await mint(fields, token)
  expect([reply.status, message(reply)]).toEqual([status, sentence])
  expect(sandbox.audit.map(({ kind }) => kind)).toEqual(['request', 'response'])
})

test('the rate limit counts for the agency, not for the location', async () => {
  const { sandbox, send, mint } = await start({ limit: { max: 2, intervalMs: 10_000 } })
  expect([(await mint()).status, (await mint()).status, (await mint()).status]).toEqual([201, 201, 429])
  expect(await create(send, sandbox.token)).toBe(201)
  expect(sandbox.audit[0]).toMatchObject({ kind: 'request', location: agency })
})

test('a JSON body counts as no body', async () => {
  const { sandbox, send } = await start()
  const reply = await send('POST', '/oauth/locationToken', {
    body: form,
    token: sandbox.tokenByName('company'),
    version: '2021-07-28',
  })
  expect(reply.status).toBe(422)
})

test('version v3 has a path of its own, and names its fields differently', async () => {
  const { sandbox, send } = await start()
  // Not in the contract, which describes the published operation alone.
  const mint = async (version: string): Promise<Pick<Received, 'status' | 'body'>> => {
    const headers = { authorization: `Bearer ${sandbox.tokenByName('company')}`, version }
    const init = { method: 'POST', headers, body: new URLSearchParams(form) }
    const response = await sandbox.fetch(new Request(`${sandbox.url}/oauth/location-token`, init))
    const fields: [string, unknown][] = Object.entries(Object(await response.json()))
    return { status: response.status, body: Object.fromEntries(fields) }
  }
  const { status, body } = await mint('v3')
  expect([status, body['tokenType'], body['expiresIn'], body['locationId']]).toEqual([
    201,
    'Bearer',
    86_399,
    location,
  ])
  expect(body).not.toHaveProperty('access_token')
  expect(await create(send, body['accessToken'])).toBe(201)
  expect(await mint('2021-07-28')).toMatchObject({
    status: 404,
    body: { message: 'Cannot POST /oauth/location-token' },
  })
})
