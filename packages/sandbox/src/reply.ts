/** What is sent back, before its trace id is added. */
export type Answer = { status: number; body: Record<string, unknown>; headers?: Record<string, string> }

const names: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
}

/**
 * A refusal in the shape seen most often at the service.
 *
 * @param status The HTTP status.
 * @param message A sentence, or one for each field.
 * @returns The answer.
 */
export function refuse(status: number, message: string | string[]): Answer {
  return { status, body: { statusCode: status, message, error: names[status] } }
}

/**
 * A refusal without the name of its status, as it was seen for calendars of another type.
 *
 * @param status The HTTP status.
 * @param message A sentence.
 * @returns The answer.
 */
export function refuseBriefly(status: number, message: string): Answer {
  return { status, body: { statusCode: status, message } }
}

/**
 * Tells a refusal from what it would have been otherwise.
 *
 * @param value A refusal, or anything that has no `status`.
 * @returns True for a refusal.
 */
export function isRefusal(value: object): value is Answer {
  return 'status' in value
}
