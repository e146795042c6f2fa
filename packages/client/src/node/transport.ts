import { invalidInput } from '../error.ts'
import { systemClock, type Clock } from '../clock.ts'
import { isRecord } from '../guard.ts'
import { answerTo } from './dispatch.ts'
import { requestOf } from './outgoing.ts'
import { createPool } from './pool.ts'
import { SlimRequest } from './request.ts'
import { responseOf } from './response.ts'
import { unsent } from './unsent.ts'

/** How connections are kept. */
export type NodeTransportOptions = {
  /** Most connections to one address at once; further requests wait for one of them. Default: 128. */
  readonly connections?: number | undefined
  /**
   * How long a connection may lie idle, in milliseconds. Default: 4,000, less than most servers wait: a request that is sent
   * while the server closes is lost. A server that names a shorter time is believed.
   */
  readonly idleMs?: number | undefined
  /** How long a connection may take to come about, TLS included, in milliseconds. Default: 5,000. */
  readonly connectTimeoutMs?: number | undefined
  /** What the time of connecting is measured with. Default: the machine's. */
  readonly clock?: Clock | undefined
}

/** A `fetch` and `Request` over the HTTP client of Node. */
export type NodeTransport = {
  /** Sends a request. Rejects with the errors of Node as they are, with their `code` and `syscall`. */
  readonly fetch: (request: Request) => Promise<Response>
  /** What makes the requests; those of the platform are sent as well. */
  readonly Request: typeof Request
  /**
   * Ends idle connections, and lets what is under way finish; resolves when it has. What is sent afterwards is refused.
   * Nothing has to be closed for the process to end.
   */
  readonly close: () => Promise<void>
}

/**
 * Makes a transport for Node that takes a fraction of the processor time of the platform's `fetch`, most of which goes
 * into streams and objects that nobody looks at. Pass both `fetch` and `Request` to a client, several if you like.
 *
 * It follows no redirect, keeps no cookies and reads no `HTTP_PROXY`, as the client wants it, and sends nothing twice. When a
 * connection breaks before the first byte of a request left, the error says so by the code `ERR_NOT_SENT`.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used.
 * @example
 * ```ts
 * import { createBlockSlotsClient } from '@block-slots/client'
 * import { nodeTransport } from '@block-slots/client/node'
 *
 * const transport = nodeTransport()
 * const client = createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '', ...transport })
 * const calendar = await client.calendar('CVokAlI8fgw4WYWoCtQz')
 * console.log(calendar.calendarType) // => event
 * await transport.close()
 * ```
 */
export function nodeTransport(options: NodeTransportOptions = {}): NodeTransport {
  const pool = createPool(readOptions(options))
  let running = 0
  let closed = false
  const waiting: (() => void)[] = []
  const ended = (): void => {
    running -= 1
    if (running === 0) for (const resolve of waiting.splice(0)) resolve()
  }
  return {
    Request: SlimRequest,
    async fetch(request) {
      const { method, headers } = request
      const slim = request instanceof SlimRequest
      const signal = slim ? request.stop : request.signal
      signal?.throwIfAborted()
      const url = readUrl(request.url)
      const payload = slim ? request.payload : await bodyOf(request)
      if (closed) throw unsent('the transport is closed')
      const outgoing = requestOf(pool, { url, method, headers, payload })
      running += 1
      const answer = answerTo(pool, outgoing, signal, ended)
      outgoing.end(payload)
      return responseOf(await answer, url.href)
    },
    close() {
      closed = true
      pool.close()
      return new Promise((resolve) => (running === 0 ? resolve() : waiting.push(resolve)))
    },
  }
}

function readOptions(options: NodeTransportOptions): Required<Parameters<typeof createPool>[0]> {
  if (!isRecord(options)) throw invalidInput('configure', 'the options of a transport must be an object.')
  const { connections = 128, idleMs = 4000, connectTimeoutMs = 5000, clock = systemClock } = options
  if (!Number.isInteger(connections) || connections < 1) {
    throw invalidInput('configure', 'connections must be a whole number above 0.')
  }
  for (const [name, ms] of Object.entries({ idleMs, connectTimeoutMs })) {
    if (!(ms > 0 && ms <= longestMs)) {
      throw invalidInput(
        'configure',
        `${name} must be a number of milliseconds above 0 and up to ${longestMs}.`,
      )
    }
  }
  return { connections, idleMs, connectTimeoutMs, clock }
}

/** The longest that a timer of Node waits; beyond, it fires at once. */
const longestMs = 2_147_483_647

function readUrl(text: string): URL {
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol)) throw new TypeError('An address has to start with http: or https:.')
  if (url.username !== '' || url.password !== '') throw new TypeError('An address must not hold credentials.')
  return url
}

async function bodyOf(request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return request.body === null ? undefined : new Uint8Array(await request.arrayBuffer())
}
