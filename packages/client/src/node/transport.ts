import { invalidInput } from '../error.ts'
import { readOptions as readNamed } from '../options/configure.ts'
import type { OptionNames } from '../options/read.ts'
import { systemClock, type Clock } from '../clock.ts'
import { answerTo } from './dispatch.ts'
import { requestOf } from './outgoing.ts'
import { createPool } from './pool.ts'
import { SlimRequest } from './request.ts'
import { responseOf } from './response.ts'
import { unsent } from './unsent.ts'

/** Options of `nodeTransport`. */
export type NodeTransportOptions = {
  /** Maximum of connections to one address; further requests wait for one of them. Default: 128. */
  readonly connections?: number | undefined
  /**
   * Keep-alive time of an idle connection in milliseconds. Default: 4,000, less than that of most servers: a request that is
   * sent while the server closes is lost. A shorter time that a server announces takes precedence.
   */
  readonly idleMs?: number | undefined
  /** Time to establish a connection, TLS included, in milliseconds. Default: 5,000. */
  readonly connectTimeoutMs?: number | undefined
  /** Clock for the time of connecting. Default: the machine's. */
  readonly clock?: Clock | undefined
}

/** A `fetch` and `Request` over the HTTP client of Node. */
export type NodeTransport = {
  /** Sends a request. Rejects with Node's errors unchanged, with their `code` and `syscall`. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Constructor of requests; `fetch` accepts those of the platform as well. */
  readonly Request: typeof Request
  /**
   * Closes idle connections, and resolves when requests in flight have finished. Later requests are rejected. A process can
   * end without it.
   */
  readonly close: () => Promise<void>
}

/**
 * Creates a transport for Node that takes a fraction of the CPU time of the platform's `fetch`, most of which goes into
 * streams and objects that the client does not use. Pass both `fetch` and `Request` to one or several clients.
 *
 * It follows no redirect, keeps no cookies, reads no `HTTP_PROXY` and sends nothing twice. When a connection breaks before the
 * first byte of a request was sent, the error has the code `ERR_NOT_SENT`.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option is invalid.
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

const optionNames: OptionNames<NodeTransportOptions> = {
  connections: true,
  idleMs: true,
  connectTimeoutMs: true,
  clock: true,
}

function readOptions(options: NodeTransportOptions): Required<Parameters<typeof createPool>[0]> {
  const given = readNamed(options, optionNames)
  const { connections = 128, idleMs = 4000, connectTimeoutMs = 5000, clock = systemClock } = given
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

/** Maximum of a timer in Node; a longer one fires at once. */
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
