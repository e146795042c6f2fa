import {
  isBlockSlotsError,
  type Applied,
  type BlockSlotsError,
  type ErrorCode,
  type Operation,
} from '../error.ts'
import { invalidInput } from '../validate/block.ts'
import { after } from '../clock.ts'
import { abortAttempt, raceAbort } from '../abort.ts'
import type { Permit } from '../rate-limit/limiter.ts'
import { createCallError, readErrorResponse, readSuccess } from './failure.ts'
import { describe, excerptError, readText } from '../http/body.ts'
import { isRecord, scrubCause } from '../redact.ts'
import { secretsOf, throwIfAborted, type AttemptRecord, type CallContext } from './context.ts'
import type { AccessToken, TokenRequest } from '../token/provider.ts'
import { isWrite, classifyTransportError, classifyPartial, type Verdict } from '../http/classify.ts'

/** What a request is sent with besides its own parameters: our seam to the network, and no reading of the answer. */
type Wire = {
  readonly fetch: (request: Request) => Promise<Response>
  readonly headers: { readonly Authorization: string }
  readonly signal: AbortSignal
  readonly redirect: 'manual'
  readonly parseAs: 'stream'
}

/** How one operation is sent and its answer read. */
export type OperationHandler<Input, Result> = {
  readonly request: (
    input: Input,
    wire: Wire,
  ) => Promise<{ readonly error?: unknown; readonly response: Response }>
  /** Reads a success; `undefined` when the body is not what the contract says. */
  readonly parse: (body: unknown, status: number) => Result | undefined
  /** Reads a refusal that means success all the same; `doubtful` when an earlier attempt may have been carried out. */
  readonly treatAsSuccess?: (status: number, said: string, doubtful: boolean) => Result | undefined
  /** Finds out whether a create was carried out: its result, `undefined` when it certainly was not, else it throws. */
  readonly reconcile?: (run: CallContext, input: Input, error: BlockSlotsError) => Promise<Result | undefined>
}

/** The longest that one request may take, in milliseconds. */
const attemptTimeoutMs = {
  read: 30_000,
  // The service has been seen to answer a write after 62 seconds; gateways often give up after 60.
  write: 75_000,
}

/** The longest that one request of an operation may take. */
export const requestTimeoutMs = (operation: Operation): number =>
  attemptTimeoutMs[isWrite(operation) ? 'write' : 'read']

/** Sends one request when the rate limit allows it, and decides what its answer means. */
export async function attempt<Input, Result>(
  run: CallContext,
  steps: OperationHandler<Input, Result>,
  input: Input,
  again: boolean,
): Promise<Result> {
  const permit = await acquirePermit(run, again)
  const before = run.attempts.length
  try {
    const token = await readToken(run)
    run.generation = token.generation
    const result = await sendAndRead(run, steps, input, token, permit)
    // A middleware may have answered in the place of the service.
    permit?.release({ sent: 'no' })
    emitAttempt(run, before, { applied: isWrite(run.operation) ? 'yes' : 'no' })
    return result
  } catch (thrown) {
    const flight = run.attempts[before]
    permit?.release({ sent: flight === undefined ? 'no' : 'no-response' })
    const error = isBlockSlotsError(thrown) ? thrown : errorOfThrown(run, flight, thrown)
    emitAttempt(run, before, error)
    throw error
  }
}

/** Waits until the rate limit lets a request through. */
async function acquirePermit(run: CallContext, again: boolean): Promise<Permit | undefined> {
  const { settings, key, priority, abort: fuse, deadline } = run
  const { limiter, clock, notify } = settings
  throwIfAborted(run)
  if (limiter === undefined) return undefined
  const { signal } = fuse.controller
  const asked = (async () =>
    limiter.acquire({ key, priority, isRetry: again, deadline, signal, clock, notify }))()
  try {
    const granted = await raceAbort(fuse, asked)
    if ('release' in granted) return granted
    const verdict = { code: 'rate-limited', applied: 'no', retry: 'after' } as const
    throw createCallError(run, verdict, {
      message: 'the rate limit is used up for longer than this call may take, so nothing was sent',
      status: run.last?.status,
      detail: run.last?.detail,
      retryAt: Math.ceil(granted.retryAt),
      cause: run.last,
    })
  } catch (thrown) {
    if (signal.aborted) {
      // What is granted too late is given back.
      asked.then((granted) => 'release' in granted && granted.release({ sent: 'no' })).catch(() => {})
      throw signal.reason
    }
    if (isBlockSlotsError(thrown, 'rate-limited')) throw thrown
    const verdict = { code: 'store-unavailable', applied: 'no', retry: 'after' } as const
    throw createCallError(run, verdict, { message: 'the limiter failed, so nothing was sent', cause: thrown })
  }
}

/** What a token provider is told of a call. */
function tokenRequest({ settings, abort: fuse }: CallContext): TokenRequest {
  const { baseUrl, fetch, Request = globalThis.Request, clock, notify } = settings
  return { baseUrl, fetch, Request, clock, signal: fuse.controller.signal, notify }
}

/** Asks for the token to send. */
export function readToken(run: CallContext): Promise<AccessToken> {
  return withTokenErrors(run, async () => {
    const token = await run.settings.tokens.get(tokenRequest(run))
    run.tokens.push(token.value)
    return token
  })
}

/** Asks for another token than the one that was refused; false when there is none. */
export function renewToken(run: CallContext): Promise<boolean> {
  return withTokenErrors(run, () => run.settings.tokens.renew(run.generation ?? 0, tokenRequest(run)))
}

