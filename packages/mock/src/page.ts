import { invalidToken } from './access.ts'
import type { Answer } from './answer.ts'
import type { Scene } from './course.ts'
import { deliver, type Delivery } from './delivery.ts'
import type { Fault } from './fault.ts'
import { announce, published } from './limit.ts'

/** What says no instead of the answer. */
export type Refusal = Extract<
  Fault,
  {
    fault:
      | 'bad-gateway'
      | 'conflict'
      | 'forbidden'
      | 'gateway-timeout'
      | 'iam'
      | 'internal-error'
      | 'rate-limited'
      | 'request-timeout'
      | 'status'
      | 'unauthorized'
      | 'unavailable'
  }
>

/**
 * The answer of a fault that answers something else.
 *
 * @param fault The fault.
 * @param scene What is known about the request.
 * @returns What goes out.
 */
export function refusal(fault: Refusal, scene: Scene): Delivery {
  switch (fault.fault) {
    case 'bad-gateway':
      return page(fault, scene, 502, '502 Bad Gateway')
    case 'gateway-timeout':
      return page(fault, scene, 504, '504 Gateway Time-out')
    case 'internal-error':
      return json(fault, scene, 500, {
        message: '4 DEADLINE_EXCEEDED: Deadline exceeded after 62.463s',
        error: 'Internal Server Error',
      })
    case 'iam':
      return json(fault, scene, 500, {
        message: 'This route is not yet supported by the IAM Service for this resource',
      })
    case 'unavailable':
      return json(fault, scene, 503, { message: 'Service Unavailable' })
    case 'request-timeout':
      return json(fault, scene, 408, { message: 'Request Timeout' })
    case 'conflict':
      return json(fault, scene, 409, { message: 'Conflict' })
    case 'unauthorized': {
      const { message = invalidToken(scene.bearer) } = fault
      return json(fault, scene, 401, { message, error: 'Unauthorized' })
    }
    case 'forbidden':
      return fault.html === true
        ? page(fault, scene, 403, 'Error 1010: Access denied')
        : json(fault, scene, 403, {
            message: 'The token does not have access to this location.',
            error: 'Forbidden',
          })
    case 'rate-limited': {
      const delivery = json(fault, { ...scene, limits: {} }, 429, { message: 'Too Many Requests' })
      const headers = fault.headers === false ? {} : spentHeaders(scene.limits, fault.limit)
      return { ...delivery, headers: { ...delivery.headers, ...headers } }
    }
    case 'status': {
      const { status, body } = fault
      const delivery =
        typeof body === 'string'
          ? page(fault, scene, status, body)
          : json(fault, scene, status, body ?? { message: `Status ${status}` })
      return { ...delivery, headers: { ...delivery.headers, ...fault.headers } }
    }
  }
}

type Answering = Delivery & { wire: 'answer' }

function json(fault: Refusal, scene: Scene, status: number, body: Answer['body']): Answering {
  const headers = { ...scene.limits, ...retryAfter(fault, scene.now) }
  return deliver({ status, body: { statusCode: status, ...body, traceId: scene.traceId }, headers })
}

/** What stands before the service answers with a page, and knows nothing of a limit. */
function page(fault: Refusal, scene: Scene, status: number, text: string): Answering {
  const headers = { 'content-type': 'text/html; charset=utf-8', ...retryAfter(fault, scene.now) }
  const body = text.startsWith('<') ? text : `<!DOCTYPE html><html><body>${text}</body></html>`
  return { wire: 'answer', status, headers, body }
}

function retryAfter({ retryAfter: value }: Refusal, now: number): Record<string, string> {
  if (value === undefined) return {}
  const text = typeof value === 'object' ? new Date(now + value.dateInMs).toUTCString() : String(value)
  return { 'retry-after': text }
}

function spentHeaders(
  limits: Record<string, string>,
  limit: 'burst' | 'daily' = 'burst',
): Record<string, string> {
  const usual = Object.keys(limits).length === 0 ? announce(published, 0, published.dailyMax - 1) : limits
  return {
    ...usual,
    'x-ratelimit-remaining': '0',
    ...(limit === 'daily' ? { 'x-ratelimit-daily-remaining': '0' } : {}),
  }
}
