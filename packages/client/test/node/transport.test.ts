import { getEventListeners, once } from 'node:events'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { createBlockSlotsApi, createBlockSlotsClient } from '../../src/index.ts'
import { nodeTransport, type NodeTransport, type NodeTransportOptions } from '../../src/node/index.ts'
import { forced } from '../support/refusal.ts'
import { httpServer, tcpServer, watchRejections } from '../support/server.ts'
import { calls, failure, once as sentOnce, verdictOf } from '../support/service.ts'

watchRejections()

/** Creates a transport that is closed after its test. */
function transportOf(options?: NodeTransportOptions): NodeTransport {
  const transport = nodeTransport(options)
  onTestFinished(() => transport.close())
  return transport
}

const answer = (body: string, ...lines: string[]): string =>
  ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...lines, '', body].join('\r\n')

/** Returns the reason with which a promise rejects. */
const reason = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a connection serves requests one after the other, and more are opened up to the maximum', async () => {
  const sockets = new Set<Socket>()
  const answers: (() => void)[] = []
  const server = await httpServer((request, response) => {
    sockets.add(request.socket)
    answers.push(() => response.end('{}'))
  })
  const { fetch, Request } = transportOf({ connections: 3 })
  const sent = Array.from({ length: 10 }, async () => (await fetch(new Request(server.url))).text())
  for (let served = 0; served < 10; served += 1) {
    // oxlint-disable-next-line no-await-in-loop -- Sequential requests are under test.
    while (answers.length === 0) await sleep(1)
    expect(answers.length).toBeLessThanOrEqual(3)
    answers.shift()?.()
  }
  await Promise.all(sent)
  expect(sockets.size).toBe(3)
})

test('a connection that the server closed while it was idle is not used again', async () => {
  const sockets: Socket[] = []
  const server = await tcpServer((socket) => {
    sockets.push(socket)
    socket.write(answer('{}'))
  })
  const { fetch, Request } = transportOf()
  const send = async (): Promise<string> => (await fetch(new Request(server.url))).text()
  await send()
  await sleep(20)
  await send()
  expect(new Set(sockets).size).toBe(1)
  await sleep(20)
  sockets[0]?.end()
  await sleep(20)
  expect(await send()).toBe('{}')
  expect(new Set(sockets).size).toBe(2)
})

test('a reset during a request leaves the outcome of a write unknown', async () => {
  let count = 0
  const server = await tcpServer((socket) => {
    count += 1
    if (count === 1) socket.write(answer('{"succeeded":true}'))
    else socket.resetAndDestroy()
  })
  const client = createBlockSlotsClient({
    ...sentOnce,
    token: 'pit-token',
    baseUrl: server.url,
    ...transportOf(),
  })
  await client.delete('x')
  await sleep(20)
  const error = await failure(client.delete('x'))
  expect(verdictOf(error)).toBe('outcome-unknown unknown after')
  expect(error.cause).toMatchObject({ code: 'ECONNRESET' })
  expect(server.heads).toHaveLength(2)
})

test('a connection that breaks before a byte is written counts as not sent, with its own code', async () => {
  const server = await tcpServer((socket) => void socket.write(answer('{"succeeded":true}')))
  const transport = transportOf()
  const client = createBlockSlotsClient({
    ...sentOnce,
    token: 'pit-token',
    baseUrl: server.url,
    ...transport,
  })
  await client.delete('x')
  await sleep(20)
  // Destroys a pooled connection between its assignment and the first write, as a reset at that moment would.
  const call = failure(client.delete('x'))
  const cork = vi.spyOn(Socket.prototype, 'cork').mockImplementationOnce(function (this: Socket) {
    this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
  })
  onTestFinished(() => cork.mockRestore())
  const error = await call
  expect(cork).toHaveBeenCalled()
  expect(verdictOf(error)).toBe('not-sent no now')
  expect(error.message).toContain('(ERR_NOT_SENT)')
  expect(server.heads).toHaveLength(1)
})

test('an unrequested response is not taken for the next one', async () => {
  const sockets: Socket[] = []
  const server = await tcpServer((socket) => {
    sockets.push(socket)
    socket.write(answer(`{"id":${sockets.length}}`))
  })
  const { fetch, Request } = transportOf()
  const send = async (): Promise<string> => (await fetch(new Request(server.url))).text()
  expect(await send()).toBe('{"id":1}')
  await sleep(20)
  sockets[0]?.write(answer('{"id":"forged"}'))
  await sleep(20)
  expect(await send()).toBe('{"id":2}')
  expect(new Set(sockets).size).toBe(2)
})

