import type { RequestParts } from '../request/plain-request.ts'

/** Headers of a response as undici gives them: names in lower case, several of one name in a list. */
export type RawHeaders = Readonly<Record<string, string | string[] | undefined>>

/** Headers of the connection, which undici sets itself; a second content-length would contradict the first. */
const ofConnection = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Returns the headers to send, with those that `fetch` adds. An object, since undici loses a list on the way to a proxy. */
export function headersToSend({
  headers,
  method,
  cache,
}: Pick<RequestParts, 'headers' | 'method' | 'cache'>): Record<string, string> {
  const all: Record<string, string> = {
    accept: '*/*',
    // Gateways reject requests without a user agent; this is the one of Node's fetch.
    'user-agent': 'node',
    // Lists are long and compress to a tenth. Other responses are too short to gain from it.
    'accept-encoding': method === 'GET' ? 'gzip' : 'identity',
  }
  if (cache === 'no-store') all['cache-control'] = 'no-cache'
  for (const [name, value] of headers) if (!ofConnection.has(name)) all[name] = value
  return all
}

/** Headers of a response. Real ones are created when more than a name is looked up. */
export class LightHeaders implements Headers {
  declare readonly append: Headers['append']
  declare readonly delete: Headers['delete']
  declare readonly set: Headers['set']
  declare readonly getSetCookie: Headers['getSetCookie']
  declare readonly forEach: Headers['forEach']
  declare readonly keys: Headers['keys']
  declare readonly values: Headers['values']
  declare readonly entries: Headers['entries']
  declare readonly [Symbol.iterator]: Headers['entries']
  readonly #raw: RawHeaders
  #real: Headers | undefined

  constructor(raw: RawHeaders) {
    this.#raw = raw
  }

  get(name: string): string | null {
    if (this.#real !== undefined) return this.#real.get(name)
    const key = name.toLowerCase()
    const value = Object.hasOwn(this.#raw, key) ? this.#raw[key] : undefined
    if (value === undefined) return null
    return typeof value === 'string' ? value.trim() : value.map((each) => each.trim()).join(', ')
  }
  has(name: string): boolean {
    return this.get(name) !== null
  }

  /** Returns the same headers as an object of the platform. */
  real(): Headers {
    if (this.#real !== undefined) return this.#real
    this.#real = new Headers()
    for (const [name, values] of Object.entries(this.#raw)) {
      for (const value of [values ?? []].flat()) this.#real.append(name, value)
    }
    return this.#real
  }
}
