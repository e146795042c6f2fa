import {
  type IHttpRequest,
  type PrismHttpInstance,
  ProblemJsonError,
  UNAUTHORIZED,
  UNPROCESSABLE_ENTITY,
} from '@stoplight/prism-http'

/** `DiagnosticSeverity.Error`; the enum lives in a package that is not ours to import. */
const errors: ReadonlySet<number> = new Set([0])

/**
 * Makes Prism refuse what violates the document with a problem that lists the violations.
 *
 * Left alone, Prism 5.16 answers such a request with the first documented example of 401, 422 or 400, so that a
 * misspelt field looks like a missing owner; its `errors` setting reaches answers, not requests.
 *
 * @param prism The instance that the server asks; its `request` is replaced.
 */
export function refuseViolations(prism: PrismHttpInstance): void {
  const { request } = prism
  prism.request = (input, operations, config) => {
    const ask = request(input, operations, config)
    return async () => {
      const answer = await ask()
      if (!('right' in answer)) return answer
      const violations = answer.right.validations.input.filter(({ severity }) => errors.has(severity))
      return violations.length === 0 ? answer : { _tag: 'Left', left: problem(input, violations) }
    }
  }
}

type Violation = { code?: string | number; message: string; path?: (string | number)[] }

function problem(input: IHttpRequest, violations: Violation[]): ProblemJsonError {
  const template = violations.some(({ code }) => code === 401) ? UNAUTHORIZED : UNPROCESSABLE_ENTITY
  return ProblemJsonError.fromTemplate(
    template,
    `${input.method.toUpperCase()} ${input.url.path} does not keep the contract.`,
    { validation: violations.map(({ path = [], code, message }) => ({ location: path, code, message })) },
  )
}
