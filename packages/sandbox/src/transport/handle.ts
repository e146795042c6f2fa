import { commitEntry, requestEntry } from '../audit/entry.ts'
import { type Scrub, scrubFields } from '../audit/scrub.ts'
import type { Decision, SandboxContext } from '../context.ts'
import { applyFault } from '../fault/apply.ts'
import type { ArrivingFault, UnreachedFault } from '../fault/fault.ts'
import { listAgeMs } from '../fault/list.ts'
import { normalPlan, type ResponsePlan } from '../fault/plan.ts'
import { dropRequest, isUnreached } from '../fault/unreached.ts'
import type { OperationId } from '../operation.ts'
import { errorReply } from '../reply.ts'
import { dispatch } from '../service/dispatch.ts'
import { findRoute, type Route } from '../service/routes.ts'
import { type Change, commit, rebase, type Store } from '../state/store.ts'
import type { ParsedRequest } from './request.ts'
import type { WireResponse } from './wire.ts'

/** A request as a transport passes it on. */
export type IncomingRequest = {
  readonly method: string
  /** Path and query as they were sent. */
  readonly target: string
  /** Reads the request to its end; gives `undefined` when the client disconnects before that. */
  readonly read: () => Promise<ParsedRequest | undefined>
  /** True over a socket, where an unreachable service cannot be simulated. */
  readonly socket: boolean
}

/** The route of a request, and the fault that hits it when it arrives. */
type Target = {
  readonly route: Route | undefined
  readonly operation: OperationId | null
  readonly scheduled?: { readonly fault: ArrivingFault; readonly count: number }
}

/**
 * Handles one request: log entry, decision, commit, response. Each step is written to the audit log as it happens.
 *
 * @param incoming The request.
 * @param context The sandbox.
 * @returns The response; `undefined` when the client disconnected.
 */
export async function handleRequest(
  incoming: IncomingRequest,
  context: SandboxContext,
): Promise<WireResponse | undefined> {
  const [path = '/'] = incoming.target.split('?', 1)
  const route = findRoute(incoming.method, path)
  if (route === undefined || route === 'closed') return process(incoming, { route, operation: null }, context)

  const { operation } = route
  const scheduled = context.nextFault(operation)
  if (scheduled === undefined) return process(incoming, { route, operation }, context)
  const { fault, count } = scheduled
  return isUnreached(fault)
    ? drop(fault, operation, incoming, context)
    : process(incoming, { route, operation, scheduled: { fault, count } }, context)
}

async function drop(
  fault: UnreachedFault,
  operation: OperationId,
  incoming: IncomingRequest,
  context: SandboxContext,
): Promise<WireResponse> {
  const { response, delayMs } = dropRequest(fault)
  if (incoming.socket && response.wire === 'unreachable') {
    throw new RangeError(`The fault "${fault.fault}" needs sandbox.fetch: a socket is always reachable.`)
  }
  context.audit.add(context.audit.nextRequest(), { kind: 'fault', fault: fault.fault, operation })
  return (await context.wait(delayMs)) ? response : { wire: 'close' }
}

/** Handles a request that arrives. */
async function process(
  incoming: IncomingRequest,
  target: Target,
  context: SandboxContext,
): Promise<WireResponse | undefined> {
  const request = await incoming.read()
  if (request === undefined) return undefined
  const logged = logRequest(request, target.operation, context)
  return execute(planResponse(request, logged, target, context), logged, context)
}

/** A request in the audit log. */
type LoggedRequest = {
  /** Its number. */
  readonly id: number
  readonly traceId: string
  /** Epoch milliseconds. */
  readonly now: number
  /** The key of the rate limit: the location of the token, or its agency. */
  readonly location: string | null
  readonly scrub: Scrub
}

function logRequest(
  request: ParsedRequest,
  operation: OperationId | null,
  context: SandboxContext,
): LoggedRequest {
  const { audit, store } = context
  const { bearer, body } = request
  const traceId = context.ids.trace()
  const scrub = createScrub(bearer, store)
  const token = bearer === undefined ? undefined : store.tokens.get(bearer)
  const location = token?.locationId ?? token?.companyId ?? null
  const id = audit.nextRequest()
  const now = audit.add(id, requestEntry(request, { operation, location, token }, scrub))
  if (operation === 'createBlockSlot' && location !== null) context.lastCreates.set(location, body)
  return { id, traceId, now, location, scrub }
}

/** Removes the secrets of the sandbox, and the token of this request even when the sandbox does not know it. */
function createScrub(bearer: string | undefined, { secrets }: Store): Scrub {
  if (bearer === undefined || bearer.length < 4 || secrets.has(bearer)) return secrets.scrub
  return (text) => secrets.scrub(text.replaceAll(bearer, '[secret]'))
}

/** Decides about a request, and applies its fault. */
function planResponse(
  request: ParsedRequest,
  { id, traceId, now, location, scrub }: LoggedRequest,
  { route, operation, scheduled }: Target,
  context: SandboxContext,
): ResponsePlan {
  const limit = location === null ? undefined : context.rateLimit?.(location, now)
  const isExceeded = limit?.exceeded !== undefined
  const fault = scheduled?.fault
  const ageMs = listAgeMs(fault)
  const lag = ageMs === undefined ? {} : { asOf: now - ageMs }
  const { reply, change }: Decision = isExceeded
    ? { reply: errorReply(429, 'Too Many Requests') }
    : dispatch(request, route, lag, context)

  const body = reply.status < 400 ? reply.body : scrubFields(reply.body, scrub)
  const faultContext = {
    reply: { ...reply, body: { ...body, traceId } },
    change,
    traceId,
    now,
    limits: limit?.headers ?? {},
    bearer: request.bearer,
    query: request.query,
    lastCreate: location === null ? undefined : context.lastCreates.get(location),
  }
  // A request over the limit does not reach what the fault would break.
  if (scheduled === undefined || isExceeded) return normalPlan(faultContext)
  const plan = applyFault(scheduled.fault, scheduled.count, faultContext)
  if (plan === undefined) return normalPlan(faultContext)
  if (operation !== null) {
    context.audit.add(id, { kind: 'fault', fault: scheduled.fault.fault, operation })
  }
  return plan
}

/** Executes a plan, and logs what happens. */
async function execute(
  { commit: timing, change, commitDelayMs, delayMs, response, date = { skewMs: 0 } }: ResponsePlan,
  { id, traceId }: LoggedRequest,
  context: SandboxContext,
): Promise<WireResponse> {
  const { audit } = context
  const commitNow = (due: Change): void => {
    const at = audit.add(id, commitEntry(due, context.store.secrets.scrub))
    commit(context.store, due, at)
  }
  const commitLater = async (due: Change): Promise<void> => {
    if (!(await context.wait(commitDelayMs))) return
    const rebased = rebase(context.store, due, context.now())
    if (rebased !== undefined) commitNow(rebased)
  }

  if (timing === 'before-response' && change !== undefined) commitNow(change)
  if (delayMs > 0 && !(await context.wait(delayMs))) return { wire: 'close' }
  if (timing === 'after-response' && change !== undefined) void commitLater(change)
  if (response.wire !== 'response') return response
  const at = audit.add(id, { kind: 'response', status: response.status, traceId })
  const headers = {
    ...response.headers,
    ...(date === 'missing' ? {} : { date: new Date(at + date.skewMs).toUTCString() }),
    'x-block-slots-sandbox': context.identity,
  }
  return { ...response, headers }
}
