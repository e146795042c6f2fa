import { abortAttempt, raceAbort, type RequestController } from '../abort.ts'
import { after, wallLeadOf } from '../clock.ts'
import {
  invalidInput,
  isBlockSlotsError,
  type Applied,
  type BlockSlotsError,
  type ErrorCode,
} from '../error.ts'
import { ignoreEvent } from '../event.ts'
import { ignoreThrow, isRecord } from '../guard.ts'
import { excerptError, messagesOf, parseJson, readText } from '../http/body.ts'
import { classifyPartial, classifyTransportError } from '../http/classify.ts'
import { isWrite, timeoutsOf } from '../operation.ts'
import type { Permit } from '../rate-limit/limiter.ts'
import { scrubCause } from '../redact.ts'
import type { AccessToken } from '../token/provider.ts'
import { secretsOf, serviceTimeOf, throwIfAborted, type AttemptRecord, type CallContext } from './context.ts'
import { controllerKey, uncachedOptions } from './plain-request.ts'
import { errorResponseError, failAttempt, invalidBodyError } from './failure.ts'
import { acquirePermit } from './permit.ts'
import { readToken } from './token.ts'

/** Options of a request besides its own parameters. Responses are read by this module, not by openapi-fetch. */
export type Wire = {
  readonly fetch: (request: Request) => Promise<Response>
  readonly headers: { readonly Authorization: string }
  readonly signal: AbortSignal
  readonly [controllerKey]: RequestController
  readonly redirect: 'manual'
  readonly parseAs: 'stream'
  readonly cache?: 'no-store'
}

/** Sends one operation and reads its responses. */
export type OperationHandler<Input, Result> = {
  readonly request: (
    input: Input,
    wire: Wire,
  ) => Promise<{ readonly error?: unknown; readonly response: Response }>
  /** Reads a success; `undefined` when the body is not what the contract says. */
  readonly parse: (body: unknown) => Result | undefined
  /** False for a success that is about something else than the request: it is the response to another one. */
  readonly isResponseTo?: (result: Result, input: Input) => boolean
  /** Reads an error of the service that means success; `inconclusive` when an earlier attempt may have been applied. */
  readonly treatAsSuccess?: (
    status: number,
    messages: readonly string[],
    inconclusive: boolean,
  ) => Result | undefined
  /** Finds out whether a create was applied: its result, `undefined` when it certainly was not, else it throws. */
  readonly reconcile?: (error: BlockSlotsError) => Promise<Result | undefined>
}

/** Sends one request when the rate limit allows it, and reads its response. */
export async function attempt<Input, Result>(
  context: CallContext,
  handler: OperationHandler<Input, Result>,
  input: Input,
  isRetry: boolean,
): Promise<Result> {
  throwIfAborted(context)
  // A request leaves only after the call has returned to its caller, so there is always one wait.
  const token = await readToken(context)
  throwIfAborted(context)
  context.generation = token.generation
  context.key = context.settings.quotas.keyFor(token.value, context.named)
  const permit = await acquirePermit(context, isRetry)
  const index = context.attempts.length
  try {
    const result = await sendAndRead(context, handler, input, { token, permit })
    // A middleware may have responded in place of the service.
    ignoreThrow(() => permit?.release({ sent: 'no' }))
    emitAttempt(context, index, { applied: isWrite(context.operation) ? 'yes' : 'no' })
    return result
  } catch (thrown) {
    const record = context.attempts[index]
    ignoreThrow(() => permit?.release({ sent: record === undefined ? 'no' : 'no-response' }))
    const error = isBlockSlotsError(thrown) ? thrown : errorOfThrown(context, record, thrown)
    emitAttempt(context, index, error)
    throw error
  }
}

/** Sends a request and reads its response, within the timeout of one request. */
async function sendAndRead<Input, Result>(
  context: CallContext,
  { request, parse, isResponseTo, treatAsSuccess }: OperationHandler<Input, Result>,
  input: Input,
  { token, permit }: { readonly token: AccessToken; readonly permit: Permit | undefined },
): Promise<Result> {
  const { operation, settings, deadline, abort } = context
  const { controller } = abort
  const { attemptMs } = timeoutsOf(operation)
  const cancel =
    settings.clock.now() + attemptMs < deadline
      ? after(settings.clock, attemptMs, () => abortAttempt(abort, attemptTimeoutError(context, attemptMs)))
      : undefined
  try {
    return await raceAbort(abort, respond())
  } finally {
    cancel?.()
  }

  async function respond(): Promise<Result> {
    const { error, response } = await request(input, {
      fetch: instrumentFetch(context, controller, permit),
      headers: { Authorization: `Bearer ${token.value}` },
      signal: controller.signal,
      [controllerKey]: controller,
      redirect: 'manual',
      parseAs: 'stream',
      ...(isWrite(operation) ? {} : uncachedOptions()),
    })
    const { ok, status } = response
    const text = ok ? await readText(response, controller) : undefined
    // A response to a request that was aborted says nothing of the next one, which is in flight by now.
    controller.signal.throwIfAborted()
    const result = ok
      ? parse(parseJson(text))
      : treatAsSuccess?.(status, messagesOf(error), context.unknown !== undefined)
    const isMismatch = ok && result !== undefined && isResponseTo?.(result, input) === false
    if (result !== undefined && !isMismatch) return result
    throw ok
      ? invalidBodyError(context, status, text, isMismatch)
      : errorResponseError(context, response, error)
  }
}

