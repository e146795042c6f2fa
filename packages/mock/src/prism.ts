import { createRequire } from 'node:module'
import { address } from './address.ts'
import { silent } from './silent-logger.ts'

/** What can be chosen when Prism is started. */
export type PrismOptions = {
  /** The port to listen on. A free one is taken when this is missing or 0. */
  port?: number
  /** The address to listen on; `127.0.0.1` when missing, so that nothing outside this machine gets in. */
  host?: string
  /** Path of an OpenAPI document to serve instead of this project's contract. */
  document?: string
  /**
   * Whether a request against the document is refused: 401 without a bearer token, 422 otherwise, both as
   * `application/problem+json` with the list of violations. `true` when missing.
   */
  validateRequest?: boolean
  /** Whether answers are generated from the schemas instead of taken from the examples. `false` when missing. */
  dynamic?: boolean
}

/** A running server. */
export type Server = {
  /** Where it answers, such as `http://127.0.0.1:49152`. No slash at the end. */
  url: string
  /** Ends it and every open connection. Calling it again does no harm. */
  close: () => Promise<void>
}

/**
 * Serves the contract with Prism, in this process: every request is checked against `openapi.yaml`, and the answer
 * is one of its examples. Nothing is remembered between two requests; for that there is `startSandbox`.
 *
 * A `Prefer` header selects an answer: `code=400, example=notAnEventCalendar`.
 *
 * @example
 * ```ts
 * import { startPrism } from '@block-slots/mock'
 *
 * const prism = await startPrism()
 * const answer = await fetch(`${prism.url}/calendars/CVokAlI8fgw4WYWoCtQz`, {
 *   headers: { Authorization: 'Bearer any', Version: '2021-04-15', Prefer: 'example=roundRobin' },
 * })
 * console.log((await answer.json()).calendar.calendarType) // => round_robin
 * await prism.close()
 * ```
 *
 * @param options Where to listen and how strict to be.
 * @returns The running server.
 * @throws {Error} When the port is taken or the document cannot be read.
 */
export async function startPrism(options: PrismOptions = {}): Promise<Server> {
  const { port = 0, host = '127.0.0.1', validateRequest = true, dynamic = false } = options
  // Loaded here, not above: Prism takes most of a second, and the sandbox does not need it.
  const { getHttpOperationsFromSpec } = await import('@stoplight/prism-http')
  const { createServer } = await import('@stoplight/prism-http-server')
  const { refuseViolations } = await import('./violation.ts')

  const operations = await getHttpOperationsFromSpec(options.document ?? contractPath())
  const server = createServer(operations, {
    components: { logger: silent },
    cors: false,
    config: {
      checkSecurity: validateRequest,
      validateRequest,
      validateResponse: true,
      errors: true,
      isProxy: false,
      upstreamProxy: undefined,
      mock: { dynamic },
    },
  })
  refuseViolations(server.prism)

  // Prism rejects with a bare string here.
  const url = await server.listen(port, host).catch((reason: unknown) => {
    throw new Error(`Prism cannot listen on ${address(host, port)}: ${String(reason)}`, { cause: reason })
  })
  let closed: Promise<void> | undefined
  return {
    url: `http://${address(host, Number(url.slice(url.lastIndexOf(':') + 1)))}`,
    close: () => (closed ??= server.close()),
  }
}

/** The contract's place on this disk. `import.meta.resolve` does not exist under every test runner. */
function contractPath(): string {
  const require = createRequire(import.meta.url)
  return require.resolve('@block-slots/spec/openapi.yaml')
}
