import { getEventListeners } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { RequestController } from '../../src/abort.ts'
import { createBlockSlotsClient } from '../../src/index.ts'
import { httpServer, tcpServer, watchRejections } from '../support/server.ts'
import { calls, failure, once as sentOnce, verdictOf } from '../support/service.ts'
import { agentOf, reasonOf, versions } from '../support/undici.ts'

watchRejections()

const answer = (body: string, ...lines: string[]): string =>
  ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...lines, '', body].join('\r\n')

describe.each(versions)('over $version', ({ undici }) => {
  test('a connection serves requests one after the other, and more are opened up to the maximum', async () => {
    const sockets = new Set<Socket>()
    const answers: (() => void)[] = []
    const server = await httpServer((request, response) => {
      sockets.add(request.socket)
      answers.push(() => response.end('{}'))
    })
    const { send } = agentOf(undici, { connections: 3 })
    const sent = Array.from({ length: 10 }, async () => (await send(server.url)).text())
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
    const { send } = agentOf(undici, { connections: 1 })
    const get = async (): Promise<string> => (await send(server.url)).text()
    await get()
    await sleep(20)
    await get()
    expect(new Set(sockets).size).toBe(1)
    sockets[0]?.end()
    await sleep(20)
    expect(await get()).toBe('{}')
    expect(new Set(sockets).size).toBe(2)
    expect(server.heads).toHaveLength(3)
  })

  test('a reset during a request leaves the outcome of a write unknown, and nothing is sent again', async () => {
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
      fetch: agentOf(undici, { connections: 1 }).fetch,
    })
    await client.delete('x')
    for (const operation of ['deleteEvent', 'createBlockSlot', 'updateBlockSlot'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- Each needs the connection of the one before.
      const error = await failure(calls[operation](client))
      expect(verdictOf(error)).toContain('outcome-unknown unknown')
      expect(error.cause).toMatchObject({ code: 'ECONNRESET' })
    }
    expect(verdictOf(await failure(calls.getCalendar(client)))).toBe('unavailable no after')
    await sleep(20)
    expect(server.heads).toHaveLength(5)
  })

  test('nothing is pipelined, so that a request that is aborted takes no other one along', async () => {
    const sockets: Socket[] = []
    const server = await tcpServer((socket) => {
      sockets.push(socket)
      // The head, so that undici would send the next request.
      socket.write('HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n')
    })
    const { send } = agentOf(undici, { connections: 1, pipelining: 10 })
    const created = await send(server.url, { method: 'POST', body: '{}' })
    const controller = new RequestController()
    const list = reasonOf(send(server.url, { controller }))
    await sleep(20)
    controller.abort(new Error('enough'))
    expect(await list).toMatchObject({ message: 'enough' })
    sockets[0]?.write('{}')
    expect(await created.text()).toBe('{}')
    await sleep(20)
    expect(server.heads).toHaveLength(1)
  })

  test('an unrequested response is not taken for the next one', async () => {
    const sockets: Socket[] = []
    const server = await tcpServer((socket) => {
      sockets.push(socket)
      socket.write(answer(`{"id":${sockets.length}}`))
    })
    const { send } = agentOf(undici, { connections: 1 })
    const get = async (): Promise<string> => (await send(server.url)).text()
    expect(await get()).toBe('{"id":1}')
    await sleep(20)
    sockets[0]?.write(answer('{"id":"forged"}'))
    await sleep(20)
    expect(await get()).toBe('{"id":2}')
    expect(new Set(sockets).size).toBe(2)
  })

  test('an aborted signal sends nothing, and an abort in the queue rejects at once', async () => {
    const server = await tcpServer(() => {})
    const { send } = agentOf(undici, { connections: 1 })
    const before = new RequestController()
    before.abort(new Error('before'))
    expect(await reasonOf(send(server.url, { controller: before }))).toMatchObject({ message: 'before' })
    const first = new RequestController()
    const second = new RequestController()
    const sent = [first, second].map((controller) => reasonOf(send(server.url, { controller })))
    await vi.waitFor(() => expect(server.heads).toHaveLength(1))
    second.abort(new Error('queued'))
    expect(await sent[1]).toMatchObject({ message: 'queued' })
    first.abort(new Error('sent'))
    expect(await sent[0]).toMatchObject({ message: 'sent' })
    await server.deserted()
    await sleep(20)
    expect(server.heads).toHaveLength(1)
    expect([first.close, second.close]).toEqual([undefined, undefined])
  })

  test('an abort ends a body that is being read, and its connection', async () => {
    const server = await tcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"id"')
    })
    const { send } = agentOf(undici)
    const controller = new RequestController()
    const response = await send(server.url, { controller })
    const text = reasonOf(response.text())
    controller.abort(new Error('enough'))
    expect(await text).toMatchObject({ message: 'enough' })
    await server.deserted()
  })

  test('neither a controller nor a signal keeps a listener, however the request ends', async () => {
    const controllers: RequestController[] = []
    const requests: Request[] = []
    const server = await tcpServer((socket) => {
      if (server.heads.length % 3 === 0) socket.resetAndDestroy()
      else if (server.heads.length % 3 === 1) socket.write('HTTP/1.1 204 No Content\r\n\r\n')
      else socket.write(answer('{}'))
    })
    const { send, fetch } = agentOf(undici)
    const sendBoth = async (url: string): Promise<void> => {
      const controller = new RequestController()
      const request = new Request(url)
      controllers.push(controller)
      requests.push(request)
      await reasonOf(send(url, { controller }).then((got) => got.text()))
      await reasonOf(fetch(request).then((got) => got.text()))
    }
    await Promise.all(Array.from({ length: 30 }, () => sendBoth(server.url)))
    await sendBoth('http://127.0.0.1:1')
    expect(controllers.flatMap(({ close }) => close ?? [])).toEqual([])
    expect(requests.flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([])
  })

  test('unknown names, closed ports and slow connections are reported, and mean that nothing was sent', async () => {
    const { send } = agentOf(undici)
    expect(await reasonOf(send('http://name.invalid'))).toMatchObject({ code: expect.stringMatching(/^E/) })
    expect(await reasonOf(send('http://127.0.0.1:1'))).toMatchObject({ code: 'ECONNREFUSED' })
    const slow = agentOf(undici, {
      connect: (_, callback) => callback(new undici.errors.ConnectTimeoutError('too late'), null),
    })
    const client = createBlockSlotsClient({ ...sentOnce, token: 'pit-token', fetch: slow.fetch })
    const error = await failure(calls.createBlockSlot(client))
    expect(verdictOf(error)).toBe('not-sent no now')
    expect(error.message).toContain('(UND_ERR_CONNECT_TIMEOUT)')
  })

  test('what a caller sends is what undici sends', async () => {
    const server = await httpServer((_, response) => response.end('{}'))
    const { send, fetch } = agentOf(undici)
    const headers = {
      'Content-Length': '1',
      'Transfer-Encoding': 'chunked',
      Host: 'elsewhere.test',
      'X-A': 'b',
    }
    await (await send(`${server.url}/a?b=c#d`, { method: 'POST', headers, body: 'ä' })).text()
    await (await send(server.url, { cache: 'no-store' })).text()
    await (await send(server.url, { method: 'HEAD' })).text()
    await (await send(server.url, { method: 'POST' })).text()
    await (await fetch(new Request(`${server.url}/ä/../a?b=c#d`))).text()
    const [post = '', get = '', head = '', empty = '', real = ''] = server.heads.map((each) =>
      each.toLowerCase(),
    )
    expect(post).toMatch(/^post \/a\?b=c\r/)
    expect(post).not.toMatch(/chunked|elsewhere/)
    expect(post).toContain('content-length\r\n2')
    expect(post).toContain('x-a\r\nb')
    expect(post).toContain('accept-encoding\r\nidentity')
    expect(get).toContain('accept-encoding\r\ngzip')
    expect(get).toContain('cache-control\r\nno-cache')
    expect(head).not.toContain('content-length')
    expect(empty).toContain('content-length\r\n0')
    expect(real).toMatch(/^get \/a\?b=c\r/)
  })

  test('an address of IPv6 is connected to', async () => {
    const asked: unknown[] = []
    const { send } = agentOf(undici, {
      connect({ hostname, port }, callback) {
        asked.push([hostname, port])
        callback(new Error('enough'), null)
      },
    })
    expect(await reasonOf(send('http://[::1]:8080/a'))).toMatchObject({ message: 'enough' })
    expect(asked).toEqual([['::1', '8080']])
  })

  test('no error prints a token', async () => {
    const { send } = agentOf(undici)
    const headers = { Authorization: 'Bearer pit-secret' }
    for (const init of [{}, { method: 'CONNECT' }, { method: 'a b' }]) {
      // oxlint-disable-next-line no-await-in-loop -- One after the other reads better.
      const error = await reasonOf(send('http://127.0.0.1:1', { ...init, headers }))
      expect(error).toBeInstanceOf(Error)
      const { stack, cause } = error instanceof Error ? error : {}
      expect(`${String(error)} ${JSON.stringify(error)} ${stack} ${String(cause)}`).not.toContain(
        'pit-secret',
      )
    }
  })

  test('concurrent calls to a healthy service are sent once each', async () => {
    const server = await httpServer((_, response) => response.end('{"succeeded":true}'))
    const client = createBlockSlotsClient({
      ...sentOnce,
      token: 'pit-token',
      baseUrl: server.url,
      fetch: agentOf(undici, { connections: 4 }).fetch,
    })
    await Promise.all(Array.from({ length: 200 }, () => calls.deleteEvent(client)))
    expect(server.heads).toHaveLength(200)
  })

  test('a body that is read slowly makes the server wait, and arrives in full', async () => {
    const part = Buffer.alloc(64 * 1024, 'x')
    const total = 20 * 1024 * 1024
    let [written, waited] = [0, false]
    const server = await httpServer((_, response) => {
      const more = (): void => {
        while (written < total) {
          written += part.length
          if (!response.write(part)) {
            response.once('drain', more)
            return
          }
        }
        response.end()
      }
      more()
      setTimeout(() => (waited = written < total), 100)
    })
    const { send } = agentOf(undici)
    const response = await send(server.url)
    await sleep(150)
    expect(waited).toBe(true)
    expect(await response.text()).toHaveLength(total)
  })

  test('a body whose end is that of the connection arrives in full, even when it has to wait', async () => {
    const body = 'x'.repeat(600_000)
    const server = await tcpServer((socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${body}`)
    })
    const { send } = agentOf(undici)
    const response = await send(server.url)
    await sleep(50)
    expect(await response.text()).toBe(body)
  })
})
