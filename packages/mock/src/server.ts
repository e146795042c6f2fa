import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { address } from './address.ts'

/** A running server. */
export type Server = {
  /** The base URL, such as `http://127.0.0.1:49152`, without a slash at the end. */
  readonly url: string
  /** Closes it and every open connection. Idempotent. */
  readonly close: () => Promise<void>
}

/** A request as it was sent. */
export type RawRequest = {
  readonly method: string
  /** The target of the request line: path and query, an absolute URL, or `*`. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  /** The body; `undefined` when it exceeds the limit. */
  readonly body: Uint8Array | undefined
}

/** A response to send. */
export type RawResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The longest body that is read, in bytes; Prism's own server has the same limit. */
const maxBodyBytes = 10_485_760

/**
 * Serves requests over HTTP. No request ends the process: whatever fails becomes a response, or closes its connection.
 *
 * @param port The port; 0 for a free one.
 * @param host The address to listen on.
 * @param respond Makes the response. It never rejects.
 * @returns The server.
 * @throws {Error} When it cannot listen on the port.
 */
export async function listen(
  port: number,
  host: string,
  respond: (request: RawRequest) => Promise<RawResponse>,
): Promise<Server> {
  const server = createServer((request, response) => {
    readBody(request)
      .then(async (body) => {
        const { method = 'GET', url: target = '/', headers } = request
        send(await respond({ method, target, headers, body }), response)
      })
      // The client disconnected, or a document has an example of a header that HTTP cannot send.
      .catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    // Stays: a later error, such as too many open files, would end the process without a listener.
    server.on('error', (cause) => {
      reject(new Error(`Prism cannot listen on ${address(host, port)}: ${cause.message}`, { cause }))
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

/** Reads a body to its end, even beyond the limit, so that the client gets the response. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    length += chunk.length
    if (length <= maxBodyBytes) chunks.push(chunk)
  }
  return length > maxBodyBytes ? undefined : Buffer.concat(chunks)
}

function send({ status, headers, body }: RawResponse, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
