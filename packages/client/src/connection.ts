import { invalidInput } from './check.ts'
import type { components } from './openapi.gen.ts'
import { faultOfTimeout } from './options.ts'
import { isRecord } from './redact.ts'
import { faultOf, tokenReader, type TokenReader, type TokenSource } from './token.ts'

/** Versions of the API that are known to answer. */
export type ApiVersion = components['schemas']['ApiVersion']

/** How to reach the service. */
export type ApiOptions = {
  /**
   * An access token of user type Sub-Account, or a Private Integration Token of the sub-account; or a function that gives
   * one, called for every request.
   */
  readonly token: TokenSource
  /** Where the service is. Default: `https://services.leadconnectorhq.com`. */
  readonly baseUrl?: string | undefined
  /** The `Version` header. Default: `2021-04-15`, which these operations are published for. */
  readonly version?: ApiVersion | (string & {}) | undefined
  /** What sends a request. Default: the platform's `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
}

/** How to reach the service, and how long a call may take. */
export type ClientOptions = ApiOptions & {
  /** Bounds every call in milliseconds. Default: 30,000 for reads, 75,000 for writes. */
  readonly timeoutMs?: number | undefined
}

/** Options that were checked, with every default filled in. */
export type Connection = {
  readonly baseUrl: string
  readonly version: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly tokens: TokenReader
  readonly timeoutMs: number | undefined
}

const defaultBaseUrl = 'https://services.leadconnectorhq.com'
const defaultVersion = '2021-04-15'

/** Checks what a person or a configuration file gave. */
export function readOptions(options: ClientOptions): Connection {
  if (!isRecord(options)) throw invalidInput('configure', 'options must be an object with at least a token.')
  const { token, baseUrl, version, fetch, timeoutMs } = fieldsOf(options)
  const fault = typeof token === 'function' ? undefined : faultOf(token)
  if (fault !== undefined) throw invalidInput('configure', `the token ${fault}.`)
  if (typeof version !== 'string' || !/^[\w.-]+$/.test(version)) {
    throw invalidInput('configure', `version must be a published version such as "${defaultVersion}".`)
  }
  if (typeof fetch !== 'function') throw invalidInput('configure', 'fetch must be a function.')
  const limit = faultOfTimeout(timeoutMs)
  if (limit !== undefined) throw invalidInput('configure', limit)
  return { baseUrl: readBaseUrl(baseUrl), version, fetch, tokens: tokenReader(token), timeoutMs }
}

/** Reads every option once: getters may lie, or throw. */
function fieldsOf(options: ClientOptions): Required<ClientOptions> {
  try {
    const {
      token,
      baseUrl = defaultBaseUrl,
      version = defaultVersion,
      fetch = (request) => globalThis.fetch(request),
      timeoutMs,
    } = options
    return { token, baseUrl, version, fetch, timeoutMs }
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
