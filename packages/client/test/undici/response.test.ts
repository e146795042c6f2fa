import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createBlockSlotsApi } from '../../src/index.ts'
import { isTransport } from '../../src/request/plain-request.ts'
import { undiciTransport } from '../../src/undici/index.ts'
import { forced } from '../support/refusal.ts'
import { httpServer, tcpServer, watchRejections } from '../support/server.ts'
import { failure, verdictOf } from '../support/service.ts'
import { reasonOf, transportOf } from '../support/undici.ts'

watchRejections()

const answer = (body: string, ...lines: string[]): string =>
  ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...lines, '', body].join('\r\n')

test('a plain response has what the client uses, and headers have all members of Headers', async () => {
  const server = await tcpServer((socket) =>
    socket.write(answer('{"a":1}', 'X-A: 1', 'x-a: 2 ', 'Content-Type: text/plain')),
  )
  const { send } = transportOf()
  const { status, statusText, ok, headers, body } = await send(server.url)
  expect([status, statusText, ok]).toEqual([200, 'OK', true])
  expect(['X-a', 'x-b', 'constructor'].map((name) => headers.get(name))).toEqual(['1, 2', null, null])
  expect([headers.has('x-a'), headers.has('x-b')]).toEqual([true, false])
  expect([...headers.keys()]).toEqual(['content-length', 'content-type', 'x-a'])
  expect([...headers.values()]).toEqual(['7', 'text/plain', '1, 2'])
  expect([...headers]).toEqual([...headers.entries()])
  headers.set('x-a', '3')
  headers.append('x-a', '4')
  headers.delete('content-type')
  headers.append('set-cookie', 'a=b')
  expect([headers.get('x-a'), headers.has('content-type'), headers.getSetCookie()]).toEqual([
    '3, 4',
    false,
    ['a=b'],
  ])
  const names: string[] = []
  headers.forEach((_, name) => names.push(name))
  expect(names).toEqual(['content-length', 'set-cookie', 'x-a'])
  const reader = body?.getReader()
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('{"a":1}')
  expect(await reader?.read()).toEqual({ done: true, value: undefined })
  expect(await (await send(server.url)).text()).toBe('{"a":1}')
})

test('a body that is cancelled ends for its reader, and its connection closes', async () => {
  const server = await tcpServer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"'))
  const { body } = await transportOf().send(server.url)
  const reader = body?.getReader()
  await reader?.read()
  const rest = reader?.read()
  await reader?.cancel()
  expect(await rest).toEqual({ done: true, value: undefined })
  await server.deserted()
})

test('a decoded body can be cancelled, and then its connection closes', async () => {
  const server = await tcpServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9999\r\n\r\n')
    socket.write(gzipSync('x'.repeat(99)).subarray(0, 20))
  })
  const { send } = transportOf()
  const response = await send(server.url)
  expect(await response.body?.cancel()).toBeUndefined()
  await server.deserted()
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('a body of %s that is read slowly arrives in full', async (encoding, encode) => {
  const text = 'x'.repeat(2_000_000)
  const server = await httpServer((_, response) => {
    response.setHeader('content-encoding', encoding)
    response.end(encode(text))
  })
  const { body } = await transportOf().send(server.url)
  const reader = body?.getReader()
  let length = 0
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    length += part.value.length
    await sleep(1)
  }
  expect(length).toBe(text.length)
})

test('a body that is encoded too often is refused', async () => {
  const server = await tcpServer((socket) =>
    socket.write(answer('{}', `Content-Encoding: ${'gzip,'.repeat(5)}gzip`)),
  )
  expect(await reasonOf(transportOf().send(server.url))).toMatchObject({
    message: 'The body is encoded more than 5 times.',
  })
  await server.deserted()
})

test('a Request of the platform is sent with its body, and gets a Response of the platform', async () => {
  const server = await tcpServer((socket) => socket.write(answer('{"a":1}')))
  const { fetch } = transportOf()
  const init = { method: 'PUT', body: '{"a":1}', headers: { 'content-type': 'application/json' } }
  const response = await fetch(new Request(`${server.url}/a#b`, init))
  expect(Object.getPrototypeOf(response)).toBe(Response.prototype)
  expect([response.url, await response.json()]).toEqual([`${server.url}/a`, { a: 1 }])
  const other = await fetch(new Request(server.url))
  expect(await other.clone().json()).toEqual({ a: 1 })
  await other.body?.pipeThrough(new TransformStream()).cancel()
  expect(server.heads[0]?.toLowerCase()).toContain('content-length: 7')
})

test('a status that no Response of the platform takes is an error, and its connection closes', async () => {
  const server = await tcpServer((socket) => socket.write('HTTP/1.1 999 No\r\nContent-Length: 9\r\n\r\n{'))
  expect(await reasonOf(transportOf().fetch(new Request(server.url)))).toBeInstanceOf(RangeError)
  await server.deserted()
})

test('middleware may return the request and the response, and wrap its body', async () => {
  const server = await httpServer((_, response) => response.end('{"calendar":{"id":"x"}}'))
  const api = createBlockSlotsApi({ token: 'pit-token', baseUrl: server.url, fetch: transportOf().fetch })
  api.use({ onRequest: ({ request }) => request, onResponse: ({ response }) => response })
  api.use({ onResponse: ({ response: { body, status } }) => new Response(body, { status }) })
  const { data } = await api.GET('/calendars/{calendarId}', { params: { path: { calendarId: 'x' } } })
  expect(data).toEqual({ calendar: { id: 'x' } })
})

test('close ends idle connections, lets requests in flight finish, and rejects later ones', async () => {
  const answers: (() => void)[] = []
  const server = await httpServer((request, response) => {
    if (request.url === '/slow') answers.push(() => response.end('slow'))
    else response.end('fast')
  })
  const { send, close } = transportOf()
  await (await send(`${server.url}/fast`)).text()
  const slow = send(`${server.url}/slow`)
  while (answers.length === 0) {
    // oxlint-disable-next-line no-await-in-loop -- Waits for the request to arrive.
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  let closed = false
  const closing = close().then(() => (closed = true))
  answers[0]?.()
  const response = await slow
  expect(closed).toBe(false)
  expect(await response.text()).toBe('slow')
  await closing
  await server.deserted()
  expect(await reasonOf(send(server.url))).toMatchObject({ code: 'UND_ERR_DESTROYED', syscall: 'connect' })
  await close()
})

test.each(['Keep-Alive: timeout=1', 'Connection: close'])(
  'a connection that the server is about to close is not kept: %s',
  async (line) => {
    const server = await tcpServer((socket) => void socket.write(answer('{}', line)))
    const { send } = transportOf()
    await (await send(server.url)).text()
    await server.deserted()
    expect(await (await send(server.url)).text()).toBe('{}')
  },
)

test('its fetch takes plain requests', () => {
  const { fetch } = transportOf()
  expect(isTransport(fetch)).toBe(true)
  expect(isTransport((request: Request) => fetch(request))).toBe(false)
})

test.each(['ftp://127.0.0.1', 'http://a:b@127.0.0.1', 'nothing', ''])(
  'the address %j is refused',
  async (url) => {
    expect(await reasonOf(transportOf().send(url))).toBeInstanceOf(TypeError)
  },
)

test.each([[{ dispatcher: null }], [{ dispatcher: {} }], [{ connections: 5 }], [null], ['x']])(
  'the options %j are refused',
  async (options) => {
    const error = await failure((async () => undiciTransport(forced(options)))())
    expect(verdictOf(error)).toBe('invalid-input no never')
  },
)
