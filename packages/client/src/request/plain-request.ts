import type { RequestController } from '../abort.ts'

/** Names the controller of a request. A symbol, since openapi-fetch copies every other option onto the request. */
export const controllerKey: unique symbol = Symbol('controller')

/** What openapi-fetch and the token endpoints make a request of. */
export type RequestParts = {
  readonly method: string
  readonly headers: Headers
  readonly body?: string | null
  readonly signal: AbortSignal
  readonly redirect?: NonNullable<RequestInit['redirect']>
  readonly cache?: NonNullable<RequestInit['cache']>
  readonly [controllerKey]: RequestController
}

/**
 * A request without the platform's object, which costs a fifth of a call: `fetch(request.url, request)` sends it. Passed
 * only to transports of this package.
 */
export class PlainRequest {
  readonly url: string
  readonly controller: RequestController
  declare readonly method: string
  declare readonly headers: Headers
  declare readonly body?: string | null
  declare readonly signal: AbortSignal
  declare readonly redirect?: NonNullable<RequestInit['redirect']>
  declare readonly cache?: NonNullable<RequestInit['cache']>

  constructor(url: string, parts: RequestParts) {
    this.url = url
    this.controller = parts[controllerKey]
    Object.assign(this, parts)
  }
}

/** Sends a request of either kind. */
export type Transport = (request: Request | PlainRequest) => Promise<Response>

const transports = new WeakSet()

/** Marks a `fetch` as one that sends plain requests too. */
export function asTransport(fetch: Transport): Transport {
  transports.add(fetch)
  return fetch
}

/** True for a `fetch` that sends plain requests too; a function around one does not count, since it may look at the request. */
export const isTransport = (fetch: object): boolean => transports.has(fetch)

/** Creates a request: a plain one only for a transport. */
export function createRequest(isPlain: boolean, url: string, parts: RequestParts): Request {
  if (!isPlain) return new Request(url, parts)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Only transports get it, and they read no more.
  return new PlainRequest(url, parts) as PlainRequest & Request
}

/** A constructor of requests: plain ones while `isPlain` says so, else those of the platform. */
export function requestClass(isPlain: () => boolean): typeof Request {
  class EitherRequest {
    constructor(url: string, parts: RequestParts) {
      // oxlint-disable-next-line no-constructor-return -- openapi-fetch calls it with `new`.
      return createRequest(isPlain(), url, parts)
    }
    /** What a middleware returns is one of the platform. */
    static [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof Request
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- openapi-fetch uses no more of it.
  return EitherRequest as unknown as typeof Request
}

/** Options of requests that must not be served from a cache. */
type Uncached = { readonly cache?: 'no-store' }

let uncached: Uncached | undefined

/** Returns the options of requests that must not be served from a cache. */
export const uncachedOptions = (): Uncached => (uncached ??= findUncached())

/**
 * Some runtimes throw when a request is given a cache mode; a header instead would make browsers ask for permission. Node takes
 * it, and twenty milliseconds to load its requests.
 */
function findUncached(): Uncached {
  const options = { cache: 'no-store' } as const
  if (typeof process === 'object' && process.release?.name === 'node') return options
  try {
    void new Request('https://localhost', options)
    return options
  } catch {
    return {}
  }
}
