import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { startPrism } from '../src/index.ts'
import { slots } from './support/request.ts'

// An unhandled rejection, which ends a process, fails the run of these tests.
const prism = await startPrism()
const lenient = await startPrism({ validateRequest: false })
afterAll(async () => Promise.all([prism.close(), lenient.close()]))

const token = '/oauth/token'
const json = { 'Content-Type': 'application/json' }
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

type Part = { readonly headers?: Record<string, string>; readonly body?: string | Uint8Array }

/** Sends bytes as they are, which no HTTP client would, and gives the response. */
async function sendBytes(url: string, bytes: Uint8Array): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let received = ''
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
  // A server that has read enough may reset the connection while the rest is being sent.
  socket.on('error', () => undefined)
  socket.write(bytes)
  await once(socket, 'close')
  return received
}

async function send(url: string, line: string, { headers = {}, body = '' }: Part = {}): Promise<string> {
  const all = {
    Host: 'localhost',
    Version: '2021-04-15',
    Authorization: 'Bearer any',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return sendBytes(
    url,
    Buffer.concat([Buffer.from(`${line} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), Buffer.from(body)]),
  )
}

const statusOf = (response: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(response)?.[1])

async function isAlive(): Promise<boolean> {
  const headers = { Authorization: 'Bearer any', Version: '2021-04-15' }
  const responses = await Promise.all(
    [prism, lenient].map(async ({ url }) => fetch(`${url}/calendars/any`, { headers })),
  )
  return responses.every(({ status }) => status === 200)
}

test.each<[status: number, line: string, part?: Part]>([
  // The target.
  [400, 'GET /calendars/%ff'],
  [400, 'GET /calendars/%'],
  [405, 'GET /calendars/events/%E0%A4%A'],
  [404, 'GET /%'],
  [400, 'GET http://localhost/calendars/%ff'],
  [400, 'GET http://['],
  [400, 'GET //'],
  [404, 'OPTIONS *'],
  [422, 'GET /calendars/blocked-slots?locationId=%ff'],
  [200, 'GET /calendars/any?a[=%ff&%'],
  [200, 'GET /calendars/any?__proto__=1&__proto__=2'],
  [404, 'GET /calendars/any?__server=http://['],
  // The method.
  [405, 'HEAD /calendars/any'],
  [405, 'PROPFIND /calendars/any'],
  [405, 'TRACE /calendars/any'],
  // Headers.
  [200, 'GET /calendars/any', { headers: { Cookie: 'a=%ff; %; =' } }],
  [200, 'GET /calendars/any', { headers: { Prefer: '%ff=,"' } }],
  [404, 'GET /calendars/any', { headers: { Prefer: 'code=999' } }],
  [422, 'GET /calendars/any', { headers: { Prefer: 'code=x' } }],
  [404, 'GET /calendars/any', { headers: { Prefer: 'example=__proto__' } }],
  [400, 'GET /calendars/any', { headers: { Accept: ';;;/' } }],
  [400, 'GET /calendars/any', { headers: { Accept: 'text/html,' } }],
  [200, 'GET /calendars/any', { headers: { Accept: '' } }],
  [422, 'GET /calendars/any', { headers: { Version: '\u00e9\u00ff' } }],
  [200, 'GET /calendars/any', { headers: { Upgrade: 'websocket', Connection: 'Upgrade, close' } }],
  [417, 'GET /calendars/any', { headers: { Expect: 'anything' } }],
  [400, `POST ${slots}`, { headers: { 'Content-Type': ';;/' }, body: '{}' }],
  [422, `POST ${slots}`, { headers: { 'Content-Type': 'application/json; charset="x-9"' }, body: '{}' }],
  // The body.
  [400, `POST ${slots}`, { headers: json, body: '{"title":' }],
  [400, `POST ${slots}`, { headers: json, body: Buffer.from([0x22, 0xff, 0x22]) }],
  [400, `POST ${slots}`, { headers: json, body: '['.repeat(400_000) + ']'.repeat(400_000) }],
  [400, `POST ${slots}`, { headers: json, body: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}` }],
  [422, `POST ${slots}`, { headers: json, body: `{"title":${'['.repeat(99)}${']'.repeat(99)}}` }],
  [422, `POST ${slots}`, { headers: json, body: '{"__proto__":{"title":1},"constructor":1}' }],
  [422, `POST ${slots}`, { headers: json, body: '{"ключ":1}' }],
  [422, `POST ${slots}`, { headers: json, body: 'null' }],
  [413, `POST ${slots}`, { headers: json, body: Buffer.alloc(11_000_000, 'a') }],
  [422, `POST ${token}`, { headers: form, body: 'client_id=%ff' }],
  [400, `POST ${token}`, { headers: form, body: '%=%' }],
  [400, `POST ${token}`, { headers: form, body: Buffer.from([0xff]) }],
  [422, `POST ${token}`, { headers: form, body: '__proto__=1&a[b]=2' }],
  [422, `POST ${token}`, { headers: { 'Content-Type': 'multipart/form-data; boundary=a' }, body: '--a\r\n' }],
])('%i for %s %j', { timeout: 20_000 }, async (status, line, part) => {
  expect(statusOf(await send(prism.url, line, part))).toBe(status)
  // Without the checks of Prism the request is answered too, if only by an example.
  expect(statusOf(await send(lenient.url, line, part))).toBeGreaterThan(0)
  expect(await isAlive()).toBe(true)
})

test.each([
  ['no HTTP', '\u0000\u0001\r\n\r\n'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a malformed chunk', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
])('400 for %s', async (_, bytes) => {
  expect(statusOf(await sendBytes(prism.url, Buffer.from(bytes)))).toBe(400)
})

test('a client that disconnects within its request leaves the server running', async () => {
  const socket = connect(Number(new URL(prism.url).port), '127.0.0.1')
  socket.write(`POST ${slots} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`, () => socket.destroy())
  await once(socket, 'close')
  expect(await isAlive()).toBe(true)
})

test('a problem says what is wrong with the request', async () => {
  const response = await send(prism.url, `POST ${slots}`, { headers: json, body: '{"title":' })
  expect(JSON.parse(response.split('\r\n\r\n')[1] ?? '')).toEqual({
    type: 'https://stoplight.io/prism/errors#MALFORMED_REQUEST',
    title: 'Malformed request',
    status: 400,
    detail: 'The body is not JSON.',
  })
})
