import type { Connection } from './connection.ts'
import { BlockSlotsError, type BlockSlotsErrorFields, type Operation } from './error.ts'
import { hintFor, hintForVerdict } from './hint.ts'
import { isRecord, scrub, scrubCause } from './redact.ts'
import { judgeAnswer, judgeBadAnswer, readRetryAt, type Verdict } from './verdict.ts'

/** Which operation is called, where, and with which tokens. */
export type Context = {
  readonly operation: Operation
  readonly connection: Connection
  readonly tokens: string[]
}

/** Every token that outside text may repeat: those of this call, and the last of the others. */
export const secretsOf = ({ connection, tokens }: Context): readonly string[] => [
  ...new Set([...tokens, ...connection.tokens.secrets()]),
]

/** One request under way, as far as errors tell of it. */
export type Flight = {
  readonly startedAt: number
  readonly startedMs: number
  endedMs?: number
  status?: number
}

/** Reads a success with what the operation accepts, and refuses everything else. */
export function readSuccess<Result>(
  context: Context,
  flights: readonly Flight[],
  accept: (body: unknown, status: number) => Result | undefined,
  status: number,
  text: string | undefined,
): Result {
  const body = parse(text)
  const result = accept(body, status)
  if (result !== undefined) return result
  throw fail(context, flights, judgeBadAnswer(context.operation), {
    message: `${status} with ${faultOf(text, body)}`,
    status,
    traceId: traceIdOf(body),
    detail: text,
    // A page says at its start that it is one.
    hint: hintFor(context.operation, text?.slice(0, 10_000) ?? ''),
  })
}

/** Says why a body was not accepted. */
function faultOf(text: string | undefined, body: unknown): string {
  if (text === undefined) return 'a body of more than 10 MiB'
  if (text === '') return 'an empty body'
  if (body === undefined) return 'a body that is not JSON'
  return 'a body that is not what the contract says'
}

/** Makes the error for an answer that is no success. */
export function readRefusal(
  context: Context,
  flights: readonly Flight[],
  { status, headers }: Response,
  body: unknown,
  said: string,
): BlockSlotsError {
  const verdict = judgeAnswer(context.operation, status, said)
  // 0 is how browsers show a redirect that is not followed.
  const redirect = status < 400
  return fail(context, flights, verdict, {
    message: redirect ? `${status} redirect, which is not followed` : `${status} ${said}`.trim(),
    status,
    traceId: traceIdOf(body),
    detail: said,
    hint: redirect
      ? 'The address answered with a redirect; the token is sent nowhere else. Check baseUrl.'
      : hintFor(context.operation, said),
    retryAt: verdict.retry === 'after' ? readRetryAt(status, headers, Date.now()) : undefined,
  })
}

/** Builds an error, cleaned of every token that was in use. */
export function fail(
  context: Context,
  flights: readonly Flight[],
  verdict: Verdict,
  fields: Omit<BlockSlotsErrorFields, keyof Verdict | 'operation' | 'attempts'>,
): BlockSlotsError {
  const { message, cause, detail, traceId, hint, ...plain } = fields
  const { operation } = context
  const secrets = secretsOf(context)
  const clean = (text: string | undefined): string | undefined => scrub(text ?? '', secrets) || undefined
  return new BlockSlotsError({
    ...verdict,
    ...plain,
    operation,
    message: `${operation}: ${scrub(message, secrets)}`,
    detail: clean(detail),
    hint: hint ?? hintForVerdict(verdict),
    traceId: clean(traceId),
    cause: cause === undefined ? undefined : scrubCause(cause, secrets),
    attempts: flights.map(({ startedAt, startedMs, endedMs = performance.now(), status }) => ({
      startedAt,
      durationMs: Math.round(endedMs - startedMs),
      ...(status === undefined ? {} : { status }),
    })),
  })
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const traceIdOf = (body: unknown): string | undefined =>
  isRecord(body) && typeof body.traceId === 'string' ? body.traceId : undefined
