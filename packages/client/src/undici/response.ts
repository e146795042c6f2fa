import type { PlainBody } from './body.ts'
import type { PlainHeaders } from './headers.ts'

/** A response to a `PlainRequest`: the part that the client uses. */
export class PlainResponse {
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly headers: PlainHeaders
  readonly body: PlainBody | null

  constructor(parts: Pick<PlainResponse, 'body' | 'headers' | 'status' | 'statusText' | 'url'>) {
    this.url = parts.url
    this.status = parts.status
    this.statusText = parts.statusText
    this.headers = parts.headers
    this.body = parts.body
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299
  }
  text(): Promise<string> {
    return this.real().text()
  }

  /** Returns the same response as an object of the platform. */
  real(): Response {
    const { body, status, statusText, headers, url } = this
    const real = new Response(body?.real() ?? null, { status, statusText, headers })
    return Object.defineProperty(real, 'url', { value: url })
  }
}
