import { isRecord } from '../redact.ts'

/** A thousand events take about one megabyte, so nothing real is larger than ten. */
const maxBodyBytes = 10 * 1024 * 1024
/** Errors are read for one sentence. */
const maxErrorBytes = 64 * 1024

type Body = ReadableStream<Uint8Array<ArrayBuffer>>
type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>

/**
 * Reads from a body until the signal aborts. The signal of the request is not enough: Node forgets to heed it when the
 * request is garbage, which it is once the head of the answer came, and the connection would stay open.
 */
function readerOf(body: Body, signal: AbortSignal): { readonly reader: Reader; readonly end: () => void } {
  const reader = body.getReader()
  const onAbort = (): void => giveUp(reader)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort)
  // Node holds the signal for as long as the request lives, so what listens must not hold the request.
  return { reader, end: () => signal.removeEventListener('abort', onAbort) }
}

/** Closes the connection; nobody waits for that. */
function giveUp(reader: Reader): void {
  reader.cancel().catch(() => {})
}

/** Keeps nothing from one answer to the next, since it is never told that more comes. */
const utf8 = new TextDecoder()

/** Reads a body as text; `undefined` when it is larger than 10 MiB. */
export async function readText({ body }: Response, signal: AbortSignal): Promise<string | undefined> {
  if (body === null) return ''
  const { reader, end } = readerOf(body, signal)
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength
      if (size > maxBodyBytes) {
        giveUp(reader)
        return undefined
      }
      parts.push(part.value)
    }
  } finally {
    end()
  }
  const [only = new Uint8Array()] = parts
  if (parts.length < 2) return utf8.decode(only)
  const decoder = new TextDecoder()
  return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode()
}

/** The same answer with a body of at most 64 KiB, so that whoever reads it to the end does not read for ever. */
export function excerptError(response: Response, signal: AbortSignal): Response {
  const { body, status, statusText, headers } = response
  // 0 is a redirect as browsers show it; a body cannot be set again on 204, 205 and 304.
  if (body === null || status < 200 || status === 204 || status === 205 || status === 304) return response
  const { reader, end } = readerOf(body, signal)
  let left = maxErrorBytes
  const excerpt: Body = new ReadableStream({
    async pull(controller) {
      // Words that break off are words all the same: what happened is decided by the status.
      const part = await reader.read().catch(() => undefined)
      if (part?.done === false) {
        controller.enqueue(part.value.subarray(0, left))
        left -= part.value.byteLength
        if (left > 0) return
        giveUp(reader)
      }
      controller.close()
      end()
    },
    cancel(reason) {
      end()
      return reader.cancel(reason)
    },
  })
  return new Response(excerpt, { status, statusText, headers })
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
  return [...words, ...(more === undefined ? [] : [stringify(more)])].join('; ')
}

/** Depth alone can make JSON that was read impossible to write. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return '…'
  }
}
