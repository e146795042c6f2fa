import {
  closed,
  headersTimeout,
  malformed,
  reset,
  terminated,
  undecodable,
  unreachable,
} from './fetch-error.ts'
import type { IncomingRequest } from './handle.ts'
import { limitSize, originForm, parseRequest } from './request.ts'
import type { BodyFault, WireResponse } from './wire.ts'

/** The part of a `Request` that `sandbox.fetch` needs. */
export type RequestLike = {
  readonly method: string
  readonly url: string
  readonly headers: { readonly get: (name: string) => string | null }
  readonly signal: AbortSignal
  readonly text: () => Promise<string>
}

/** Waits by the sandbox's clock; false when the sandbox is closed or the signal aborts meanwhile. */
type Wait = (ms: number, signal: AbortSignal) => Promise<boolean>

/** The headers and body timeout of Node's fetch. */
const fetchTimeoutMs = 300_000

/** Statuses without a body. */
const bodilessStatuses = new Set([204, 205, 304])

/**
 * Creates a `fetch` that calls the sandbox without a socket. Faults cause the same errors as with Node's fetch.
 *
 * @param respond Handles a request.
 * @param wait Waits by the sandbox's clock.
 * @param isClosed Tells whether the sandbox is closed and therefore unreachable.
 * @returns The `fetch`.
 */
export function createFetch(
  respond: (incoming: IncomingRequest) => Promise<WireResponse | undefined>,
  wait: Wait,
  isClosed: () => boolean,
): (request: RequestLike) => Promise<Response> {
  return async (request) => {
    const { signal } = request
    signal.throwIfAborted()
    if (isClosed()) throw unreachable('refused')
    return raceAbort(signal, async () => toResponse(await respond(toIncoming(request)), signal, wait))
  }
}

function toIncoming(request: RequestLike): IncomingRequest {
  const { method, url, headers, signal } = request
  const target = originForm(url)
  const header = (name: string): string | undefined => headers.get(name) ?? undefined
  return {
    method,
    target: target.startsWith('/') ? target : `/${target}`,
    socket: false,
    read: async () => {
      const text = await request.text()
      return signal.aborted ? undefined : parseRequest({ method, target, header }, limitSize(text))
    },
  }
}

async function toResponse(
  wireResponse: WireResponse | undefined,
  signal: AbortSignal,
  wait: Wait,
): Promise<Response> {
  if (wireResponse === undefined || wireResponse.wire === 'close') throw closed()
  if (wireResponse.wire === 'reset') throw reset()
  if (wireResponse.wire === 'malformed') throw malformed(wireResponse.error)
  if (wireResponse.wire === 'unreachable') throw unreachable(wireResponse.reason)
  if (wireResponse.wire === 'stall') {
    throw (await wait(fetchTimeoutMs, signal)) ? headersTimeout() : closed()
  }
  const { status, headers, body, bodyFault } = wireResponse
  const length = String(Buffer.byteLength(body))
  const init = { status, headers: { ...headers, 'content-length': length } }
  if (bodilessStatuses.has(status)) return new Response(null, init)
  if (headers['content-encoding'] !== undefined) return new Response(failingBody(undecodable()), init)
  return new Response(
    bodyFault === undefined ? body : faultyBody(Buffer.from(body), bodyFault, signal, wait),
    init,
  )
}

function failingBody(error: Error): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.error(error) }, { highWaterMark: 0 })
}

function faultyBody(
  body: Buffer,
  fault: BodyFault,
  signal: AbortSignal,
  wait: Wait,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = 0
  const pull = async (
    controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
  ): Promise<void> => {
    const isSlow = 'byteIntervalMs' in fault
    const end = isSlow ? body.length : Math.min(fault.truncateAt, body.length)
    if (sent < end) {
      if (isSlow && !(await wait(fault.byteIntervalMs, signal))) throw interrupted(signal)
      const next = isSlow ? sent + 1 : end
      controller.enqueue(Uint8Array.from(body.subarray(sent, next)))
      sent = next
    } else if (isSlow) {
      controller.close()
    } else {
      if (fault.end === 'stall' && !(await wait(fetchTimeoutMs, signal))) throw interrupted(signal)
      throw terminated(fault.end)
    }
  }
  return new ReadableStream({ pull }, { highWaterMark: 0 })
}

/** The error of a body whose wait was interrupted, by the client's signal or by the end of the sandbox. */
function interrupted(signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : terminated('close')
}

/** Rejects as soon as the signal aborts, and leaves no listener behind. */
async function raceAbort<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort))
  })
}
