import type { Dispatcher } from 'undici'
import { isRecord } from '../guard.ts'
import { createBody, type BodySink } from './decode.ts'
import { PlainHeaders, type RawHeaders } from './headers.ts'
import { PlainResponse } from './response.ts'

type Controller = Dispatcher.DispatchController

/** Statuses without a body, whatever their headers say. */
const withoutBody = new Set([204, 205, 304])

/** A request that is about to be dispatched, and who waits for its response. */
type Pending = {
  readonly url: string
  readonly method: string
  readonly signal: AbortSignal
  /** Called when the request is over. */
  readonly release: () => void
  readonly resolve: (response: PlainResponse) => void
  readonly reject: (reason: unknown) => void
}

/** Takes what undici reports of one request. */
export class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly #pending: Pending
  /** Set when undici begins to write. */
  #controller: Controller | undefined
  /** Set when the head of the response has come. */
  #sink: BodySink | undefined

  constructor(pending: Pending) {
    this.#pending = pending
  }

  /** Ends the request and its connection. */
  abort(): void {
    const { reason } = this.#pending.signal
    this.#fail(reason)
    this.#controller?.abort(toError(reason))
  }

  onRequestStart(controller: Controller): void {
    const { aborted, reason } = this.#pending.signal
    const isSecond = this.#controller !== undefined
    this.#controller = controller
    // It waited for a connection meanwhile.
    if (aborted) controller.abort(toError(reason))
    // A redirect, or a dispatcher that sends again by itself.
    else if (isSecond) controller.abort(new Error('undici was about to send the request a second time'))
  }

  onResponseStart(controller: Controller, status: number, raw: RawHeaders, statusText = ''): void {
    // 102 and 103 precede the response.
    if (status < 200) return
    const { method, url, resolve } = this.#pending
    const headers = new PlainHeaders(raw)
    const isBare = method === 'HEAD' || withoutBody.has(status) || headers.get('content-length') === '0'
    const made = isBare ? undefined : createBody(controller, headers.get('content-encoding'))
    this.#sink = made?.sink
    // Without a reason phrase that no `Response` takes.
    const reason = /^[\t\x20-\x7e\x80-\xff]*$/.test(statusText) ? statusText : ''
    resolve(new PlainResponse({ url, status, statusText: reason, headers, body: made?.body ?? null }))
  }

  onResponseData(controller: Controller, part: Buffer<ArrayBuffer>): void {
    if (this.#sink?.write(part) === false) controller.pause()
  }

  onResponseEnd(): void {
    this.#pending.release()
    this.#sink?.end()
  }

  /** An error before `onRequestStart` has no controller, and comes before the first byte. */
  onResponseError(controller: Controller | null | undefined, error: unknown): void {
    this.#fail((this.#controller ?? controller) ? error : unsentError(error))
  }

  #fail(reason: unknown): void {
    const { reject, release } = this.#pending
    release()
    this.#sink?.destroy(reason)
    reject(reason)
  }
}

const toError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))

/**
 * Wraps the error of a request of which certainly no byte was written. Its own code stays: it may be that of a certificate. The
 * system call is how Node says that a connection was not established, and what the client goes by.
 */
function unsentError(cause: unknown): Error {
  const { code, message } = isRecord(cause) ? cause : {}
  return Object.assign(new Error(String(message), { cause }), {
    code: code ?? 'ERR_NOT_SENT',
    syscall: 'connect',
  })
}
