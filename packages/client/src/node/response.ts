import type { IncomingMessage } from 'node:http'
import { decoded } from './decode.ts'
import { headersOf } from './field.ts'
import { bytesOf, streamOf } from './stream.ts'

/** Shared by all responses: without `stream: true` it keeps no state between calls. */
const utf8 = new TextDecoder()

/** A response over the message of node:http. Members that the client does not use are delegated to a real `Response`. */
export function responseOf(message: IncomingMessage, url: string): Response {
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = message
  const headers = headersOf(rawHeaders)
  // These have no body, whatever their headers say. Draining the message frees the connection.
  const bare = status === 204 || status === 205 || status === 304 || headers.get('content-length') === '0'
  if (bare) message.resume()
  const stream = bare ? null : streamOf(decoded(message, headers.get('content-encoding')))
  let made: Response | undefined
  const real = (): Response => (made ??= new Response(stream, { status, statusText, headers }))
  const bytes = async (): Promise<Uint8Array<ArrayBuffer>> =>
    stream === null ? new Uint8Array() : bytesOf(stream)
  const text = async (): Promise<string> => (made === undefined ? utf8.decode(await bytes()) : made.text())
  return {
    status,
    statusText,
    headers,
    url,
    ok: status >= 200 && status <= 299,
    type: 'basic',
    redirected: false,
    body: stream,
    get bodyUsed() {
      return made?.bodyUsed ?? stream?.locked ?? false
    },
    text,
    json: async () => JSON.parse(await text()),
    bytes: () => (made === undefined ? bytes() : made.bytes()),
    arrayBuffer: () => real().arrayBuffer(),
    blob: () => real().blob(),
    formData: () => real().formData(),
    clone: () => real().clone(),
  }
}
