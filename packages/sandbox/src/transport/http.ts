import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { address } from './address.ts'
import { refuse } from '../reply.ts'
import { deliver, type Delivery } from './wire.ts'
import type { Incoming } from './handle.ts'
import { readText, understand } from './request.ts'

/** A running server. */
export type Server = {
  /** Where it answers, such as `http://127.0.0.1:49152`. No slash at the end. */
  url: string
  /** Ends it and every open connection. Calling it again does no harm. */
  close: () => Promise<void>
}

/** Waits by the sandbox's clock; false when the sandbox ended meanwhile. */
type Wait = (ms: number) => Promise<boolean>

/**
 * Listens for requests and brings the answers out.
 *
 * @param port The port; 0 for a free one.
 * @param host The address.
 * @param respond What goes out for a request.
 * @param wait Waits by the sandbox's clock.
 * @returns The address it listens on, and how to end it.
 */
export async function listen(
  port: number,
  host: string,
  respond: (incoming: Incoming) => Promise<Delivery | undefined>,
  wait: Wait,
): Promise<Server> {
  const server = createServer((request, response) => {
    const { method = 'GET', url: target = '/' } = request
    respond({ method, target, read: reader(request), socket: true })
      .then(async (delivery) => bringOut(delivery, response, wait))
      .catch(async (error: unknown) => {
        // A mistake of the sandbox, not of the service: said aloud, so that nobody takes it for a behaviour.
        await bringOut(deliver(refuse(500, `The sandbox failed: ${String(error)}`)), response, wait)
      })
      .catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new Error(`The sandbox cannot listen on ${address(host, port)}: ${cause.message}`, { cause }))
    })
    server.listen(port, host, resolve)
  })
  const bound = server.address()
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port
  let closed: Promise<void> | undefined
  return {
    url: `http://${address(host, actual)}`,
    close: () =>
      (closed ??= new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })),
  }
}

function reader(request: IncomingMessage): Incoming['read'] {
  return async () => {
    const { method = 'GET', url: target = '/', headers } = request
    const header = (name: string): string | undefined => {
      const value = headers[name]
      return Array.isArray(value) ? value[0] : value
    }
    try {
      return understand({ method, target, header }, await readText(request))
    } catch {
      return undefined
    }
  }
}

async function bringOut(delivery: Delivery | undefined, response: ServerResponse, wait: Wait): Promise<void> {
  const { socket } = response
  // The client went away before its request was complete: there is nobody to answer.
  if (delivery === undefined || socket === null) response.destroy()
  else if (delivery.wire === 'answer') await answer(delivery, response, wait)
  else if (delivery.wire === 'reset') socket.resetAndDestroy()
  else if (delivery.wire === 'close') socket.end()
  else if (delivery.wire === 'noise') socket.end(delivery.bytes)
  // A stall says nothing, and leaves the connection as it is.
}

async function answer(
  { status, headers, body, flaw }: Delivery & { wire: 'answer' },
  response: ServerResponse,
  wait: Wait,
): Promise<void> {
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  if (flaw === undefined) {
    response.end(bytes)
  } else if ('dripMs' in flaw) {
    response.flushHeaders()
    for (const byte of bytes) {
      if (!(await wait(flaw.dripMs)) || response.destroyed) return void response.destroy()
      response.write(Buffer.of(byte))
    }
    response.end()
  } else {
    await new Promise((resolve) => {
      response.write(bytes.subarray(0, flaw.cutAt), resolve)
    })
    if (flaw.end === 'reset') response.socket?.resetAndDestroy()
    if (flaw.end === 'close') response.socket?.end()
  }
}
