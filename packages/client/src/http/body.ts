import type { RequestController } from '../abort.ts'
import { isRecord } from '../guard.ts'

/** A thousand events take about one megabyte, so no real body is larger than ten. */
export const maxBodyBytes: number = 10 * 1024 * 1024
/** Enough for the message of an error. */
const maxErrorBytes = 64 * 1024

/** The start of a body, and why that is not all of it. */
type BodyStart = {
  readonly text: string
  readonly isCut: boolean
  readonly failure?: { readonly cause: unknown }
}

/**
 * Reads a body until the controller aborts. The signal of the request is not enough: Node ignores it once the request is
 * garbage-collected, which can happen as soon as the head of the response came, and the connection would stay open.
 */
async function readStart(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxBytes: number,
  controller: RequestController,
): Promise<BodyStart> {
  const reader = body.getReader()
  // Not awaited: the result of the call does not depend on it.
  const close = (): void => void reader.cancel().catch(() => {})
  if (controller.signal.aborted) close()
  else controller.close = close
  const parts: Uint8Array[] = []
  let left = maxBytes
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value.subarray(0, left))
      left -= part.value.byteLength
      if (left < 0) {
        close()
        break
      }
    }
    return { text: decode(parts), isCut: left < 0 }
  } catch (cause) {
    return { text: decode(parts), isCut: true, failure: { cause } }
  } finally {
    if (controller.close === close) controller.close = undefined
  }
}

/** Shared: without `stream: true` a decoder keeps nothing from one text to the next. */
const utf8 = new TextDecoder()

function decode(parts: readonly Uint8Array[]): string {
  const [only] = parts
  if (parts.length < 2) return utf8.decode(only)
  const decoder = new TextDecoder()
  return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode()
}

/** Reads a body as text; `undefined` when it is larger than 10 MiB. */
export async function readText(
  { body }: Response,
  controller: RequestController,
): Promise<string | undefined> {
  if (body === null) return ''
  const { text, isCut, failure } = await readStart(body, maxBodyBytes, controller)
  if (failure !== undefined) throw failure.cause
  return isCut ? undefined : text
}

/** Limits the body of a response to 64 KiB. A truncated message is still a message: the status decides what happened. */
export async function excerptError(response: Response, controller: RequestController): Promise<Response> {
  const { body, status, statusText, headers } = response
  // 0 is a redirect as browsers show it; a body cannot be set again on 204, 205 and 304.
  if (body === null || status < 200 || status === 204 || status === 205 || status === 304) return response
  const { text } = await readStart(body, maxErrorBytes, controller)
  return new Response(text, { status, statusText, headers })
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