/** Ends the attempt in flight, and creates the error of its timeout. */
function attemptTimeoutError(context: CallContext, ms: number): BlockSlotsError {
  const record = context.attempts.at(-1)
  markEnded(context)
  const verdict = { ...classifyPartial(context.operation, record ?? {}), timedOut: true }
  return failAttempt(context, verdict, { message: `no response within ${ms} ms`, status: record?.status })
}

/** Wraps the given `fetch` to record what was sent and what came back. */
function instrumentFetch(
  context: CallContext,
  controller: RequestController,
  permit: Permit | undefined,
): Wire['fetch'] {
  // Called as a plain function: that of a browser throws when it is called as a method.
  const { fetch, clock, tokens, service, shared } = context.settings
  return async (request) => {
    controller.signal.throwIfAborted()
    const wallLeadMs = wallLeadOf(clock)
    const order = (shared.sent.count += 1)
    const record: AttemptRecord = { operation: context.operation, startedAt: clock.now(), order, wallLeadMs }
    context.attempts.push(record)
    const response: unknown = await fetch(request)
    if (!isResponse(response)) throw new TypeError('fetch gave something that is no Response')
    record.status = response.status
    record.date = response.headers.get('date')
    const endedAt = clock.now()
    service.sandbox = response.headers.get('x-block-slots-sandbox') ?? service.sandbox
    service.time = serviceTimeOf({ date: record.date, endedAt }) ?? service.time
    ignoreThrow(() => tokens.observe?.(record.date ?? null, record.startedAt, endedAt))
    ignoreThrow(() => permit?.release({ sent: 'yes', status: response.status, headers: response.headers }))
    return response.ok ? response : excerptError(response, controller)
  }
}

/** Recognised by shape, since libraries and tests have classes of their own. */
function isResponse(value: unknown): value is Response {
  return isRecord(value) && Number.isInteger(value.status) && typeof value.ok === 'boolean'
}

/** Records that the last request has ended. */
function markEnded({ attempts, settings }: CallContext): void {
  const record = attempts.at(-1)
  if (record !== undefined) record.endedAt ??= settings.clock.now()
}

/** Reports the request of an attempt, if one was sent. */
function emitAttempt(
  context: CallContext,
  index: number,
  { code, applied }: { readonly applied: Applied; readonly code?: ErrorCode },
): void {
  const record = context.attempts[index]
  if (record === undefined) return
  markEnded(context)
  const { notify } = context.settings
  if (notify === ignoreEvent) return
  const { operation, startedAt: at, endedAt = at, status } = record
  notify({
    type: 'attempt',
    at,
    operation,
    attempt: index + 1,
    durationMs: Math.round(endedAt - at),
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    applied,
  })
}

/** Creates the error for what was thrown while a request was built or sent, or its response read. */
function errorOfThrown(
  context: CallContext,
  record: AttemptRecord | undefined,
  cause: unknown,
): BlockSlotsError {
  const { operation, settings } = context
  const scrubbed = scrubCause(cause, secretsOf(context))
  if (record === undefined) return invalidInput(operation, 'the request could not be created.', scrubbed)
  markEnded(context)
  const { status } = record
  if (status !== undefined) {
    const message = `${status}, but the response was truncated`
    return failAttempt(context, classifyPartial(operation, record), { message, status, cause })
  }
  const verdict = classifyTransportError(operation, cause)
  const { origin } = new URL(settings.baseUrl)
  const what = verdict.code === 'not-sent' ? `no connection to ${origin}` : `no response from ${origin}`
  return failAttempt(context, verdict, { message: what + codeSuffix(scrubbed), cause })
}

/** The code of an error or of what caused it, such as ` (ECONNREFUSED)`. */
function codeSuffix(error: Error): string {
  if ('code' in error) return ` (${String(error.code)})`
  return error.cause instanceof Error ? codeSuffix(error.cause) : ''
}
