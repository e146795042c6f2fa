import { isRecord } from '../guard.ts'

/** A thousand events take about one megabyte, so no real body is larger than ten. */
export const maxBodyBytes: number = 10 * 1024 * 1024
/** Enough for the message of an error. */
export const maxErrorBytes: number = 64 * 1024

type Body = ReadableStream<Uint8Array<ArrayBuffer>>
type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>

/**
 * Reads from a body until the signal aborts. The signal of the request is not enough: Node ignores it once the request is
 * garbage-collected, which can happen as soon as the head of the response came, and the connection would stay open.
 */
function readerOf(body: Body, signal: AbortSignal): { readonly reader: Reader; readonly end: () => void } {
  const reader = body.getReader()
  const onAbort = (): void => closeConnection(reader)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort)
  // Node keeps the signal as long as the request, so the listener must not keep the request.
  return { reader, end: () => signal.removeEventListener('abort', onAbort) }
}

/** Not awaited: the result of the call does not depend on it. */
function closeConnection(reader: Reader): void {
  reader.cancel().catch(() => {})
}

/** Shared: without `stream: true` a decoder keeps nothing from one text to the next. */
const utf8 = /* @__PURE__ */ new TextDecoder()

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
        closeConnection(reader)
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

/** Limits the body of a response to 64 KiB, so that reading it to the end is bounded. */
export function excerptError(response: Response, signal: AbortSignal): Response {
  const { body, status, statusText, headers } = response
  // 0 is a redirect as browsers show it; a body cannot be set again on 204, 205 and 304.
  if (body === null || status < 200 || status === 204 || status === 205 || status === 304) return response
  const { reader, end } = readerOf(body, signal)
  let left = maxErrorBytes
  const excerpt: Body = new ReadableStream({
    async pull(controller) {
      // A truncated message is still a message: the status decides what happened.
      const part = await reader.read().catch(() => undefined)
      if (part?.done === false) {
        controller.enqueue(part.value.subarray(0, left))
        left -= part.value.byteLength
        if (left > 0) return
        closeConnection(reader)
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

/** Parses a body as JSON; `undefined` when it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Returns the messages of the service's own form of an error. Nothing else of a body decides anything: a page comes from
 * a proxy, and other fields may repeat what was sent, such as a title.
 */
export const messagesOf = (body: unknown): readonly string[] => (isRecord(body) ? textsOf(body.message) : [])

/** Extracts the text of an error body: its message, one or several, and details that some errors keep in other fields. */
export function describe(body: unknown): string {
  if (typeof body === 'string') return body
  if (!isRecord(body)) return ''
  // `detail` and `validation` are fields of Prism (RFC 9457); `errors`, `issues` and `meta` were seen at the service.
  const { message, detail, error, error_description, validation, errors, issues, meta } = body
  const details = validation ?? errors ?? issues ?? meta
  const texts = textsOf(message ?? detail ?? [error, error_description])
  return [...texts, ...(details === undefined ? [] : [stringify(details)])].join('; ')
}

/** Collects the texts of a message: one, a list, or what class-validator makes of a field (`constraints`, `children`). */
function textsOf(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value]
  if (!isRecord(value) || depth > 8) return []
  const { message, constraints, children } = value
  const parts = Array.isArray(value) ? value : [message, ...Object.values(constraints ?? {}), children]
  return parts.flatMap((part) => textsOf(part, depth + 1))
}

/** JSON that was parsed can be nested too deep to be written. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return '…'
  }
}
