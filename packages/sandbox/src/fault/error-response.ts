import type { Reply } from '../reply.ts'
import { invalidTokenMessage } from '../service/auth.ts'
import { limitHeaders, publishedLimits } from '../service/rate-limit.ts'
import { jsonResponse, type WireResponse } from '../transport/wire.ts'
import type { ErrorFault, FaultOf } from './fault.ts'
import type { FaultContext } from './plan.ts'

/** The text of a page, or the fields of an error in JSON. */
type ErrorBody = string | { readonly message: string; readonly error?: string }

/** The faults whose response does not depend on their fields. */
type FixedFault = Exclude<ErrorFault['fault'], 'forbidden' | 'rate-limited' | 'status' | 'unauthorized'>

const fixed: Readonly<Record<FixedFault, readonly [status: number, body: ErrorBody]>> = {
  'bad-gateway': [502, '502 Bad Gateway'],
  conflict: [409, { message: 'Conflict' }],
  'gateway-timeout': [504, '504 Gateway Time-out'],
  'route-not-supported': [
    500,
    { message: 'This route is not yet supported by the IAM Service for this resource' },
  ],
  'internal-error': [
    500,
    { message: '4 DEADLINE_EXCEEDED: Deadline exceeded after 62.463s', error: 'Internal Server Error' },
  ],
  'request-timeout': [408, { message: 'Request Timeout' }],
  unavailable: [503, { message: 'Service Unavailable' }],
}

/**
 * Makes the response of a fault that replaces the reply by an error.
 *
 * @param fault The fault.
 * @param context The request.
 * @returns The response.
 */
export function errorResponse(fault: ErrorFault, context: FaultContext): WireResponse {
  switch (fault.fault) {
    case 'unauthorized': {
      const { message = invalidTokenMessage(context.bearer) } = fault
      return json(fault, context, 401, { message, error: 'Unauthorized' })
    }
    case 'forbidden': {
      const message = 'The token does not have access to this location.'
      return fault.html === true
        ? page(fault, context, 403, 'Error 1010: Access denied')
        : json(fault, context, 403, { message, error: 'Forbidden' })
    }
    case 'status': {
      const { status, body = { message: `Status ${status}` } } = fault
      const response =
        typeof body === 'string' ? page(fault, context, status, body) : json(fault, context, status, body)
      return { ...response, headers: { ...response.headers, ...fault.headers } }
    }
    case 'rate-limited': {
      const limits = fault.headers === false ? {} : exceededHeaders(context.limits, fault.limit)
      return json(fault, { ...context, limits }, 429, { message: 'Too Many Requests' })
    }
    default: {
      const [status, body] = fixed[fault.fault]
      return typeof body === 'string'
        ? page(fault, context, status, body)
        : json(fault, context, status, body)
    }
  }
}

type CompleteResponse = WireResponse & { readonly wire: 'response' }

function json(
  fault: ErrorFault,
  context: FaultContext,
  status: number,
  body: Reply['body'],
): CompleteResponse {
  const headers = { ...context.limits, ...retryAfter(fault, context.now) }
  return jsonResponse({
    status,
    body: { statusCode: status, ...body, traceId: context.traceId },
    headers,
  })
}

/** A page of a proxy in front of the service, which knows nothing of a rate limit. */
function page(fault: ErrorFault, context: FaultContext, status: number, text: string): CompleteResponse {
  const headers = { 'content-type': 'text/html; charset=utf-8', ...retryAfter(fault, context.now) }
  const body = text.startsWith('<') ? text : `<!DOCTYPE html><html><body>${text}</body></html>`
  return { wire: 'response', status, headers, body }
}

function retryAfter({ retryAfter: value }: ErrorFault, now: number): Record<string, string> {
  if (value === undefined) return {}
  const text = typeof value === 'object' ? new Date(now + value.dateInMs).toUTCString() : String(value)
  return { 'retry-after': text }
}

function exceededHeaders(
  limits: Readonly<Record<string, string>>,
  limit: FaultOf<'rate-limited'>['limit'] = 'burst',
): Record<string, string> {
  const known = Object.keys(limits).length > 0
  return {
    ...(known ? limits : limitHeaders(publishedLimits, 0, publishedLimits.dailyMax - 1)),
    'x-ratelimit-remaining': '0',
    ...(limit === 'daily' ? { 'x-ratelimit-daily-remaining': '0' } : {}),
  }
}
