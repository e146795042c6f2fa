import { RequestController } from '../../src/abort.ts'
import * as undici8 from 'undici'
import * as undici7 from 'undici7'
import { onTestFinished } from 'vitest'
import { controllerKey, createRequest } from '../../src/request/plain-request.ts'
import { undiciTransport, type UndiciTransport, type UndiciTransportOptions } from '../../src/undici/index.ts'
import { forced } from './refusal.ts'

/** The versions of undici that the transport works with, as parameters of a test. */
export const versions: readonly { readonly version: string; readonly undici: typeof undici8 }[] = [
  { version: 'undici 8', undici: undici8 },
  { version: 'undici 7', undici: forced(undici7) },
]

/** Sends as the client does: without an object of the platform. */
export type SendPlain = (
  url: string,
  init?: {
    readonly method?: string
    readonly headers?: Record<string, string>
    readonly body?: string
    readonly controller?: RequestController
  } & Pick<RequestInit, 'cache'>,
) => Promise<Response>

/** Creates a transport that is closed after its test. */
export function transportOf(
  options?: UndiciTransportOptions,
): UndiciTransport & { readonly send: SendPlain } {
  const transport = undiciTransport(options)
  onTestFinished(() => transport.close())
  const send: SendPlain = async (url, { method = 'GET', headers, controller, ...init } = {}) => {
    const given = controller ?? new RequestController()
    const ending = { signal: given.signal, [controllerKey]: given }
    const parts = { method, headers: new Headers(headers), ...init, ...ending }
    return transport.fetch(createRequest(true, url, parts))
  }
  return { ...transport, send }
}

/** Creates a transport over an agent that is closed after its test. */
export function agentOf(
  undici: typeof undici8,
  options: undici8.Agent.Options = {},
): UndiciTransport & { readonly send: SendPlain } {
  const agent = new undici.Agent({ connectTimeout: 5000, ...options })
  onTestFinished(() => agent.close())
  return transportOf({ dispatcher: agent })
}

/** Returns the reason with which a promise rejects. */
export const reasonOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )
