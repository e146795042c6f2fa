import { afflict } from '../fault/apply.ts'
import type { Hit } from '../fault/schedule.ts'
import { refuse } from '../reply.ts'
import { type Course, honest, type Scene } from '../fault/plan.ts'
import { decide } from '../service/dispatch.ts'
import type { Delivery } from './wire.ts'
import type { World } from '../context.ts'
import type { Received } from './request.ts'
import { recordArrival, recordCommit } from '../audit/entry.ts'
import { findRoute, type Found, type OperationId } from '../service/routes.ts'
import { type Scrub, scrubFields } from '../audit/scrub.ts'
import { type Change, commit, postpone, type Store } from '../state/store.ts'
import { lose } from '../fault/unreached.ts'

/** How a carrier brings a request in. */
export type Incoming = {
  method: string
  /** Path and query as they were sent. */
  target: string
  /** Reads the request to its end; gives `undefined` when the client goes away before that. */
  read: () => Promise<Received | undefined>
  /** True when it comes over a socket, which a service that cannot be reached does not have. */
  socket: boolean
}

/**
 * Takes one request through the sandbox: it arrives, something is decided and committed, it is answered. Each step
 * is written to the audit log as it happens.
 *
 * @param incoming The request.
 * @param world The sandbox.
 * @returns What goes out; `undefined` when there is nobody left to answer.
 */
export async function exchange(incoming: Incoming, world: World): Promise<Delivery | undefined> {
  const [path = '/'] = incoming.target.split('?', 1)
  const found = findRoute(incoming.method, path)
  const operation = found === undefined || found === 'closed' ? null : found.route.operation
  const hit = operation === null ? undefined : world.aim(operation)
  if (hit === undefined || operation === null) return receive(incoming, found, operation, undefined, world)

  const name = hit.fault.fault
  const lost = lose(hit.fault)
  if (lost === undefined) return receive(incoming, found, operation, hit, world)
  if (incoming.socket && lost.delivery.wire === 'unreachable') {
    throw new RangeError(`over a socket there is no fault "${name}", only with sandbox.fetch`)
  }
  world.audit.add(world.audit.begin(), { kind: 'fault', fault: name, operation })
  return (await world.wait(lost.delayMs)) ? lost.delivery : { wire: 'close' }
}

/** The part of an exchange that begins with the arrival of the request. */
async function receive(
  incoming: Incoming,
  found: Found,
  operation: OperationId | null,
  hit: Hit | undefined,
  world: World,
): Promise<Delivery | undefined> {
  const received = await incoming.read()
  if (received === undefined) return undefined
  const { audit, store } = world
  const { bearer, query } = received
  const traceId = world.names.trace()
  const scrub = scrubber(bearer, store)
  const token = bearer === undefined ? undefined : store.tokens.get(bearer)
  const location = token?.locationId ?? token?.companyId ?? null
  const request = audit.begin()
  const now = audit.add(request, recordArrival(received, operation, location, token, scrub))
  if (operation === 'createBlockSlot' && location !== null) world.asked.set(location, received.body)

  const { spent, headers: limits = {} } = (location === null ? undefined : world.meter?.(location, now)) ?? {}
  const fault = hit?.fault
  const asOf = fault?.fault === 'stale-list' ? { asOf: now - (fault.lagMs ?? 2000) } : {}
  const { answer, change } =
    spent === undefined
      ? decide(received, found, asOf, world)
      : { answer: refuse(429, 'Too Many Requests'), change: undefined }

  const body = answer.status < 400 ? answer.body : scrubFields(answer.body, scrub)
  const asked = location === null ? undefined : world.asked.get(location)
  const scene: Scene = {
    answer: { ...answer, body: { ...body, traceId } },
    change,
    traceId,
    now,
    limits,
    bearer,
    query,
    asked,
  }
  // Where the limit is met, nothing behind it has its turn.
  const befallen = hit === undefined || spent !== undefined ? undefined : afflict(hit.fault, hit.turn, scene)
  if (befallen !== undefined && fault !== undefined && operation !== null) {
    audit.add(request, { kind: 'fault', fault: fault.fault, operation })
  }
  return follow(befallen ?? honest(scene), request, traceId, world)
}

/** Takes out the secrets of the sandbox, and the token of this request, should it be none of them. */
function scrubber(bearer: string | undefined, { secrets }: Store): Scrub {
  if (bearer === undefined || bearer.length < 4 || secrets.has(bearer)) return secrets.scrub
  return (text) => secrets.scrub(text.replaceAll(bearer, '[secret]'))
}

/** Lets the course of a request happen, and writes down what does. */
async function follow(
  { commit: when, change, commitDelayMs, delayMs, delivery }: Course,
  request: number,
  traceId: string,
  world: World,
): Promise<Delivery> {
  const { audit } = world
  const carryOut = (due: Change): void => {
    const at = audit.add(request, recordCommit(due, world.store.secrets.scrub))
    commit(world.store, due, at)
  }
  const carryOutLate = async (due: Change): Promise<void> => {
    if (!(await world.wait(commitDelayMs))) return
    const then = postpone(world.store, due, world.now())
    if (then !== undefined) carryOut(then)
  }

  if (when === 'before-response' && change !== undefined) carryOut(change)
  if (delayMs > 0 && !(await world.wait(delayMs))) return { wire: 'close' }
  if (when === 'after-response' && change !== undefined) void carryOutLate(change)
  if (delivery.wire !== 'answer') return delivery
  const at = audit.add(request, { kind: 'response', status: delivery.status, traceId })
  return { ...delivery, headers: { ...delivery.headers, date: new Date(at).toUTCString() } }
}
