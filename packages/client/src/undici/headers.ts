import type { RequestParts } from '../request/plain-request.ts'

/** Headers of a response as undici gives them: names in lower case, several of one name in a list. */
export type RawHeaders = Readonly<Record<string, string | string[] | undefined>>

/** Headers of the connection, which undici sets itself; a second content-length would contradict the first. */
const ofConnection =
  /^(?:connection|content-length|expect|host|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/

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
    // Lists are long and compress to a tenth. The responses to writes are too short to gain from it.
    'accept-encoding': method === 'GET' ? 'gzip' : 'identity',
  }
  if (cache === 'no-store') all['cache-control'] = 'no-cache'
  for (const [name, value] of headers) if (!ofConnection.test(name)) all[name] = value
  return all
}

/** Headers of a response. Real ones are created when more than a name is looked up, as a limiter of the user's may. */
export class PlainHeaders implements Headers {
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

  #all(): Headers {
    if (this.#real !== undefined) return this.#real
    this.#real = new Headers()
    for (const [name, values] of Object.entries(this.#raw)) {
      for (const value of [values ?? []].flat()) this.#real.append(name, value)
    }
    return this.#real
  }
  append(name: string, value: string): void {
    this.#all().append(name, value)
  }
  delete(name: string): void {
    this.#all().delete(name)
  }
  set(name: string, value: string): void {
    this.#all().set(name, value)
  }
  getSetCookie(): string[] {
    return this.#all().getSetCookie()
  }
  forEach(...given: Parameters<Headers['forEach']>): void {
    this.#all().forEach(...given)
  }
  keys(): ReturnType<Headers['keys']> {
    return this.#all().keys()
  }
  values(): ReturnType<Headers['values']> {
    return this.#all().values()
  }
  entries(): ReturnType<Headers['entries']> {
    return this.#all().entries()
  }
  [Symbol.iterator](): ReturnType<Headers['entries']> {
    return this.#all().entries()
  }
}
