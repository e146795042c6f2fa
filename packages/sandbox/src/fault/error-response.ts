import { invalidToken } from '../service/auth.ts'
import type { Answer } from '../reply.ts'
import type { Scene } from './plan.ts'
import { deliver, type Delivery } from '../transport/wire.ts'
import type { Fault, FaultName } from './fault.ts'
import { announce, published } from '../service/rate-limit.ts'

/** What says no instead of the answer. */
export type Refusal = Extract<
  Fault,
  {
    fault:
      | 'bad-gateway'
      | 'conflict'
      | 'forbidden'
      | 'gateway-timeout'
      | 'route-not-supported'
      | 'internal-error'
      | 'rate-limited'
      | 'request-timeout'
      | 'status'
      | 'unauthorized'
      | 'unavailable'
  }
>

/** What a page says, or the fields of an error in JSON. */
type Words = string | { message: string; error?: string }

const plain = {
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
  'rate-limited': [429, { message: 'Too Many Requests' }],
  'request-timeout': [408, { message: 'Request Timeout' }],
  unavailable: [503, { message: 'Service Unavailable' }],
} as const satisfies Partial<Record<FaultName, [number, Words]>>

/**
 * The answer of a fault that answers something else.
 *
 * @param fault The fault.
 * @param scene What is known about the request.
 * @returns What goes out.
 */
export function refusal(fault: Refusal, scene: Scene): Delivery {
  if (fault.fault === 'unauthorized') {
    const { message = invalidToken(scene.bearer) } = fault
    return json(fault, scene, 401, { message, error: 'Unauthorized' })
  }
  if (fault.fault === 'forbidden') {
    const message = 'The token does not have access to this location.'
    return fault.html === true
      ? page(fault, scene, 403, 'Error 1010: Access denied')
      : json(fault, scene, 403, { message, error: 'Forbidden' })
  }
  if (fault.fault === 'status') {
    const { status, body = { message: `Status ${status}` } } = fault
    const delivery =
      typeof body === 'string' ? page(fault, scene, status, body) : json(fault, scene, status, body)
    return { ...delivery, headers: { ...delivery.headers, ...fault.headers } }
  }
  const [status, words]: readonly [number, Words] = plain[fault.fault]
  if (typeof words === 'string') return page(fault, scene, status, words)
  if (fault.fault !== 'rate-limited') return json(fault, scene, status, words)
  const limits = fault.headers === false ? {} : spent(scene.limits, fault.limit)
  return json(fault, { ...scene, limits }, status, words)
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

function spent(limits: Record<string, string>, limit: 'burst' | 'daily' = 'burst'): Record<string, string> {
  const usual = Object.keys(limits).length === 0 ? announce(published, 0, published.dailyMax - 1) : limits
  return {
    ...usual,
    'x-ratelimit-remaining': '0',
    ...(limit === 'daily' ? { 'x-ratelimit-daily-remaining': '0' } : {}),
  }
}
