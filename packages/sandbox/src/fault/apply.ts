import type { Answer } from '../reply.ts'
import { claim } from './limit-headers.ts'
import { type Course, honest, instead, type Scene } from './plan.ts'
import type { Fault } from './fault.ts'
import { distort } from './list.ts'
import { noise } from './malformed.ts'
import { refusal } from './error-response.ts'
import type { Change } from '../state/store.ts'
import { inZone } from '../time.ts'

/**
 * Decides what a fault makes of a request that has arrived. It changes nothing.
 *
 * @param fault What befalls it.
 * @param turn The how-manieth time.
 * @param scene What is known about it.
 * @returns Its course, `undefined` when the fault cannot do anything to it.
 */
export function afflict(fault: Fault, turn: number, scene: Scene): Course | undefined {
  switch (fault.fault) {
    case 'close':
    case 'reset':
    case 'stall':
      return instead(scene, fault, 'before-response', { wire: fault.fault })
    case 'not-http':
    case 'conflicting-lengths':
      return instead(scene, fault, 'before-response', noise(fault, scene))
    case 'bad-gateway':
    case 'internal-error':
      return instead(scene, fault, 'before-response', refusal(fault, scene))
    case 'gateway-timeout':
      return instead(scene, fault, 'after-response', refusal(fault, scene))
    case 'conflict':
    case 'forbidden':
    case 'route-not-supported':
    case 'rate-limited':
    case 'request-timeout':
    case 'status':
    case 'unauthorized':
    case 'unavailable':
      return instead(scene, fault, 'never', refusal(fault, scene))
    case 'limit-headers': {
      const limits = claim(fault.headers, turn, scene.limits)
      return honest({ ...scene, limits })
    }
    case 'slow':
      return {
        ...instead(scene, fault, 'before-response', honest(scene).delivery),
        delayMs: fault.delayMs ?? 5000,
      }
    default:
      // What is left spoils a success, and a refusal is none.
      return scene.answer.status < 300 ? spoil(fault, scene) : undefined
  }
}

function spoil(fault: Fault, scene: Scene): Course | undefined {
  const { answer, change } = scene
  const { delivery } = honest(scene)
  if (delivery.wire !== 'answer') return undefined
  const { body, headers } = delivery
  const sending = (spoilt: Partial<typeof delivery>): Course =>
    instead(scene, fault, 'before-response', { ...delivery, ...spoilt })
  const saying = (fields: Answer['body']): Course => sending({ body: JSON.stringify(fields) })

  switch (fault.fault) {
    case 'late-commit':
      return change === undefined ? undefined : instead(scene, fault, 'after-response', delivery)
    case 'truncated': {
      const { atByte = Buffer.byteLength(body) >> 1, end = 'close' } = fault
      return sending({ flaw: { cutAt: atByte, end } })
    }
    case 'slow-body':
      return sending({ flaw: { dripMs: fault.byteIntervalMs ?? 1000 } })
    case 'oversized':
      return sending({ body: body.padEnd(fault.bytes ?? 20_000_000) })
    case 'broken-gzip':
      return sending({ headers: { ...headers, 'content-encoding': 'gzip' } })
    case 'not-json':
      return sending({ body: '<!DOCTYPE html><html><body>OK</body></html>' })
    case 'missing-id':
      return 'id' in answer.body ? saying({ ...answer.body, id: undefined }) : undefined
    case 'altered': {
      const { title, startTime, endTime, stored = true } = fault
      const given = Object.entries({ title, startTime, endTime }).filter(([, value]) => value !== undefined)
      const values = Object.fromEntries(
        given.length > 0 ? given : [['title', `${String(answer.body['title'])}.`]],
      )
      return {
        ...saying({ ...answer.body, ...values }),
        change: stored ? alter(change, values) : change,
      }
    }
    case 'shifted-zone':
      return saying(shift(answer.body, fault.offset ?? 'Z'))
    case 'cut-list':
    case 'empty-list':
    case 'similar-rows':
    case 'stale-list': {
      const events = distort(fault, scene)
      return events === undefined ? undefined : saying({ ...answer.body, events })
    }
    default:
      return undefined
  }
}

function alter(change: Change | undefined, values: object): Change | undefined {
  if (change === undefined || change.of !== 'block' || change.change === 'deleted') return change
  return { ...change, event: { ...change.event, ...values } }
}

/** Puts every time of an event, or of the events of a list, into another zone. */
function shift(body: Answer['body'], offset: string): Answer['body'] {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value.map((item: object) => shift({ ...item }, offset))]
      const isTime = (name === 'startTime' || name === 'endTime') && typeof value === 'string'
      return [name, isTime ? inZone(value, offset) : value]
    }),
  )
}
