import type { PlainBody } from './body.ts'
import type { PlainHeaders } from './headers.ts'

/** A response to a `PlainRequest`: the part that the client uses, since nobody else sees it. */
export class PlainResponse {
  declare readonly url: string
  declare readonly status: number
  declare readonly statusText: string
  declare readonly headers: PlainHeaders
  declare readonly body: PlainBody | null

  constructor(parts: Pick<PlainResponse, 'body' | 'headers' | 'status' | 'statusText' | 'url'>) {
    Object.assign(this, parts)
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
