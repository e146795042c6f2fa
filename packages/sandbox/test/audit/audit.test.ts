import { expect, test } from 'vitest'
import { block, calendar, everything, location, open, type Send, slots, user } from '../support/client.ts'
import { seedState } from '../../src/index.ts'

async function someRequests(send: Send): Promise<void> {
  const body = { ...block, calendarId: calendar }
  const made = await send('POST', slots, { body })
  await send('POST', slots, { body })
  await send('PUT', `${slots}/${String(made.body['id'])}`, { body: { ...block, assignedUserId: user } })
  await send('DELETE', `/calendars/events/${String(made.body['id'])}`)
  await send('POST', slots, { body: { ...block } })
  await send('GET', '/calendars/blocked-slots', { query: everything({ userId: user }) })
}

test('the log contains the request, the commit and the response', async () => {
  let now = 0
  const { sandbox, send } = await open({ clock: { now: () => (now += 1) } })
  const { body } = await send('POST', slots, { body: { ...block, calendarId: calendar } })
  const event = sandbox.blocks()[0]
  expect(sandbox.audit).toEqual([
    {
      seq: 1,
      request: 1,
      at: 1,
      kind: 'request',
      method: 'POST',
      path: slots,
      operation: 'createBlockSlot',
      query: {},
      body: { ...block, calendarId: calendar },
      version: '2021-04-15',
      location,
      token: 'full',
    },
    { seq: 2, request: 1, at: expect.any(Number), kind: 'commit', change: 'created', of: 'block', event },
    { seq: 3, request: 1, at: expect.any(Number), kind: 'response', status: 201, traceId: body['traceId'] },
  ])
})

test('the log counts how often equal blocks were committed', async () => {
  const { sandbox, send } = await open()
  await someRequests(send)
  const created = sandbox.audit.filter((entry) => entry.kind === 'commit' && entry.change === 'created')
  expect(created).toHaveLength(2)
  expect(sandbox.audit.map(({ seq }) => seq)).toEqual(sandbox.audit.map((_, index) => index + 1))
  expect(sandbox.blocks()).toHaveLength(1)
})

async function run(seed: number): Promise<string> {
  const { sandbox, send } = await open({ seed, clock: { now: () => 0 } })
  await someRequests(send)
  return JSON.stringify([sandbox.audit, sandbox.blocks()])
}

test('the same seed gives the same ids and trace ids, another seed others', async () => {
  const first = await run(7)
  expect(await run(7)).toBe(first)
  expect(await run(8)).not.toBe(first)
})

test('a read does not change the id of the next block', async () => {
  const ids: unknown[] = []
  for (const reads of [0, 3]) {
    const { send } = await open()
    for (let count = 0; count < reads; count += 1) await send('GET', `/calendars/${calendar}`)
    ids.push((await send('POST', slots, { body: { ...block, calendarId: calendar } })).body['id'])
  }
  expect(ids[0]).toBe(ids[1])
})

test('reset restores the initial state and clears the log in place', async () => {
  const { sandbox, send } = await open({ clock: { now: () => 0 } })
  const { audit } = sandbox
  await someRequests(send)
  const before = JSON.stringify(audit)
  sandbox.reset()
  expect(audit).toEqual([])
  expect(sandbox.blocks()).toEqual([])
  await someRequests(send)
  expect(JSON.stringify(audit)).toBe(before)
})

test('blocks() and appointments() return copies, and audit entries are frozen', async () => {
  const { sandbox, send } = await open()
  await someRequests(send)
  for (const each of [...sandbox.blocks(), ...sandbox.appointments()])
    Object.assign(each, { title: 'changed' })
  expect(sandbox.blocks()[0]?.title).toBe('Test Event')
  expect(sandbox.appointments()[0]?.title).toBe('First meeting')
  expect(() => Object.assign(sandbox.audit[0] ?? {}, { status: 200 })).toThrow(TypeError)
})

test('a list in the state replaces that of the seed state', async () => {
  const tokens = [
    { name: 'mine', value: 'my-own-token', userType: 'Location' as const, locationId: location, scopes: [] },
  ]
  const state = { tokens, users: [] }
  const { sandbox, send } = await open({ state })
  expect(sandbox.token).toBe('my-own-token')
  expect(sandbox.appointments()).toHaveLength(1)
  expect(() => sandbox.tokenByName('full')).toThrow(
    new RangeError('There is no token "full" in this sandbox. Use one of mine.'),
  )
  expect((await send('GET', `/calendars/${calendar}`)).status).toBe(401)
})

test('no secret reaches the log or an error, wherever it was sent', async () => {
  const { tokens, grants, apps } = seedState()
  const unknownToken = 'unknown-token-value'
  const secrets = [
    unknownToken,
    ...[...tokens, ...grants].map(({ value }) => value),
    ...apps.map(({ clientSecret }) => clientSecret),
  ]
  const { sandbox, send } = await open()
  const errors: unknown[] = []
  for (const secret of secrets) {
    errors.push(
      await send('POST', slots, {
        body: { ...block, [secret]: secret, assignedUserId: user },
        token: secret,
      }),
      await send('GET', `/calendars/${secret}`, { token: secret }),
      await send('GET', `/${secret}`, { query: { [secret]: secret }, token: secret }),
      await send('GET', '/calendars/events', { version: secret, token: secret }),
    )
    const fields = {
      client_id: 'x',
      client_secret: unknownToken,
      grant_type: 'refresh_token',
      refresh_token: secret,
    }
    const form = { text: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' }
    errors.push(await send('POST', '/oauth/token', form))
  }
  await send('POST', slots, { body: { ...block, title: `my ${sandbox.token}`, assignedUserId: user } })
  const text = JSON.stringify([sandbox.audit, errors])
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  expect(text).toContain('my [secret]')
})
