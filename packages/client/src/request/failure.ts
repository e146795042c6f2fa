import { BlockSlotsError, type BlockSlotsErrorFields } from '../error.ts'
import { hintFor, hintForVerdict } from '../http/hint.ts'
import { readRetryAt } from '../http/retry-after.ts'
import { isRecord, scrub, scrubCause } from '../redact.ts'
import { secretsOf, type CallContext } from './context.ts'
import { classifyStatus, classifyInvalidBody, kindOf, type Verdict } from '../http/classify.ts'

/** Reads a success with what the operation accepts, and refuses everything else. */
export function readSuccess<Result>(
  run: CallContext,
  accept: (body: unknown, status: number) => Result | undefined,
  status: number,
  text: string | undefined,
): Result {
  const body = parse(text)
  const result = accept(body, status)
  if (result !== undefined) return result
  throw createCallError(run, classifyInvalidBody(run.operation), {
    message: `${status} with ${describeInvalidBody(text, body)}`,
    status,
    traceId: traceIdOf(body),
    detail: text,
    // A page says at its start that it is one.
    hint: hintFor(run.operation, text?.slice(0, 10_000) ?? ''),
  })
}

/** Says why a body was not accepted. */
function describeInvalidBody(text: string | undefined, body: unknown): string {
  if (text === undefined) return 'a body of more than 10 MiB'
  if (text === '') return 'an empty body'
  if (body === undefined) return 'a body that is not JSON'
  return 'a body that is not what the contract says'
}

/** Makes the error for an answer that is no success. */
export function readErrorResponse(
  run: CallContext,
  { status, headers }: Response,
  body: unknown,
  said: string,
): BlockSlotsError {
  const verdict = classifyStatus(run.operation, status, said)
  // 0 is how browsers show a redirect that is not followed.
  const redirect = status < 400
  return createCallError(run, verdict, {
    message: redirect ? `${status} redirect, which is not followed` : `${status} ${stripTags(said)}`.trim(),
    status,
    traceId: traceIdOf(body),
    detail: said,
    hint: redirect
      ? 'The address answered with a redirect; the token is sent nowhere else. Check baseUrl.'
      : hintFor(run.operation, said),
    // Also for a create that must not be sent again as it is: until then there is no use in asking what became of it.
    retryAt:
      verdict.retry === 'after' || status >= 500
        ? readRetryAt(status, headers, Math.ceil(run.settings.clock.now()))
        : undefined,
  })
}

/** Of a page its words, for a message in one line. No tag holds the beginning of another, so nothing is read twice. */
const stripTags = (said: string): string => (/^\s*</.test(said) ? said.replaceAll(/<[^<>]*>/g, ' ') : said)

/**
 * Builds an error, cleaned of every token that was in use. What an earlier attempt of the call left open stays open: a write
 * that may have been carried out is not undone by the refusal of its repetition.
 */
export function createCallError(
  run: CallContext,
  verdict: Verdict,
  fields: Omit<BlockSlotsErrorFields, keyof Verdict | 'operation' | 'attempts'>,
  timedOut = false,
): BlockSlotsError {
  const { message, cause, detail, traceId, hint, ...plain } = fields
  const { operation, settings, attempts: flights, resolver } = run
  const now = settings.clock.now()
  if (verdict.applied !== 'no') {
    const { startedAt: sentAt = now, endedAt = now } =
      flights.filter((one) => one.operation === operation).at(-1) ?? {}
    run.unknown = { applied: verdict.applied, sentAt, endedAt, timedOut }
  }
  const { unknown: doubt } = run
  const told: Verdict =
    doubt === undefined
      ? verdict
      : {
          ...verdict,
          applied: doubt.applied,
          retry: kindOf(operation) === 'create' ? 'never' : verdict.retry,
        }
  const secrets = secretsOf(run)
  const clean = (text: string | undefined): string | undefined => scrub(text ?? '', secrets) || undefined
  return new BlockSlotsError({
    ...told,
    ...plain,
    operation,
    message: `${operation}: ${scrub(message, secrets)}`,
    detail: clean(detail),
    hint: hint ?? hintForVerdict(told),
    traceId: clean(traceId),
    cause: cause === undefined ? undefined : scrubCause(cause, secrets),
    reconcile: doubt === undefined ? undefined : resolver?.(doubt),
    attempts: flights.map(({ operation: called, startedAt, endedAt = now, status }) => ({
      operation: called,
      startedAt: Math.round(startedAt),
      durationMs: Math.round(endedAt - startedAt),
      ...(status === undefined ? {} : { status }),
    })),
  })
}

/** What an error says, without the name of its operation. */
export const messageWithoutOperation = ({ message }: BlockSlotsError): string => message.replace(/^\w+: /, '')

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const traceIdOf = (body: unknown): string | undefined =>
  isRecord(body) && typeof body.traceId === 'string' ? body.traceId : undefined
