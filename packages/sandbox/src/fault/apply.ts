import type { Reply } from '../reply.ts'
import type { Change } from '../state/store.ts'
import { toOffset } from '../time.ts'
import type { WireResponse } from '../transport/wire.ts'
import { errorResponse } from './error-response.ts'
import type { ArrivingFault, FaultOf, SuccessFault } from './fault.ts'
import { falseLimitHeaders } from './limit-headers.ts'
import { distortList, listAgeMs } from './list.ts'
import { malformedResponse } from './malformed.ts'
import { mismatchedBody } from './mismatch.ts'
import { type FaultContext, normalPlan, planWith, type ResponsePlan } from './plan.ts'
import { changeTitle } from './title.ts'

/** Eleven minutes: more than the clocks of one service usually differ by. */
const defaultSkewMs = 660_000

/**
 * Plans a request that arrived and is hit by a fault. It changes nothing.
 *
 * @param fault The fault.
 * @param count How often this fault has fired, from 1.
 * @param context The request.
 * @returns The plan, or `undefined` when the fault has no effect on this request.
 */
export function applyFault(
  fault: ArrivingFault,
  count: number,
  context: FaultContext,
): ResponsePlan | undefined {
  switch (fault.fault) {
    case 'close':
    case 'reset':
    case 'stall':
      return planWith(context, fault, 'before-response', { wire: fault.fault })
    case 'not-http':
    case 'conflicting-lengths':
      return planWith(context, fault, 'before-response', malformedResponse(fault, context))
    case 'bad-gateway':
    case 'internal-error':
      return planWith(context, fault, 'before-response', errorResponse(fault, context))
    case 'gateway-timeout':
      return planWith(context, fault, 'after-response', errorResponse(fault, context))
    case 'conflict':
    case 'forbidden':
    case 'route-not-supported':
    case 'rate-limited':
    case 'request-timeout':
    case 'status':
    case 'unauthorized':
    case 'unavailable':
      return planWith(context, fault, 'never', errorResponse(fault, context))
    case 'limit-headers': {
      const limits = falseLimitHeaders(fault.headers, count, context.limits)
      return normalPlan({ ...context, limits })
    }
    case 'missing-date':
      return { ...normalPlan(context), date: 'missing' }
    case 'skewed-date':
      return { ...normalPlan(context), date: { skewMs: fault.skewMs ?? defaultSkewMs } }
    case 'slow':
      return {
        ...planWith(context, fault, 'before-response', normalPlan(context).response),
        delayMs: fault.delayMs ?? 5000,
      }
    default:
      return context.reply.status < 300 ? corrupt(fault, context) : undefined
  }
}

/** Plans a success that is late, unreadable or wrong. */
function corrupt(fault: SuccessFault, context: FaultContext): ResponsePlan | undefined {
  const { reply, change } = context
  const { response } = normalPlan(context)
  const { body, headers } = response
  const send = (changed: Partial<WireResponse & { wire: 'response' }>): ResponsePlan =>
    planWith(context, fault, 'before-response', { ...response, ...changed })
  const sendJson = (fields: Reply['body']): ResponsePlan => send({ body: JSON.stringify(fields) })

  switch (fault.fault) {
    case 'late-commit':
      return change === undefined ? undefined : planWith(context, fault, 'after-response', response)
    case 'truncated': {
      const { atByte = Buffer.byteLength(body) >> 1, end = 'close' } = fault
      return send({ bodyFault: { truncateAt: atByte, end } })
    }
    case 'slow-body':
      return send({ bodyFault: { byteIntervalMs: fault.byteIntervalMs ?? 1000 } })
    case 'oversized':
      return send({ body: body.padEnd(fault.bytes ?? 20_000_000) })
    case 'broken-gzip':
      return send({ headers: { ...headers, 'content-encoding': 'gzip' } })
    case 'not-json':
      return send({ body: '<!DOCTYPE html><html><body>OK</body></html>' })
    case 'missing-id':
      return 'id' in reply.body ? sendJson({ ...reply.body, id: undefined }) : undefined
    case 'altered': {
      const values = alteredValues(fault, reply.body)
      const stored = fault.stored ?? true
      return {
        ...sendJson({ ...reply.body, ...values }),
        change: stored ? alterChange(change, values) : change,
      }
    }
    case 'shifted-zone':
      return sendJson(shiftZone(reply.body, fault.offset ?? 'Z'))
    case 'changed-title':
      return sendJson(changeTitle(fault, reply.body))
    case 'mismatched-response':
      return sendJson(mismatchedBody(fault, context))
    case 'cached-list': {
      const ageMs = listAgeMs(fault) ?? 0
      const age = String(Math.floor(ageMs / 1000))
      return { ...send({ headers: { ...headers, age } }), date: { skewMs: -ageMs } }
    }
    case 'repeated-rows':
    case 'undated-rows':
    case 'truncated-list':
    case 'empty-list':
    case 'similar-rows':
    case 'stale-list': {
      const events = distortList(fault, context)
      return events === undefined ? undefined : sendJson({ ...reply.body, events })
    }
    default:
      fault satisfies never
      return undefined
  }
}

/** The values of the fault, or the title with a full stop when it has none. */
function alteredValues({ title, startTime, endTime }: FaultOf<'altered'>, body: Reply['body']): object {
  const values = Object.entries({ title, startTime, endTime }).filter(([, value]) => value !== undefined)
  return values.length > 0 ? Object.fromEntries(values) : { title: `${String(body['title'])}.` }
}

function alterChange(change: Change | undefined, values: object): Change | undefined {
  if (change === undefined || change.of !== 'block' || change.change === 'deleted') return change
  return { ...change, event: { ...change.event, ...values } }
}

/** Writes the times of an event, or of the events of a list, with another offset. */
function shiftZone(body: Reply['body'], offset: string): Reply['body'] {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value.map((item: object) => shiftZone({ ...item }, offset))]
      const isTime = (name === 'startTime' || name === 'endTime') && typeof value === 'string'
      return [name, isTime ? toOffset(value, offset) : value]
    }),
  )
}
