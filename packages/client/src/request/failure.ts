import { BlockSlotsError, type BlockSlotsErrorFields, type ErrorCode } from '../error.ts'
import { isRecord } from '../guard.ts'
import { describe, messagesOf, parseJson } from '../http/body.ts'
import { classifyInvalidBody, classifyStatus, type Verdict } from '../http/classify.ts'
import { hintFor } from '../http/hint.ts'
import { isWrite, kindOf, type ApiOperation } from '../operation.ts'
import { readRetryAt } from '../http/retry-after.ts'
import { scrub, scrubCause } from '../redact.ts'
import { recordUnknown, secretsOf, type CallContext } from './context.ts'

/** The fields of an error besides those of its verdict and of its call. The message is without the operation. */
export type FailureFields = Omit<
  BlockSlotsErrorFields,
  'code' | 'applied' | 'retry' | 'operation' | 'attempts'
>

/** Advice for a response about another block than the one that was sent. Mocks are by far the most frequent cause. */
const mismatchHint =
  'A mock that responds with a fixed example does this: send the block of that example, or use the sandbox. Otherwise ' +
  'error.reconcile() of a create, or client.list(), shows what was done.'

/** Creates the error of a success whose body is not what the contract says, or is about something else than the request. */
export function invalidBodyError(
  context: CallContext,
  status: number,
  text: string | undefined,
  isMismatch: boolean,
): BlockSlotsError {
  const { operation } = context
  const body = parseJson(text)
  return failAttempt(context, classifyInvalidBody(operation), {
    message: `${status} with ${isMismatch ? describeMismatch(operation) : describeInvalidBody(text, body)}`,
    status,
    traceId: traceIdOf(body),
    detail: text,
    // The start is enough to recognise an HTML page.
    hint: isMismatch
      ? mismatchHint
      : hintFor(operation, body === undefined ? [text?.slice(0, 10_000) ?? ''] : messagesOf(body)),
  })
}

const describeMismatch = (operation: ApiOperation): string =>
  isWrite(operation) ? 'another block than the one that was sent' : 'the list of another request'

function describeInvalidBody(text: string | undefined, body: unknown): string {
  if (text === undefined) return 'a body of more than 10 MiB'
  if (text === '') return 'an empty body'
  if (body === undefined) return 'a body that is not JSON'
  // The contract does not say what of a deletion may have been done all the same.
  if (isRecord(body) && body.succeeded === false) return '"succeeded": false'
  return 'a body that is not what the contract says'
}

/** Creates the error of a response that is not a success. */
export function errorResponseError(
  context: CallContext,
  { status, headers }: Response,
  body: unknown,
): BlockSlotsError {
  const { operation, settings } = context
  const messages = messagesOf(body)
  const message = describe(body)
  const verdict = classifyStatus(operation, status, messages)
  // 0 is how browsers show a redirect that is not followed.
  const redirect = status < 400
  return failAttempt(context, verdict, {
    message: redirect
      ? `${status} redirect, which is not followed`
      : `${status} ${stripTags(message)}`.trim(),
    status,
    traceId: traceIdOf(body),
    detail: message,
    hint: redirect
      ? 'The address responded with a redirect; the token is sent nowhere else. Check baseUrl.'
      : hintFor(operation, typeof body === 'string' ? [body] : messages),
    // Also for a create that must not be sent again as it is: a read before that time would be refused as well.
    retryAt:
      verdict.retry === 'after' || status >= 500
        ? readRetryAt(status, headers, Math.ceil(settings.clock.now()))
        : undefined,
  })
}

/** Reduces a page to its words, for a message in one line. No tag holds the start of another, so the time is linear. */
const stripTags = (text: string): string => (/^\s*</.test(text) ? text.replaceAll(/<[^<>]*>/g, ' ') : text)

const traceIdOf = (body: unknown): string | undefined =>
  isRecord(body) && typeof body.traceId === 'string' ? body.traceId : undefined

/** Ends an attempt: records whether its outcome is unknown, and creates its error. */
export function failAttempt(context: CallContext, verdict: Verdict, fields: FailureFields): BlockSlotsError {
  recordUnknown(context, verdict, fields.message)
  return createCallError(context, verdict, fields)
}

/**
 * Creates the error of a call, without any token that was in use. An earlier unknown outcome of the call stays unknown: a
 * write that may have been applied is not undone by the refusal of its repetition.
 */
export function createCallError(
  context: CallContext,
  verdict: Verdict,
  fields: FailureFields,
): BlockSlotsError {
  const { message, cause, detail, traceId, hint, ...plain } = fields
  const { operation, unknown, unknownHint, reconcileLater } = context
  const reported = withUnknown(context, verdict)
  const secrets = secretsOf(context)
  const clean = (text: string | undefined): string | undefined => scrub(text ?? '', secrets) || undefined
  return new BlockSlotsError({
    ...reported,
    ...plain,
    operation,
    message: `${operation}: ${scrub(message, secrets)}`,
    detail: clean(detail),
    hint: hint ?? (reported.applied === 'unknown' ? unknownHint : undefined) ?? hintForVerdict(reported),
    traceId: clean(traceId),
    cause: cause === undefined ? undefined : scrubCause(cause, secrets),
    reconcile: unknown === undefined ? undefined : reconcileLater?.(unknown),
    attempts: attemptsOf(context),
  })
}

/** Returns the hint for a verdict, where the message has none. */
function hintForVerdict({
  code,
  applied,
  retry,
}: Pick<Verdict, 'code' | 'applied' | 'retry'>): string | undefined {
  if (applied === 'unknown') {
    return retry === 'never'
      ? 'The block may have been created. error.reconcile() finds out; client.ensure(block) creates it only if it is not there.'
      : 'It may have been applied. It is idempotent, so it can be sent again.'
  }
  return hintsByCode[code]
}

/** Advice for codes that need no message of the service. */
const hintsByCode: { readonly [Code in ErrorCode]?: string } = {
  'not-sent': 'Nothing was sent. Check the network, proxies and baseUrl.',
  'rate-limited':
    'Send again at retryAt. The limit holds for an app and sub-account together: let processes share one limiter, and use ' +
    'priority "bulk" for long jobs.',
  'store-unavailable': 'Nothing was sent. Check that the store can be reached; the call can be repeated.',
}

/** Merges a verdict with the unknown outcome of the call. */
function withUnknown(
  { operation, unknown }: CallContext,
  { code, applied, retry }: Verdict,
): Pick<Verdict, 'code' | 'applied' | 'retry'> {
  if (unknown === undefined) return { code, applied, retry }
  return { code, applied: 'unknown', retry: kindOf(operation) === 'create' ? 'never' : retry }
}

/** The requests of a call as plain data. One in flight counts until now. */
function attemptsOf({ attempts, settings }: CallContext): BlockSlotsError['attempts'] {
  const now = settings.clock.now()
  return attempts.map(({ operation, startedAt, endedAt = now, status }) => ({
    operation,
    startedAt: Math.round(startedAt),
    durationMs: Math.round(endedAt - startedAt),
    ...(status === undefined ? {} : { status }),
  }))
}
