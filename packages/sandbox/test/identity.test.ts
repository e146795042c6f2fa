import { expect, test } from 'vitest'
import { type Fault, type Sandbox, virtualClock } from '../src/index.ts'
import { creator } from './support/create.ts'
import { block, calendar, open, slots } from './support/client.ts'

const header = 'x-block-slots-sandbox'
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

test.each([
  ['over a socket', () => fetch],
  ['in process', (sandbox: Sandbox) => sandbox.fetch],
])('%s every response carries the identity of the sandbox', async (_, fetchOf) => {
  const { sandbox } = await open()
  const send = fetchOf(sandbox)
  const headers = {
    Authorization: `Bearer ${sandbox.token}`,
    'Content-Type': 'application/json',
    Version: '2021-04-15',
  }
  const body = JSON.stringify({ ...block, calendarId: calendar })
  const requests = [
    new Request(sandbox.url + slots, { method: 'POST', headers, body }),
    new Request(`${sandbox.url}/calendars/${calendar}`, { headers }),
    new Request(`${sandbox.url}/calendars/${calendar}`),
    new Request(`${sandbox.url}/nowhere`),
    new Request(`${sandbox.url}/oauth/token`, { method: 'POST' }),
  ]
  const responses = await Promise.all(requests.map(async (request) => send(request)))
  expect(responses.map(({ status }) => status)).toEqual([201, 200, 401, 404, 422])
  expect(sandbox.id).toMatch(uuid)
  for (const response of responses) expect(response.headers.get(header)).toBe(sandbox.id)
})

test.each<Fault>([
  { fault: 'bad-gateway' },
  { fault: 'rate-limited', headers: false },
  { fault: 'status', status: 302, body: '', headers: { [header]: 'another', location: '/' } },
  { fault: 'truncated' },
  { fault: 'oversized', bytes: 1000 },
  { fault: 'slow' },
  { fault: 'late-commit' },
])('the response of $fault carries it', async (fault) => {
  const clock = virtualClock()
  const { sandbox } = await open({ clock, faults: [fault] })
  const { headers } = await clock.run(creator(sandbox.fetch, sandbox, clock.now)())
  expect(headers.get(header)).toBe(sandbox.id)
})

test('two sandboxes of one seed have different identities', async () => {
  const one = await open({ seed: 7 })
  const other = await open({ seed: 7 })
  expect(one.sandbox.id).not.toBe(other.sandbox.id)
})

test('a reset gives a new identity, and leaves no trace of it in ids or log', async () => {
  const clock = virtualClock()
  const { sandbox } = await open({ clock })
  const create = creator(sandbox.fetch, sandbox, clock.now)
  const first = await create()
  const [id, log] = [sandbox.id, JSON.stringify(sandbox.audit)]
  sandbox.reset()
  expect(sandbox.id).not.toBe(id)
  const second = await create()
  expect(second.text).toBe(first.text)
  expect(JSON.stringify(sandbox.audit)).toBe(log)
  expect([first, second].map(({ headers }) => headers.get(header))).toEqual([id, sandbox.id])
})