async function withTokenErrors<Answer>(run: CallContext, question: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await raceAbort(run.abort, question())
    // The deadline may have passed meanwhile; nothing may leave after it.
    throwIfAborted(run)
    return answer
  } catch (cause) {
    throwIfAborted(run)
    const known: Verdict = isBlockSlotsError(cause)
      ? { code: cause.code, applied: 'no', retry: cause.retry }
      : { code: 'unauthenticated', applied: 'no', retry: 'after-reauth' }
    const { hint, retryAt } = isBlockSlotsError(cause) ? cause : {}
    const message = 'no token could be had, so nothing was sent'
    // Why not stands in the error itself, since not every log tells what lies below.
    const detail = scrubCause(cause, secretsOf(run)).message
    throw createCallError(run, known, { message, cause, hint, retryAt, detail })
  }
}

/** Sends a request and reads its answer, within the time that one request may take. */
async function sendAndRead<Input, Result>(
  run: CallContext,
  { request, parse: accept, treatAsSuccess: forgive }: OperationHandler<Input, Result>,
  input: Input,
  token: AccessToken,
  permit: Permit | undefined,
): Promise<Result> {
  const { operation, settings, deadline, abort: fuse } = run
  const { signal } = fuse.controller
  const ms = requestTimeoutMs(operation)
  const sooner = settings.clock.now() + ms < deadline
  const cancel = sooner
    ? after(settings.clock, ms, () => abortAttempt(fuse, attemptTimeoutError(run, ms)))
    : undefined
  try {
    return await raceAbort(fuse, answer())
  } finally {
    cancel?.()
  }

  async function answer(): Promise<Result> {
    const { error, response } = await request(input, {
      fetch: instrumentFetch(run, signal, permit),
      headers: { Authorization: `Bearer ${token.value}` },
      signal,
      redirect: 'manual',
      parseAs: 'stream',
    })
    const text = response.ok ? await readText(response, signal) : undefined
    // What comes after the request was given up is no news of the request that is under way by then.
    signal.throwIfAborted()
    if (response.ok) return readSuccess(run, accept, response.status, text)
    const said = describe(error)
    const forgiven = forgive?.(response.status, said, run.unknown !== undefined)
    if (forgiven !== undefined) return forgiven
    throw readErrorResponse(run, response, error, said)
  }
}

/** Makes the error of a request whose time is over. */
function attemptTimeoutError(run: CallContext, ms: number): unknown {
  const flight = run.attempts.at(-1)
  markEnded(run)
  const verdict = classifyPartial(run.operation, flight ?? {})
  return createCallError(run, verdict, { message: `no answer within ${ms} ms`, status: flight?.status }, true)
}

/** The given `fetch` with a record of what left and what came. */
function instrumentFetch(run: CallContext, signal: AbortSignal, permit: Permit | undefined): Wire['fetch'] {
  // Called as a plain function: that of a browser throws when it is called as a method.
  const { fetch, clock, tokens } = run.settings
  return async (request) => {
    signal.throwIfAborted()
    const flight: AttemptRecord = { operation: run.operation, startedAt: clock.now() }
    run.attempts.push(flight)
    const response: unknown = await fetch(request)
    if (!isResponse(response)) throw new TypeError('fetch gave something that is no Response')
    flight.status = response.status
    flight.date = response.headers.get('date')
    tokens.observe?.(flight.date, flight.startedAt, clock.now())
    permit?.release({ sent: 'yes', status: response.status, headers: response.headers })
    return response.ok ? response : excerptError(response, signal)
  }
}

/** By shape, since libraries and tests have classes of their own. */
function isResponse(value: unknown): value is Response {
  return isRecord(value) && Number.isInteger(value.status) && typeof value.ok === 'boolean'
}

/** Notes that the last request is over. */
function markEnded({ attempts: flights, settings }: CallContext): void {
  const flight = flights.at(-1)
  if (flight !== undefined) flight.endedAt ??= settings.clock.now()
}

/** Tells of the request that was sent, if one was. */
function emitAttempt(
  run: CallContext,
  before: number,
  { code, applied }: { readonly applied: Applied; readonly code?: ErrorCode },
): void {
  const flight = run.attempts[before]
  if (flight === undefined) return
  markEnded(run)
  const { operation, startedAt: at, endedAt = at, status } = flight
  run.settings.notify({
    type: 'attempt',
    at,
    operation,
    attempt: before + 1,
    durationMs: Math.round(endedAt - at),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    applied,
  })
}

/** Decides what it means that making the request, sending it, or reading its answer threw. */
function errorOfThrown(run: CallContext, flight: AttemptRecord | undefined, cause: unknown): BlockSlotsError {
  const { operation, settings } = run
  const scrubbed = scrubCause(cause, secretsOf(run))
  if (flight === undefined) return invalidInput(operation, 'the request could not be made.', scrubbed)
  markEnded(run)
  const { status } = flight
  if (status !== undefined) {
    const message = `${status}, but the answer broke off`
    return createCallError(run, classifyPartial(operation, flight), { message, status, cause })
  }
  const verdict = classifyTransportError(operation, cause)
  const where = new URL(settings.baseUrl).origin
  const what = verdict.code === 'not-sent' ? `no connection to ${where}` : `no answer from ${where}`
  return createCallError(run, verdict, { message: what + reasonOf(scrubbed), cause })
}

/** The code of an error or of what caused it, such as ` (ECONNREFUSED)`. */
function reasonOf(error: Error): string {
  if ('code' in error) return ` (${String(error.code)})`
  return error.cause instanceof Error ? reasonOf(error.cause) : ''
}
