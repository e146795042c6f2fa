import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { errorReply } from '../reply.ts'
import { address } from './address.ts'
import type { IncomingRequest } from './handle.ts'
import { originForm, parseRequest, readText, type RequestHead } from './request.ts'
import { jsonResponse, type WireResponse } from './wire.ts'

/** A running server. */
export type Server = {
  /** The base URL, such as `http://127.0.0.1:49152`, without a slash at the end. */
  readonly url: string
  /** Closes it and every open connection. Idempotent. */
  readonly close: () => Promise<void>
}

/** Waits by the sandbox's clock; false when the sandbox is closed meanwhile. */
type Wait = (ms: number) => Promise<boolean>

/**
 * Serves requests over HTTP.
 *
 * @param port The port; 0 for a free one.
 * @param host The address to listen on.
 * @param respond Handles a request.
 * @param wait Waits by the sandbox's clock.
 * @returns The server.
 * @throws {Error} When it cannot listen on the port.
 */
export async function listen(
  port: number,
  host: string,
  respond: (incoming: IncomingRequest) => Promise<WireResponse | undefined>,
  wait: Wait,
): Promise<Server> {
  const server = createServer((request, response) => {
    const head = parseHead(request)
    const { method, target } = head
    respond({ method, target, read: createReader(head, request), socket: true })
      .then(async (wireResponse) => send(wireResponse, response, wait))
      .catch(async (error: unknown) => {
        // An error of the sandbox itself says so, or it would pass for behaviour of the service.
        const reply = errorReply(500, `The sandbox failed: ${String(error)}`)
        await send(jsonResponse(reply), response, wait)
      })
      .catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    // Stays: a later error, such as too many open files, would end the process without a listener.
    server.on('error', (cause) => {
      reject(new Error(`The sandbox cannot listen on ${address(host, port)}: ${cause.message}`, { cause }))
    })
    server.listen(port, host, resolve)
  })
  const bound = server.address()
  const actualPort = typeof bound === 'object' && bound !== null ? bound.port : port
  let closed: Promise<void> | undefined
  return {
    url: `http://${address(host, actualPort)}`,
    close: () =>
      (closed ??= new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })),
  }
}

function parseHead({ method = 'GET', url = '/', headers }: IncomingMessage): RequestHead {
  return {
    method,
    target: originForm(url),
    header: (name) => {
      const value = headers[name]
      return Array.isArray(value) ? value[0] : value
    },
  }
}

function createReader(head: RequestHead, request: IncomingMessage): IncomingRequest['read'] {
  return async () => {
    try {
      return parseRequest(head, await readText(request))
    } catch {
      return undefined
    }
  }
}

async function send(
  wireResponse: WireResponse | undefined,
  response: ServerResponse,
  wait: Wait,
): Promise<void> {
  const { socket } = response
  // Without a response, the client disconnected before its request was complete.
  if (wireResponse === undefined || socket === null) response.destroy()
  else if (wireResponse.wire === 'response') await sendResponse(wireResponse, response, wait)
  else if (wireResponse.wire === 'reset') socket.resetAndDestroy()
  else if (wireResponse.wire === 'close') socket.end()
  else if (wireResponse.wire === 'malformed') socket.end(wireResponse.bytes)
  // A stall sends nothing and leaves the connection open.
}

async function sendResponse(
  { status, headers, body, bodyFault }: WireResponse & { readonly wire: 'response' },
  response: ServerResponse,
  wait: Wait,
): Promise<void> {
  const bytes = Buffer.from(body)
  // Node adds a date of its own otherwise.
  response.sendDate = false
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  if (bodyFault === undefined) {
    response.end(bytes)
  } else if ('byteIntervalMs' in bodyFault) {
    response.flushHeaders()
    for (const byte of bytes) {
      if (!(await wait(bodyFault.byteIntervalMs)) || response.destroyed) return void response.destroy()
      response.write(Buffer.of(byte))
    }
    response.end()
  } else {
    await new Promise((resolve) => {
      response.write(bytes.subarray(0, bodyFault.truncateAt), resolve)
    })
    if (bodyFault.end === 'reset') response.socket?.resetAndDestroy()
    if (bodyFault.end === 'close') response.socket?.end()
  }
}
