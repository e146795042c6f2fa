/** A decided response, before the trace id is added. */
export type Reply = {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

const names: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
}

/**
 * Makes an error response in the shape seen most often on the service.
 *
 * @param status The HTTP status.
 * @param message A sentence, or one for each field.
 * @returns The reply.
 */
export function errorReply(status: number, message: string | readonly string[]): Reply {
  return { status, body: { statusCode: status, message, error: names[status] } }
}

/**
 * Makes an error response without the name of its status, as seen for calendars of another type.
 *
 * @param status The HTTP status.
 * @param message A sentence.
 * @returns The reply.
 */
export function errorReplyWithoutName(status: number, message: string): Reply {
  return { status, body: { statusCode: status, message } }
}

/**
 * True for a reply, which has a `status`.
 *
 * @param value A reply or another value.
 * @returns True for a reply.
 */
export function isReply(value: object): value is Reply {
  return 'status' in value
}
