import { isRecord } from './redact.ts'

/** A thousand events take about one megabyte, so nothing real is larger than ten. */
const maxBodyBytes = 10 * 1024 * 1024
/** Errors are read for one sentence. */
const maxErrorBytes = 64 * 1024

/** Reads a body as text; `undefined` when it is larger than 10 MiB. */
export async function readText(response: Response): Promise<string | undefined> {
  const { body, headers } = response
  if (body === null) return ''
  const length = headers.get('content-length')
  // The length is kept by the transport, but says nothing about what comes out of a compressed body.
  if (length !== null && Number(length) <= maxBodyBytes && !headers.has('content-encoding')) return response.text()
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let left = maxBodyBytes
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    left -= part.value.byteLength
    if (left < 0) {
      // The connection is given up; nobody waits for that.
      reader.cancel().catch(() => {})
      return undefined
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}

/** The same answer with a body of at most 64 KiB, so that whoever reads it to the end does not read for ever. */
export function excerptError(response: Response): Response {
  const { body, status, statusText, headers } = response
  // 0 is a redirect as browsers show it; a body cannot be set again on 204, 205 and 304.
  if (body === null || status < 200 || status === 204 || status === 205 || status === 304) return response
  let left = maxErrorBytes
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left))
      left -= chunk.byteLength
      if (left <= 0) controller.terminate()
    },
  })
  return new Response(body.pipeThrough(cut), { status, statusText, headers })
}

/** The words of an error: its message, one or several, and details that some errors keep elsewhere. */
export function describe(body: unknown): string {
  if (typeof body === 'string') return body
  if (!isRecord(body)) return ''
  // `detail` and `validation` are those of Prism (RFC 9457), `errors`, `issues` and `meta` were seen at the service.
  const { message, detail, error, error_description, validation, errors, issues, meta } = body
  const said = [message ?? detail ?? [error, error_description]].flat()
  const more = validation ?? errors ?? issues ?? meta
  const words = said.filter((part) => typeof part === 'string')
  return [...words, ...(more === undefined ? [] : [JSON.stringify(more)])].join('; ')
}
