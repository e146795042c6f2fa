import type { OperationCall } from '../context.ts'
import { errorReply, type Reply } from '../reply.ts'
import { unknownFieldErrors } from './body.ts'

/** The parameters of a query, of which none is empty. */
export type Query<Required extends string, Optional extends string> = Readonly<
  Record<Required, string> & Partial<Record<Optional, string>>
>

/**
 * Parses the query of a request. A parameter without a value counts as missing.
 *
 * @param call The request.
 * @param required The parameters that the operation needs.
 * @param optional Its other parameters.
 * @returns The parameters, or the service's 422.
 */
export function parseQuery<Required extends string, Optional extends string = never>(
  call: OperationCall,
  required: readonly Required[],
  optional: readonly Optional[] = [],
): Query<Required, Optional> | Reply {
  const errors = unknownFieldErrors(call.query, new Set([...required, ...optional]))
  const query: Partial<Record<string, string>> = {}
  for (const [name, value] of Object.entries(call.query)) {
    if (typeof value === 'string') query[name] = value === '' ? undefined : value
    else errors.push(`${name} must be a string`)
  }
  if (errors.length > 0) return errorReply(422, errors)
  if (isComplete<Required, Optional>(query, required)) return query
  const missing = required.filter((name) => query[name] === undefined)
  return errorReply(
    422,
    missing.map((name) => `${name} should not be empty`),
  )
}

function isComplete<Required extends string, Optional extends string>(
  query: object,
  required: readonly Required[],
): query is Query<Required, Optional> {
  return required.every((name) => Reflect.get(query, name) !== undefined)
}
