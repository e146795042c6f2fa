import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { address } from './address.ts'
import { type Answer, refuse } from './answer.ts'
import { receive, type Received } from './received.ts'

/**
 * Listens for requests and answers them.
 *
 * @param port The port; 0 for a free one.
 * @param host The address.
 * @param respond What to answer.
 * @returns The address it listens on, and how to end it.
 */
export async function listen(
  port: number,
  host: string,
  respond: (received: Received) => Answer,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    serve(request, response, respond).catch((error: unknown) => {
      // A mistake of the sandbox, not of the service: said aloud, so that nobody takes it for a behaviour.
      send(response, refuse(500, `The sandbox failed: ${String(error)}`))
    })
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

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  respond: (received: Received) => Answer,
): Promise<void> {
  const received = await receive(request).catch(() => undefined)
  // The client went away before its request was complete: there is nobody to answer.
  if (received === undefined) response.destroy()
  else send(response, respond(received))
}

function send(response: ServerResponse, answer: Answer): void {
  const body = JSON.stringify(answer.body)
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