test.each([
  ['for its time', 50, ''],
  ['not at all when the server names a second', 30_000, 'Keep-Alive: timeout=1'],
  ['not at all when the server names none', 30_000, 'Keep-Alive: max=5, timeout=0'],
  ['not at all when the server says so', 30_000, 'Connection: close'],
])('a connection lies idle %s', async (_, idleMs, line) => {
  const closed: Promise<unknown>[] = []
  const server = await tcpServer((socket) => {
    closed.push(once(socket, 'close'))
    socket.write(answer('{}', ...(line === '' ? [] : [line])))
  })
  const { fetch, Request } = transportOf({ idleMs })
  await (await fetch(new Request(server.url))).text()
  await closed[0]
  await (await fetch(new Request(server.url))).text()
  await closed[1]
  expect(closed).toHaveLength(2)
})

test('an aborted signal sends nothing, and an abort in the queue rejects at once', async () => {
  const server = await tcpServer(() => {})
  const { fetch, Request } = transportOf({ connections: 1 })
  const before = AbortSignal.abort(new Error('before'))
  expect(await reason(fetch(new Request(server.url, { signal: before })))).toMatchObject({
    message: 'before',
  })
  expect(server.heads).toEqual([])
  const first = new AbortController()
  const second = new AbortController()
  const sent = [first, second].map(({ signal }) => reason(fetch(new Request(server.url, { signal }))))
  await sleep(20)
  expect(server.heads).toHaveLength(1)
  second.abort(new Error('queued'))
  expect(await sent[1]).toMatchObject({ message: 'queued' })
  first.abort(new Error('sent'))
  expect(await sent[0]).toMatchObject({ message: 'sent' })
  await server.deserted()
  expect(server.heads).toHaveLength(1)
  expect([first, second].flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([])
})

test('a long-lived signal keeps no listener, however its requests end', async () => {
  const { signal } = new AbortController()
  const server = await tcpServer((socket) => {
    if (server.heads.length % 3 === 0) socket.resetAndDestroy()
    else if (server.heads.length % 3 === 1) socket.write('HTTP/1.1 204 No Content\r\n\r\n')
    else socket.write(answer('{}'))
  })
  const { fetch, Request } = transportOf()
  const send = async (): Promise<string> => (await fetch(new Request(server.url, { signal }))).text()
  await Promise.all(Array.from({ length: 30 }, () => reason(send())))
  await reason(fetch(new Request('http://127.0.0.1:1', { signal })))
  await sleep(20)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('close ends idle connections, lets requests in flight finish, and rejects later ones', async () => {
  const answers: (() => void)[] = []
  const server = await httpServer((request, response) => {
    if (request.url === '/slow') answers.push(() => response.end('slow'))
    else response.end('fast')
  })
  const { fetch, Request, close } = nodeTransport()
  await (await fetch(new Request(`${server.url}/fast`))).text()
  const slow = fetch(new Request(`${server.url}/slow`))
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  let closed = false
  const closing = close().then(() => (closed = true))
  await sleep(20)
  expect(closed).toBe(false)
  answers[0]?.()
  expect(await (await slow).text()).toBe('slow')
  await closing
  await server.deserted()
  expect(await reason(fetch(new Request(server.url)))).toMatchObject({ code: 'ERR_NOT_SENT' })
  await close()
})

test('a connection that is not established in time counts as not sent', async () => {
  const server = await httpServer((_, response) => response.end('{}'))
  const asked: number[] = []
  const clock: Clock = {
    now: () => 0,
    sleep: async (ms) => void asked.push(ms),
  }
  const client = createBlockSlotsClient({
    ...sentOnce,
    token: 'pit-token',
    baseUrl: server.url,
    ...transportOf({ clock, connectTimeoutMs: 1234 }),
  })
  const error = await failure(client.calendar('x'))
  expect(verdictOf(error)).toBe('not-sent no now')
  expect(error.message).toContain('(ETIMEDOUT)')
  expect(error.cause).toMatchObject({ message: 'no connection within 1234 ms' })
  expect(asked).toEqual([1234])
  expect(server.heads).toEqual([])
})

test('unknown names and closed ports are reported', async () => {
  const { fetch, Request } = transportOf()
  expect(await reason(fetch(new Request('http://name.invalid')))).toMatchObject({ syscall: 'getaddrinfo' })
  expect(await reason(fetch(new Request('http://127.0.0.1:1')))).toMatchObject({
    code: 'ECONNREFUSED',
    syscall: 'connect',
  })
})

test('no error prints a token', async () => {
  const { fetch, Request } = transportOf()
  const token = 'pit-secret\nX: y'
  const odd = await reason(
    (async () =>
      fetch(new Request('http://127.0.0.1:1', { headers: { Authorization: `Bearer ${token}` } })))(),
  )
  expect(odd).toBeInstanceOf(TypeError)
  const refused = await reason(
    fetch(new Request('http://127.0.0.1:1', { headers: { Authorization: 'Bearer pit-secret' } })),
  )
  for (const error of [odd, refused]) {
    expect(
      `${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`,
    ).not.toContain('pit-secret')
  }
})

test('connection headers cannot be set by a request', async () => {
  const server = await httpServer((_, response) => response.end('{}'))
  const { fetch, Request } = transportOf()
  const headers = {
    'Content-Length': '1',
    'Transfer-Encoding': 'chunked',
    Host: 'elsewhere.test',
    'X-A': 'b',
  }
  await (await fetch(new Request(`${server.url}/a?b=c#d`, { method: 'post', headers, body: 'ä' }))).text()
  const [head] = server.heads
  expect(head).toMatch(/^POST \/a\?b=c\r/)
  expect(head?.toLowerCase()).not.toMatch(/chunked|elsewhere/)
  expect(head?.toLowerCase()).toContain('content-length\r\n2')
})

test.each([
  ['a GET with a body', { body: 'x' }],
  ['a method that opens a tunnel', { method: 'CONNECT' }],
  ['a method that is none', { method: 'a b' }],
  ['a stream', { method: 'POST', body: new ReadableStream(), duplex: 'half' }],
  ['a form with files', { method: 'POST', body: new FormData() }],
])('%s is refused before anything is sent', async (_, init) => {
  const server = await httpServer((__, response) => response.end('{}'))
  const { fetch, Request, close } = nodeTransport()
  const call = async (): Promise<Response> => fetch(new Request(server.url, forced(init)))
  expect(await reason(call())).toBeInstanceOf(TypeError)
  expect(server.heads).toEqual([])
  await close()
})

test.each(['ftp://127.0.0.1', 'http://a:b@127.0.0.1', 'nothing', ''])(
  'the address %j is refused',
  async (url) => {
    const { fetch, Request } = transportOf()
    expect(await reason((async () => fetch(new Request(url)))())).toBeInstanceOf(TypeError)
  },
)

test.each([
  [{ connections: 0 }],
  [{ connections: 1.5 }],
  [{ idleMs: 0 }],
  [{ idleMs: Number.NaN }],
  [{ connectTimeoutMs: 2 ** 31 }],
  [null],
  ['x'],
])('the options %j are refused', async (options) => {
  const error = await failure((async () => nodeTransport(forced(options)))())
  expect(verdictOf(error)).toBe('invalid-input no never')
})

test('a platform Request is sent as well, and a minimal one has all members of a Request', async () => {
  const bodies: string[] = []
  const server = await tcpServer((socket) => socket.write(answer('{}')))
  const slim = transportOf()
  const init = { method: 'PUT', body: '{"a":1}', headers: { 'content-type': 'application/json' } }
  await (await slim.fetch(new Request(server.url, init))).text()
  const request = new slim.Request(server.url, init)
  bodies.push(await request.clone().text(), await request.text())
  await (await slim.fetch(request)).text()
  expect(bodies).toEqual(['{"a":1}', '{"a":1}'])
  expect(server.heads.map((head) => head.toLowerCase().includes('content-length: 7'))).toEqual([true, true])
  expect([request.cache, request.mode, request.signal.aborted, request.bodyUsed]).toEqual([
    'default',
    'cors',
    false,
    true,
  ])
})

test('a response has all members of a Response', async () => {
  const server = await tcpServer((socket) =>
    socket.write(answer('{"a":1}', 'X-A: 1', 'x-a: 2', 'Content-Type: text/plain')),
  )
  const { fetch, Request } = transportOf()
  const get = (): Promise<Response> => fetch(new Request(server.url))
  expect(await (await get()).json()).toEqual({ a: 1 })
  expect(new Uint8Array(await (await get()).arrayBuffer())).toHaveLength(7)
  expect(await (await (await get()).blob()).text()).toBe('{"a":1}')
  const one = await get()
  expect(one.headers.get('X-a')).toBe('1, 2')
  expect([...one.headers.keys()]).toEqual(['content-length', 'content-type', 'x-a'])
  const other = one.clone()
  expect([await one.text(), await other.text(), one.bodyUsed]).toEqual(['{"a":1}', '{"a":1}', true])
  const parts: string[] = []
  for await (const part of (await get()).body ?? []) parts.push(Buffer.from(part).toString())
  expect(parts).toEqual(['{"a":1}'])
  const read = await get()
  await read.text()
  expect(await reason(read.text())).toBeInstanceOf(TypeError)
})

test('the typed client accepts it, with middleware that returns the request', async () => {
  const server = await httpServer((_, response) => response.end('{"calendar":{"id":"x"}}'))
  const api = createBlockSlotsApi({ token: 'pit-token', baseUrl: server.url, ...transportOf() })
  api.use({ onRequest: ({ request }) => request })
  const { data } = await api.GET('/calendars/{calendarId}', { params: { path: { calendarId: 'x' } } })
  expect(data).toEqual({ calendar: { id: 'x' } })
})

test('concurrent calls to a healthy service are sent once each', async () => {
  const server = await httpServer((_, response) => response.end('{"succeeded":true}'))
  const client = createBlockSlotsClient({
    ...sentOnce,
    token: 'pit-token',
    baseUrl: server.url,
    ...transportOf({ connections: 4 }),
  })
  await Promise.all(Array.from({ length: 200 }, () => calls.deleteEvent(client)))
  expect(server.heads).toHaveLength(200)
})
