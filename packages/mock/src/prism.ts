import { createRequire } from 'node:module'
import { listen, type Server } from './server.ts'

/** The options of `startPrism`. */
export type PrismOptions = {
  /** The port to listen on: a free one when missing or 0. */
  readonly port?: number
  /** The address to listen on: `127.0.0.1`, which is not reachable from other machines, when missing. */
  readonly host?: string
  /** The path of an OpenAPI document to serve instead of the contract. */
  readonly document?: string
  /**
   * True to reject a request that violates the document: 401 without a bearer token, 422 otherwise, both as
   * `application/problem+json` with the list of violations. `true` when missing.
   */
  readonly validateRequest?: boolean
  /** True to generate responses from the schemas instead of the examples: `false` when missing. */
  readonly dynamic?: boolean
}

/**
 * Serves the contract with Prism, in this process: every request is checked against `openapi.yaml`, and the response
 * is one of its examples. It has no state; `@block-slots/sandbox` has.
 *
 * The server in front of Prism is not Prism's own, which one malformed request can end, such as `GET /calendars/%ff`
 * from any web page. Here a malformed request gets 400 and the process goes on.
 *
 * A `Prefer` header selects a response: `code=400, example=notAnEventCalendar`.
 *
 * @example
 * ```ts
 * import { startPrism } from '@block-slots/mock'
 *
 * const prism = await startPrism()
 * const response = await fetch(`${prism.url}/calendars/CVokAlI8fgw4WYWoCtQz`, {
 *   headers: { Authorization: 'Bearer any', Version: '2021-04-15', Prefer: 'example=roundRobin' },
 * })
 * console.log((await response.json()).calendar.calendarType) // => round_robin
 * await prism.close()
 * ```
 *
 * @param options The port, the document and the strictness.
 * @returns The running server.
 * @throws {Error} When it cannot listen on the port or cannot read the document.
 */
export async function startPrism(options: PrismOptions = {}): Promise<Server> {
  const { port = 0, host = '127.0.0.1', validateRequest = true, dynamic = false } = options
  // Loaded here because Prism takes most of a second to load, which `--help` and usage errors need not wait for.
  const { getHttpOperationsFromSpec } = await import('@stoplight/prism-http')
  const { createRespond } = await import('./respond.ts')
  const operations = await getHttpOperationsFromSpec(options.document ?? contractPath())
  return listen(port, host, createRespond(operations, { validateRequest, dynamic }))
}

/** The path of the contract. `import.meta.resolve` is missing in some test runners. */
function contractPath(): string {
  const require = createRequire(import.meta.url)
  return require.resolve('@block-slots/spec/openapi.yaml')
}
