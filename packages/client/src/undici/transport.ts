import { Agent } from 'undici'
import { invalidInput } from '../error.ts'
import { readOptions } from '../options/configure.ts'
import type { OptionNames } from '../options/read.ts'
import { asTransport, PlainRequest } from '../request/plain-request.ts'
import { ResponseHandler } from './handler.ts'
import { headersToSend } from './headers.ts'
import type { PlainResponse } from './response.ts'

/** A dispatcher of undici 7 or 8, by the part that is used. */
export type UndiciDispatcher = { dispatch(options: object, handler: object): boolean }

/** Options of `undiciTransport`. */
export type UndiciTransportOptions = {
  /**
   * Sends the requests: an `Agent` with options of your own, a `Pool`, `ProxyAgent`, `EnvHttpProxyAgent` or `MockAgent`. None
   * that sends again by itself, such as a `RetryAgent`, nor one with a cache. Default: an `Agent` of the transport, with
   * HTTP/1.1, no pipelining, at most 128 connections to one address, idle ones kept for 4 s, less than most servers keep them,
   * and 5 s for connecting.
   */
  readonly dispatcher?: UndiciDispatcher | undefined
}

/** A `fetch` over undici. */
export type UndiciTransport = {
  /** Sends a request. Rejects with undici's errors. */
  readonly fetch: (request: Request) => Promise<Response>
  /**
   * Closes the agent of the transport: idle connections at once, the others when their requests have ended; later requests are
   * rejected. A dispatcher that was passed stays open. A process can end without it.
   */
  readonly close: () => Promise<void>
}

/**
 * Creates a transport over `dispatch` of undici, the library that Node's own `fetch` is made of. It takes less processor time
 * than that `fetch`, which spends most of it on streams and objects that the client does not use. Pass its `fetch` to one or
 * several clients.
 *
 * It follows no redirect, keeps no cookies and sends nothing twice. When undici fails before it has begun to write a request,
 * the error of the client is `not-sent`.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option is invalid.
 * @example
 * ```ts
 * import { createBlockSlotsClient } from '@block-slots/client'
 * import { undiciTransport } from '@block-slots/client/undici'
 *
 * const transport = undiciTransport()
 * const client = createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '', ...transport })
 * const calendar = await client.calendar('CVokAlI8fgw4WYWoCtQz')
 * console.log(calendar.calendarType) // => event
 * await transport.close()
 * ```
 */
export function undiciTransport(options: UndiciTransportOptions = {}): UndiciTransport {
  const { dispatcher } = readOptions(options, optionNames)
  if (dispatcher !== undefined && typeof dispatcher?.dispatch !== 'function') {
    throw invalidInput('configure', 'dispatcher must be a dispatcher of undici, such as an Agent.')
  }
  // It opens nothing before it is used.
  const agent = createAgent()
  const sender = dispatcher ?? agent
  let closing: Promise<void> | undefined
  return {
    fetch: asTransport((request) =>
      request instanceof PlainRequest ? sendPlain(sender, request) : sendReal(sender, request),
    ),
    close: () => (closing ??= agent.close()),
  }
}

function sendPlain(dispatcher: UndiciDispatcher, request: PlainRequest): Promise<Response> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Only the client gets it, and uses no more.
  return send(dispatcher, request, request.body ?? null) as Promise<object> as Promise<Response>
}

/** Sends a request of the platform. Its sender may use all of a `Response`. */
async function sendReal(dispatcher: UndiciDispatcher, request: Request): Promise<Response> {
  const body = request.body === null ? null : Buffer.from(await request.arrayBuffer())
  const response = await send(dispatcher, request, body)
  try {
    return response.real()
  } catch (error) {
    // `Response` rejects its status, so its body is never read.
    void response.body?.cancel()
    throw error
  }
}

function send(
  dispatcher: UndiciDispatcher,
  request: Request | PlainRequest,
  body: string | Buffer | null,
): Promise<PlainResponse> {
  return new Promise((resolve, reject) => {
    const { method, signal } = request
    signal.throwIfAborted()
    const { origin, path } = readUrl(request.url)
    const abort = (): void => handler.abort()
    const controller = request instanceof PlainRequest ? request.controller : undefined
    const release = (): void => {
      if (controller === undefined) signal.removeEventListener('abort', abort)
      else controller.close = undefined
    }
    const handler = new ResponseHandler({ url: origin + path, method, signal, release, resolve, reject })
    if (controller === undefined) signal.addEventListener('abort', abort)
    else controller.close = abort
    const options = {
      origin,
      path,
      method,
      headers: headersToSend(request),
      body,
      // To undici that means that it may be sent again.
      idempotent: false,
    }
    try {
      dispatcher.dispatch(options, handler)
    } catch (error) {
      handler.onResponseError(null, error)
    }
  })
}

/** Splits an address, which the client or the platform has normalized: parsing it again would cost as much as the headers. */
function readUrl(url: string): { readonly origin: string; readonly path: string } {
  const [, origin, path = '/'] = /^(https?:\/\/[^/?#@]+)(\/[^#]*)?(?:#.*)?$/.exec(url) ?? []
  if (origin !== undefined) return { origin, path }
  throw new TypeError('Expected an http or https address without credentials.')
}

const optionNames: OptionNames<UndiciTransportOptions> = { dispatcher: true }

/** Creates the agent that is used by default. */
function createAgent(): Agent {
  return new Agent({
    connections: 128,
    pipelining: 1,
    // Over HTTP/2 undici sends again what the server says it has not processed.
    allowH2: false,
    connectTimeout: 5000,
    keepAliveTimeout: 4000,
    // Also when a server announces more: something on the way may close earlier, and a request sent meanwhile is lost.
    keepAliveMaxTimeout: 4000,
  })
}
