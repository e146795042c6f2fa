import {
  type IHttpRequest,
  type PrismHttpInstance,
  ProblemJsonError,
  UNAUTHORIZED,
  UNPROCESSABLE_ENTITY,
} from '@stoplight/prism-http'

/** `DiagnosticSeverity.Error`, whose enum is in a package that is not a direct dependency. */
const errorSeverity = 0

/**
 * Makes Prism reject a request that violates the document with a problem that lists the violations.
 *
 * By default, Prism 5.16 responds to such a request with the first documented example of 401, 422 or 400, so that a
 * misspelt field looks like a missing owner; its `errors` setting applies to responses, not to requests.
 *
 * @param prism The instance of the server; its `request` is replaced.
 */
export function rejectViolations(prism: PrismHttpInstance): void {
  const { request } = prism
  prism.request = (input, operations, config) => {
    const execute = request(input, operations, config)
    return async () => {
      const result = await execute()
      if (!('right' in result)) return result
      const violations = result.right.validations.input.filter(({ severity }) => isError(severity))
      return violations.length === 0 ? result : { _tag: 'Left', left: problem(input, violations) }
    }
  }
}

const isError = (severity: number): boolean => severity === errorSeverity

type Violation = {
  readonly code?: string | number
  readonly message: string
  readonly path?: readonly (string | number)[]
}

function problem(input: IHttpRequest, violations: readonly Violation[]): ProblemJsonError {
  const template = violations.some(({ code }) => code === 401) ? UNAUTHORIZED : UNPROCESSABLE_ENTITY
  return ProblemJsonError.fromTemplate(
    template,
    `${input.method.toUpperCase()} ${input.url.path} violates the contract.`,
    { validation: violations.map(({ path = [], code, message }) => ({ location: path, code, message })) },
  )
}
