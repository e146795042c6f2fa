import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { parseRequest } from '../../src/transport/request.ts'
import { calendar, open, slots } from '../support/client.ts'

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

test.each([
  ['objects', nested(100), 422],
  ['objects', nested(101), 400],
  ['objects', nested(100_000), 400],
  ['arrays', `{"title":${'['.repeat(300_000)}${']'.repeat(300_000)}}`, 400],
])('nested %s never overflow the stack', async (_, text, status) => {
  const { sandbox, send } = await open()
  expect((await send('POST', slots, { text })).status).toBe(status)
  const headers = {
    Authorization: `Bearer ${sandbox.token}`,
    'Content-Type': 'application/json',
    Version: '2021-04-15',
  }
  const request = new Request(sandbox.url + slots, { method: 'POST', headers, body: text })
  expect((await sandbox.fetch(request)).status).toBe(status)
  expect(JSON.stringify(sandbox.audit).length).toBeLessThan(10_000)
})

test.each([
  ['a key __proto__', '{"__proto__":{"title":"x"},"constructor":1}', 422],
  ['200,000 items', JSON.stringify({ title: Array.from({ length: 200_000 }, () => 1) }), 422],
  [
    '60,000 fields',
    JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, 1]))),
    422,
  ],
  ['half a surrogate pair', '{"title":"\\ud800"}', 422],
  ['no object', '[]', 400],
])('a body with %s gets a response', async (_, text, status) => {
  const { send } = await open()
  expect((await send('POST', slots, { text })).status).toBe(status)
})

test('a body that is not UTF-8 gets a response', async () => {
  const { sandbox } = await open()
  const response = await fetch(sandbox.url + slots, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${sandbox.token}`,
      'Content-Type': 'application/json',
      Version: '2021-04-15',
    },
    body: Buffer.from('{"title":"\u00ff"}', 'latin1'),
  })
  expect(response.status).toBe(422)
})

test('a form is read in one pass, whatever its names', () => {
  const head = { method: 'POST', target: '/oauth/token', header: () => 'application/x-www-form-urlencoded' }
  const names = Array.from({ length: 200_000 }, (_, index) => `n${index}=${index}`)
  const { body } = parseRequest(head, [...names, ...names, '__proto__=1', 'a[b]=2'].join('&'))
  expect(Object.keys(body)).toHaveLength(200_002)
  expect([body['n7'], body['a[b]'], Object.getOwnPropertyDescriptor(body, '__proto__')?.value]).toEqual([
    ['7', '7'],
    '2',
    '1',
  ])
})

test('a target may be a whole URL, as a proxy sends it', async () => {
  const { sandbox } = await open()
  const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1')
  let received = ''
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
  socket.write(
    `GET http://services.leadconnectorhq.com/calendars/${calendar}?x=1 HTTP/1.1\r\nHost: x\r\nVersion: 2021-04-15\r\nAuthorization: Bearer ${sandbox.token}\r\nConnection: close\r\n\r\n`,
  )
  await once(socket, 'close')
  expect(received).toContain('HTTP/1.1 200 OK')
  expect(sandbox.audit[0]).toMatchObject({ path: `/calendars/${calendar}`, query: { x: '1' } })
})
