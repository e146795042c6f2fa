import type { Delivery, Flaw } from './wire.ts'
import type { Incoming } from './handle.ts'
import { closed, reset, slowHead, terminated, unparsable, unreachable, undecodable } from './fetch-error.ts'
import { keep, understand } from './request.ts'

/** What `sandbox.fetch` needs of a request: a `Request`, or anything that looks like one. */
export type RequestLike = {
  readonly method: string
  readonly url: string
  readonly headers: { get: (name: string) => string | null }
  readonly signal: AbortSignal
  readonly text: () => Promise<string>
}

/** Waits by the sandbox's clock; false when the sandbox ended or the signal was aborted meanwhile. */
type Wait = (ms: number, signal: AbortSignal) => Promise<boolean>

/** Node's fetch waits that long for the head of an answer. */
const headTimeoutMs = 300_000

/** Statuses that have no body. */
const bodiless = new Set([204, 205, 304])

/**
 * Opens a wire into the sandbox that goes through no socket. What goes wrong on it looks as it does with Node's fetch.
 *
 * @param respond What goes out for a request.
 * @param wait Waits by the sandbox's clock.
 * @param ended Whether the sandbox has ended, so that nobody can be reached.
 * @returns A `fetch`.
 */
export function openWire(
  respond: (incoming: Incoming) => Promise<Delivery | undefined>,
  wait: Wait,
  ended: () => boolean,
): (request: RequestLike) => Promise<Response> {
  return async (request) => {
    const { signal } = request
    signal.throwIfAborted()
    if (ended()) throw unreachable('refused')
    return unlessAborted(signal, async () => bringOut(await respond(incomingOf(request)), signal, wait))
  }
}

function incomingOf(request: RequestLike): Incoming {
  const { method, url, headers, signal } = request
  // `https://host/path?query`: what follows the third slash, without the fragment.
  const target = /^[^:/?#]+:\/\/[^/?#]*([^#]*)/.exec(url)?.[1] ?? url
  const header = (name: string): string | undefined => headers.get(name) ?? undefined
  return {
    method,
    target: target.startsWith('/') ? target : `/${target}`,
    socket: false,
    read: async () => {
      const text = await request.text()
      return signal.aborted ? undefined : understand({ method, target, header }, keep(text))
    },
  }
}

async function bringOut(delivery: Delivery | undefined, signal: AbortSignal, wait: Wait): Promise<Response> {
  if (delivery === undefined || delivery.wire === 'close') throw closed()
  if (delivery.wire === 'reset') throw reset()
  if (delivery.wire === 'noise') throw unparsable(delivery.error)
  if (delivery.wire === 'unreachable') throw unreachable(delivery.why)
  if (delivery.wire === 'stall') {
    throw (await wait(headTimeoutMs, signal)) ? slowHead() : closed()
  }
  const { status, headers, body, flaw } = delivery
  const length = String(Buffer.byteLength(body))
  const init = { status, headers: { ...headers, 'content-length': length } }
  if (bodiless.has(status)) return new Response(null, init)
  if (headers['content-encoding'] !== undefined) return new Response(broken(undecodable()), init)
  return new Response(flaw === undefined ? body : flawed(Buffer.from(body), flaw, signal, wait), init)
}

/** A body that ends in an error. */
function broken(error: Error): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.error(error) }, { highWaterMark: 0 })
}

function flawed(
  body: Buffer,
  flaw: Flaw,
  signal: AbortSignal,
  wait: Wait,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = 0
  const pull = async (
    controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
  ): Promise<void> => {
    const drips = 'dripMs' in flaw
    const end = drips ? body.length : Math.min(flaw.cutAt, body.length)
    if (sent < end) {
      if (drips && !(await wait(flaw.dripMs, signal))) throw gone(signal)
      const next = drips ? sent + 1 : end
      controller.enqueue(Uint8Array.from(body.subarray(sent, next)))
      sent = next
    } else if (drips) {
      controller.close()
    } else {
      if (flaw.end === 'stall' && !(await wait(headTimeoutMs, signal))) throw gone(signal)
      throw terminated(flaw.end)
    }
  }
  return new ReadableStream({ pull }, { highWaterMark: 0 })
}

/** Why a body stops when a wait in it is broken off: the client said so, or the sandbox ended. */
function gone(signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : terminated('close')
}

/** Ends with the signal's reason as soon as the signal aborts, and leaves no listener behind. */
async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort))
  })
}
