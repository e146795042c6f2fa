/** Body types that are sent unchanged. */
type Payload = string | Uint8Array<ArrayBuffer> | undefined

/** Methods that `fetch` normalizes to upper case. */
const ordinary = /^(?:delete|get|head|options|patch|post|put)$/i
/** Headers that node:http handles itself. */
const odd = /^(?:connect|trace|track)$/i

/**
 * A minimal request. A class, since openapi-fetch calls it with `new` and checks `instanceof` of what a middleware returns.
 * Members that the client does not use are delegated to a real `Request`.
 */
export class SlimRequest implements Request {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly redirect: Request['redirect']
  /** The body, ready to write. */
  readonly payload: Payload
  /** Aborts the request. */
  readonly stop: AbortSignal | undefined
  #real: Request | undefined

  constructor(input: string | URL | Request, init: RequestInit = {}) {
    if (typeof input === 'object' && !(input instanceof URL)) {
      throw new TypeError('Give the address as text: the request of another cannot be taken over.')
    }
    const { method = 'GET', headers, body, signal, redirect = 'follow', cache } = init
    if (odd.test(method)) throw new TypeError(`${method} is no method that can be sent.`)
    this.url = typeof input === 'string' ? input : input.href
    this.method = ordinary.test(method) ? method.toUpperCase() : method
    this.redirect = redirect
    this.stop = signal ?? undefined
    this.payload = payloadOf(body)
    this.headers = headersOf(headers)
    // As fetch does.
    if (cache === 'no-store' && !this.headers.has('cache-control'))
      this.headers.set('cache-control', 'no-cache')
    if (this.payload === undefined) return
    if (this.method === 'GET' || this.method === 'HEAD') throw new TypeError(`${this.method} takes no body.`)
    if (!this.headers.has('content-type') && typeof this.payload === 'string') {
      const form = body instanceof URLSearchParams
      const type = form ? 'application/x-www-form-urlencoded' : 'text/plain'
      this.headers.set('content-type', `${type};charset=UTF-8`)
    }
  }

  #request(): Request {
    const { url, method, headers, redirect, payload, stop } = this
    this.#real ??= new Request(url, {
      method,
      headers,
      redirect,
      ...(payload === undefined ? {} : { body: payload }),
      ...(stop === undefined ? {} : { signal: stop }),
    })
    return this.#real
  }

  get signal(): AbortSignal {
    return this.stop ?? this.#request().signal
  }
  get body(): Request['body'] {
    return this.#request().body
  }
  get bodyUsed(): boolean {
    return this.#real?.bodyUsed ?? false
  }
  get cache(): Request['cache'] {
    return this.#request().cache
  }
  get credentials(): Request['credentials'] {
    return this.#request().credentials
  }
  get destination(): Request['destination'] {
    return this.#request().destination
  }
  get duplex(): Request['duplex'] {
    return this.#request().duplex
  }
  get integrity(): string {
    return this.#request().integrity
  }
  get keepalive(): boolean {
    return this.#request().keepalive
  }
  get mode(): Request['mode'] {
    return this.#request().mode
  }
  get referrer(): string {
    return this.#request().referrer
  }
  get referrerPolicy(): Request['referrerPolicy'] {
    return this.#request().referrerPolicy
  }
  clone(): Request {
    return this.#request().clone()
  }
  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#request().arrayBuffer()
  }
  blob(): Promise<Blob> {
    return this.#request().blob()
  }
  bytes(): Promise<Uint8Array> {
    return this.#request().bytes()
  }
  formData(): Promise<FormData> {
    return this.#request().formData()
  }
  json(): Promise<unknown> {
    return this.#request().json()
  }
  text(): Promise<string> {
    return this.#request().text()
  }
}

/** `Headers` are not copied: openapi-fetch creates new ones for each request. */
function headersOf(headers: RequestInit['headers']): Headers {
  if (headers instanceof Headers) return headers
  try {
    return new Headers(headers)
  } catch {
    // The platform's error would print the value, which may be a token.
    throw new TypeError('A header has a name or a value that cannot be sent.')
  }
}

function payloadOf(body: unknown): Payload {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  if (ArrayBuffer.isView(body)) {
    return Uint8Array.from(new Uint8Array(body.buffer, body.byteOffset, body.byteLength))
  }
  throw new TypeError('A body has to be text or bytes: forms with files and streams go through fetch.')
}
