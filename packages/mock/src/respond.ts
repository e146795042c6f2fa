import {
  createInstance,
  type IHttpConfig,
  type IHttpRequest,
  type IHttpResponse,
  ProblemJsonError,
  UNAUTHORIZED,
  UNPROCESSABLE_ENTITY,
  VIOLATIONS,
} from '@stoplight/prism-http'
import { malformed, parseRequest } from './request.ts'
import type { RawRequest, RawResponse } from './server.ts'
import { silentLogger } from './silent-logger.ts'

/** The operations of a document. */
type Operations = Parameters<ReturnType<typeof createInstance>['request']>[1]

/** `DiagnosticSeverity.Error`, whose enum is in a package that is not a direct dependency. */
const errorSeverity = 0

/**
 * Creates the responses of Prism's engine to requests over HTTP.
 *
 * Prism's own server does not await its engine, so an error that the engine throws, as for `/calendars/%ff`, ends the
 * process; to malformed JSON it never responds. It also responds to a violation with the first documented example of
 * 401, 422 or 400, so that a misspelt field looks like a missing owner. Here each of them gets a problem that says what
 * is wrong.
 *
 * @param operations The operations of the document.
 * @param options The strictness, as `startPrism` takes it.
 * @param options.validateRequest True to reject a request that violates the document.
 * @param options.dynamic True to generate responses from the schemas.
 * @returns Makes the response to a request; never rejects.
 */
export function createRespond(
  operations: Operations,
  { validateRequest, dynamic }: { readonly validateRequest: boolean; readonly dynamic: boolean },
): (request: RawRequest) => Promise<RawResponse> {
  const config: IHttpConfig = {
    checkSecurity: validateRequest,
    validateRequest,
    validateResponse: true,
    errors: true,
    isProxy: false,
    upstreamProxy: undefined,
    mock: { dynamic },
  }
  const prism = createInstance(config, { logger: silentLogger })
  return async (raw) => {
    try {
      const { input, preferences } = parseRequest(raw)
      const mock = { ...config.mock, ...preferences }
      const result = await prism.request(input, operations, { ...config, mock })()
      if ('left' in result) throw result.left
      const { output, validations } = result.right
      const requestViolations = validations.input.filter(isError)
      if (requestViolations.length > 0) throw requestProblem(input, requestViolations)
      const responseViolations = validations.output.filter(isError)
      if (responseViolations.length > 0) throw responseProblem(responseViolations)
      return write(output)
    } catch (error) {
      return problemResponse(error)
    }
  }
}

const isError = ({ severity }: { readonly severity: number }): boolean => severity === errorSeverity

type Violation = {
  readonly code?: string | number
  readonly message: string
  readonly path?: readonly (string | number)[]
}

function requestProblem(input: IHttpRequest, violations: readonly Violation[]): ProblemJsonError {
  const template = violations.some(({ code }) => code === 401) ? UNAUTHORIZED : UNPROCESSABLE_ENTITY
  const detail = `${input.method.toUpperCase()} ${input.url.path} violates the contract.`
  return ProblemJsonError.fromTemplate(template, detail, list(violations))
}

function responseProblem(violations: readonly Violation[]): ProblemJsonError {
  const detail = 'The response violates the document: correct its example or its schema.'
  return ProblemJsonError.fromTemplate(VIOLATIONS, detail, list(violations))
}

function list(violations: readonly Violation[]): { validation: object[] } {
  return {
    validation: violations.map(({ path = [], code, message }) => ({ location: path, code, message })),
  }
}

function write({ statusCode: status, headers = {}, body }: IHttpResponse): RawResponse {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (body === undefined || (body === null && type === '')) return { status, headers, body: '' }
  if (/\bjson\b/i.test(type)) return { status, headers, body: JSON.stringify(body) }
  if (typeof body === 'string') return { status, headers, body }
  throw new TypeError(`Cannot write an example of ${type} that is not a string. Write it as a string.`)
}

function problemResponse(error: unknown): RawResponse {
  // Prism decodes path, query, cookies and forms; an error of that is about the request.
  const problem =
    error instanceof URIError ? malformed('A percent-encoding in the request is malformed.') : error
  const json = ProblemJsonError.toProblemJson(problem instanceof Error ? problem : new Error(String(problem)))
  const headers = { 'content-type': 'application/problem+json' }
  return { status: json.status, headers, body: JSON.stringify(json) }
}
