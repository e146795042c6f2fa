import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createBlockSlotsApi } from '../../src/index.ts'
import { undiciTransport } from '../../src/undici/index.ts'
import { forced } from '../support/refusal.ts'
import { httpServer, tcpServer, watchRejections } from '../support/server.ts'
import { failure, verdictOf } from '../support/service.ts'
import { reasonOf, transportOf } from '../support/undici.ts'

watchRejections()

const answer = (body: string, ...lines: string[]): string =>
  ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...lines, '', body].join('\r\n')

test('a light response has all members of a Response', async () => {
  const server = await tcpServer((socket) =>
    socket.write(answer('{"a":1}', 'X-A: 1', 'x-a: 2 ', 'Content-Type: text/plain')),
  )
  const { send } = transportOf()
  const get = (): Promise<Response> => send(server.url)
  const one = await get()
  expect([one.status, one.statusText, one.ok, one.type, one.redirected, one.url]).toEqual([
    200,
    'OK',
    true,
    'basic',
    false,
    `${server.url}/`,
  ])
  expect([one.headers.get('X-a'), one.headers.has('x-b'), one.headers.get('constructor')]).toEqual([
    '1, 2',
    false,
    null,
  ])
  expect([...one.headers.keys()]).toEqual(['content-length', 'content-type', 'x-a'])
  expect(Object.fromEntries(one.headers)).toEqual(Object.fromEntries(one.headers.entries()))
  one.headers.set('x-a', '3')
  expect(one.headers.get('x-a')).toBe('3')
  expect([
    one instanceof Response,
    one.headers instanceof Headers,
    one.body instanceof ReadableStream,
  ]).toEqual([true, true, true])
  expect(one.bodyUsed).toBe(false)
  const other = one.clone()
  expect([await one.text(), await other.text(), one.bodyUsed]).toEqual(['{"a":1}', '{"a":1}', true])
  expect(await (await get()).json()).toEqual({ a: 1 })
  expect(new Uint8Array(await (await get()).arrayBuffer())).toHaveLength(7)
  expect(await (await get()).bytes()).toHaveLength(7)
  expect(await (await (await get()).blob()).text()).toBe('{"a":1}')
  const parts: string[] = []
  for await (const part of (await get()).body ?? []) parts.push(Buffer.from(part).toString())
  expect(parts).toEqual(['{"a":1}'])
  const read = await get()
  await read.text()
  expect(read.bodyUsed).toBe(true)
  expect(await reasonOf(read.text())).toBeInstanceOf(TypeError)
})

test('a body can be read by a reader, cancelled, and taken over as a stream of the platform', async () => {
  const server = await tcpServer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"'))
  const { send } = transportOf()
  const { body } = await send(server.url)
  const reader = body?.getReader()
  expect(body?.locked).toBe(true)
  expect(() => body?.getReader()).toThrow(TypeError)
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('{"a"')
  const [closed, rest] = [reader?.closed, reader?.read()]
  reader?.releaseLock()
  expect(body?.locked).toBe(false)
  await body?.cancel()
  expect([await closed, await rest]).toEqual([undefined, { done: true, value: undefined }])
  await server.deserted()
  const other = await send(server.url)
  await other.body?.pipeThrough(new TransformStream()).cancel()
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
  expect(server.heads[0]?.toLowerCase()).toContain('content-length: 7')
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
