import { invalidInput } from '../validate/block.ts'
import { systemClock, type Clock } from '../clock.ts'
import type { components } from '../openapi.gen.ts'
import { isRecord } from '../redact.ts'
import type { TokenProvider } from '../token/provider.ts'
import { tokenProvider, type TokenSource } from '../token/source.ts'

/** Versions of the API that are known to answer. */
export type ApiVersion = components['schemas']['ApiVersion']

/** How to reach the service. */
export type ApiOptions = {
  /**
   * An access token of user type Sub-Account, or a Private Integration Token of the sub-account; or a function that gives
   * one, called for every request; or what `refreshingToken` and `locationToken` give.
   */
  readonly token: TokenSource
  /** Where the service is. Default: `https://services.leadconnectorhq.com`. */
  readonly baseUrl?: string | undefined
  /** The `Version` header. Default: `2021-04-15`, which these operations are published for. */
  readonly version?: ApiVersion | (string & {}) | undefined
  /** What sends a request. Default: the platform's `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  /** What makes a request for `fetch`. Default: the platform's `Request`. */
  readonly Request?: typeof Request | undefined
  /** What time is read from and waited with. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined
}

/** Options that were checked, with every default filled in. */
export type Connection = {
  readonly baseUrl: string
  readonly version: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly Request: typeof Request | undefined
  readonly tokens: TokenProvider
  readonly clock: Clock
}

const defaultBaseUrl = 'https://services.leadconnectorhq.com'
const defaultVersion = '2021-04-15'
/**
 * Looked up for every request, since tests and instrumentations replace it. Deno's sends a request once more by itself when a
 * connection breaks that has served before, also one that was carried out (2.9, measured): two blocks, and one answer. With a
 * connection of its own a POST is sent once.
 */
const defaultFetch = (request: Request): Promise<Response> => {
  const deno: unknown = Reflect.get(globalThis, 'Deno')
  if (request.method !== 'POST' || !isRecord(deno) || typeof deno.createHttpClient !== 'function') {
    return globalThis.fetch(request)
  }
  const client = deno.createHttpClient({ poolMaxIdlePerHost: 0 })
  const init: RequestInit & { client: unknown } = { client }
  // Closed for further requests; the answer to this one can still be read.
  return globalThis.fetch(request, init).finally(() => client.close())
}

/** Checks what a person or a configuration file gave. */
export function readConnection(options: ApiOptions): Connection {
  const given = readFields(options, ({ token, baseUrl, version, fetch, Request, clock }) => ({
    token,
    baseUrl,
    version,
    fetch,
    Request,
    clock,
  }))
  const {
    token,
    baseUrl = defaultBaseUrl,
    version = defaultVersion,
    fetch = defaultFetch,
    Request,
    clock = systemClock,
  } = given
  const tokens = tokenProvider(token)
  if (typeof version !== 'string' || !/^[\w.-]+$/.test(version)) {
    throw invalidInput('configure', `version must be a published version such as "${defaultVersion}".`)
  }
  if (typeof fetch !== 'function') throw invalidInput('configure', 'fetch must be a function.')
  if (Request !== undefined && typeof Request !== 'function') {
    throw invalidInput('configure', 'Request must be a constructor.')
  }
  if (!isRecord(clock) || typeof clock.now !== 'function' || typeof clock.sleep !== 'function') {
    throw invalidInput('configure', 'clock must have the functions now and sleep.')
  }
  return { baseUrl: readBaseUrl(baseUrl), version, fetch, Request, tokens, clock }
}

/** Reads every option once: getters may lie, or throw. */
export function readFields<Options, Fields>(options: Options, read: (options: Options) => Fields): Fields {
  if (!isRecord(options)) throw invalidInput('configure', 'options must be an object with at least a token.')
  try {
    return read(options)
  } catch {
    throw invalidInput('configure', 'the options cannot be read.')
  }
}

function readBaseUrl(baseUrl: unknown): string {
  const url = typeof baseUrl === 'string' && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    // Looked for in the text, since an empty query or fragment has no value and swallows the path all the same.
    /[?#]/.test(url.href)
  ) {
    throw invalidInput(
      'configure',
      `baseUrl must be an http or https address without credentials, query or fragment, such as "${defaultBaseUrl}".`,
    )
  }
  return url.href.replace(/\/+$/, '')
}
