import { isClock, systemClock, type Clock } from '../clock.ts'
import type { components } from '../openapi.gen.ts'
import { isRecord } from '../guard.ts'
import type { TokenHistory } from '../token/history.ts'
import type { TokenProvider } from '../token/provider.ts'
import { tokenProvider, type TokenSource } from '../token/source.ts'
import { functionRule, type OptionRules } from './read.ts'

/** Versions of the API that the service is known to accept. */
export type ApiVersion = components['schemas']['ApiVersion']

/** Options of a connection to the service. */
export type ApiOptions = {
  /**
   * An access token of user type Sub-Account, or a Private Integration Token of the sub-account; or a function that gives
   * one, called for every request; or the result of `refreshingToken` or `locationToken`.
   */
  readonly token: TokenSource
  /** Base URL of the service. Default: `https://services.leadconnectorhq.com`. */
  readonly baseUrl?: string | undefined
  /** The `Version` header. Default: `2021-04-15`, which these operations are published for. */
  readonly version?: ApiVersion | (string & {}) | undefined
  /**
   * Sends a request. Default: the platform's `fetch`, which a client calls with address and options unless a middleware needs a
   * `Request`.
   */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  /** Reads the time and waits. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined
}

/** Checked options, with every default filled in. */
export type Connection = {
  readonly baseUrl: string
  readonly version: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly tokens: TokenProvider
  readonly clock: Clock
}

/** The address of the service. */
export const defaultBaseUrl = 'https://services.leadconnectorhq.com'
/** The `Version` header that the operations of the contract are published for. */
const defaultVersion = '2021-04-15'

/**
 * The platform's `fetch`, looked up for every request, since tests and instrumentation replace it. Deno's (2.9, measured)
 * silently repeats a request when a reused connection breaks, even one that was applied: two blocks, one response. On a
 * connection of its own a POST is sent once.
 */
export function sendOverPlatform(
  method: string,
  input: string | Request,
  init?: RequestInit,
): Promise<Response> {
  const deno: unknown = Reflect.get(globalThis, 'Deno')
  if (method !== 'POST' || !isRecord(deno) || typeof deno.createHttpClient !== 'function') {
    return globalThis.fetch(input, init)
  }
  const client = deno.createHttpClient({ poolMaxIdlePerHost: 0 })
  const withClient: RequestInit & { client: unknown } = { ...init, client }
  // Closed for further requests; the response to this one can still be read.
  return globalThis.fetch(input, withClient).finally(() => client.close())
}

/** The options with their rules. `close` is none: it comes along when a transport is spread. */
export const apiOptionRules: OptionRules<ApiOptions & { readonly close?: unknown }> = {
  token: true,
  baseUrl: [
    `an http or https address without credentials, query or fragment, such as "${defaultBaseUrl}"`,
    // Tested as text: an empty query or fragment has no value, but swallows the path all the same.
    (value) =>
      typeof value === 'string' &&
      URL.canParse(value) &&
      /^https?:\/\/[^/@]+\/[^?#]*$/.test(new URL(value).href),
  ],
  version: [
    `a published version such as "${defaultVersion}"`,
    (value) => typeof value === 'string' && /^[\w.-]+$/.test(value),
  ],
  fetch: functionRule,
  clock: ['a clock with the functions now and sleep', isClock],
  close: true,
}

/**
 * Fills in the defaults of the options of a connection.
 *
 * @param history Remembers the tokens of a function.
 * @throws BlockSlotsError of code `invalid-input` when the token cannot be used.
 */
export function checkConnection(
  {
    token,
    baseUrl = defaultBaseUrl,
    version = defaultVersion,
    fetch = (request) => sendOverPlatform(request.method, request),
    clock = systemClock,
  }: Partial<Omit<ApiOptions, 'token'>> & { readonly token?: TokenSource | undefined },
  history: TokenHistory,
): Connection {
  return {
    baseUrl: new URL(baseUrl).href.replace(/\/+$/, ''),
    version,
    fetch,
    tokens: tokenProvider(token, history),
    clock,
  }
}
