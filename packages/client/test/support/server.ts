import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcp, type Server as TcpServer, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, onTestFinished, vi } from 'vitest'

/** A server on this machine that ends with the test. */
export type Server = {
  readonly url: string
  /** The heads of the requests that arrived. */
  readonly heads: readonly string[]
  /** Waits until every connection that carried a request is closed, and fails when one stays. */
  readonly deserted: () => Promise<void>
}

/** Listens, and notes what arrived. The connections that carry no request are Node's own affair: it opens spare ones. */
async function listen(server: TcpServer): Promise<Server & { note: (socket: Socket, head: string) => void }> {
  const open = new Set<Socket>()
  const busy = new Set<Socket>()
  const heads: string[] = []
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => [open, busy].map((sockets) => sockets.delete(socket)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of open) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    heads,
    deserted: () => vi.waitFor(() => expect(busy.size).toBe(0), { timeout: 4000, interval: 10 }),
    note(socket, head) {
      heads.push(head)
      if (!socket.destroyed) busy.add(socket)
    },
  }
}

/** A server that speaks TCP alone: when a request has arrived in full, `answer` does with the socket what it likes. */
export async function tcpServer(answer: (socket: Socket) => void): Promise<Server> {
  const server = createTcp()
  const { note, ...listening } = await listen(server)
  server.on('connection', (socket) => {
    let received = ''
    socket.on('data', (part) => {
      received += part.toString('latin1')
      const [head, body] = received.split('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(head ?? '')?.[1] ?? 0)
      if (head === undefined || body === undefined || body.length < length) return
      received = ''
      note(socket, head)
      answer(socket)
    })
  })
  return listening
}

/** A server that speaks HTTP. */
export async function httpServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createHttp()
  const { note, ...listening } = await listen(server)
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    note(request.socket, `${request.method} ${request.url}\r\n${request.rawHeaders.join('\r\n')}`)
    request.resume().on('end', () => answer(request, response))
  })
  return listening
}

/** Fails each test of a file that leaves an unhandled rejection. */
export function watchRejections(): void {
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => {
    unhandled.push(reason)
  }
  beforeEach(() => {
    unhandled.length = 0
    process.on('unhandledRejection', note)
  })
  afterEach(async () => {
    // Two rounds: one for what is about to reject, one for Node to tell of it.
    await setImmediate()
    await setImmediate()
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })
}
