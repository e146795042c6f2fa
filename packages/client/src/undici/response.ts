import type { LightBody } from './body.ts'
import type { LightHeaders } from './headers.ts'

/** A response whose head has come. */
type Head = {
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly headers: LightHeaders
  readonly body: LightBody | null
}

/** Shared by all responses: without `stream: true` it keeps no state between calls. */
const utf8 = new TextDecoder()

/** A response with what the client uses. A real one is created when more is. */
export class LightResponse implements Response {
  declare readonly arrayBuffer: Response['arrayBuffer']
  declare readonly blob: Response['blob']
  declare readonly bytes: Response['bytes']
  declare readonly clone: Response['clone']
  declare readonly formData: Response['formData']
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly headers: LightHeaders
  readonly body: LightBody | null
  #real: Response | undefined

  constructor({ url, status, statusText, headers, body }: Head) {
    this.url = url
    this.status = status
    // Without one that no `Response` takes.
    this.statusText = /^[\t\x20-\x7e\x80-\xff]*$/.test(statusText) ? statusText : ''
    this.headers = headers
    this.body = body
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299
  }
  get type(): 'basic' {
    return 'basic'
  }
  get redirected(): boolean {
    return false
  }
  get bodyUsed(): boolean {
    return this.#real?.bodyUsed ?? this.body?.locked ?? false
  }

  async text(): Promise<string> {
    if (this.#real !== undefined || this.body === null) return this.real().text()
    const reader = this.body.getReader()
    const parts: Uint8Array[] = []
    for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value)
    const [first = new Uint8Array()] = parts
    // A single part needs no copy.
    return utf8.decode(parts.length < 2 ? first : Buffer.concat(parts))
  }
  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  /** Returns the same response as an object of the platform. */
  real(): Response {
    if (this.#real !== undefined) return this.#real
    const { status, statusText, headers, url } = this
    this.#real = new Response(this.body?.real() ?? null, { status, statusText, headers: headers.real() })
    Object.defineProperty(this.#real, 'url', { value: url })
    return this.#real
  }
}
