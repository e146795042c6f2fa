import { createAbortScope, startDeadline } from '../abort.ts'
import { BlockSlotsError, invalidInput, isBlockSlotsError, withCallerStack } from '../error.ts'
import { isRecord } from '../guard.ts'
import { classifyPartial, type Verdict } from '../http/classify.ts'
import { isWrite, timeoutsOf, type ApiOperation } from '../operation.ts'
import { callOptionRules, checkOptions, type CallOptions, type EnsureOptions } from '../options/call.ts'
import type { Settings } from '../options/client.ts'
import type { OptionRules } from '../options/read.ts'
import { scrubCause } from '../redact.ts'
import { secretsOf, type AttemptRecord, type CallContext, type UnknownOutcome } from './context.ts'
import { failAttempt } from './failure.ts'

/** A call, apart from how it is carried out. */
export type CallSpec<Input> = {
  readonly operation: ApiOperation
  readonly options: EnsureOptions | undefined
  /** The rules of its options. Default: those of the options of every call. */
  readonly optionRules?: OptionRules<CallOptions>
  /** Checks the input; what it throws ends the call before anything is sent. */
  readonly prepare: () => Input
  /** Returns the sub-account that the input names. */
  readonly locationOf?: (input: Input) => string | undefined
  /** The unknown outcome of an earlier call that this one reconciles. */
  readonly unknown?: UnknownOutcome | undefined
  readonly reconcileLater?: CallContext['reconcileLater']
  readonly unknownHint?: CallContext['unknownHint']
}

/** Carries a call out within its deadline, and rejects with nothing but `BlockSlotsError`. */
export async function call<Input, Result>(
  settings: Settings,
  spec: CallSpec<Input>,
  work: (context: CallContext, input: Input, options: EnsureOptions) => Promise<Result>,
): Promise<Result> {
  const attempts: AttemptRecord[] = []
  let stopDeadline: (() => void) | undefined
  try {
    const { input, options } = prepare(settings, spec)
    const location = spec.locationOf?.(input)
    const named = location === undefined ? undefined : settings.quotas.keyOf(location)
    const { retry = settings.retry } = options
    const timeoutMs = options.timeoutMs ?? settings.timeoutMs ?? defaultTimeoutMs(spec, retry)
    const context: CallContext = {
      unknown: spec.unknown,
      reconcileLater: spec.reconcileLater,
      unknownHint: spec.unknownHint,
      operation: spec.operation,
      settings,
      named,
      key: named ?? '',
      priority: options.priority ?? 'interactive',
      retry,
      onUnknown: options.onUnknown ?? settings.onUnknown,
      abort: createAbortScope(),
      deadline: nowOf(settings) + timeoutMs,
      attempts,
      tokens: [],
    }
    stopDeadline = boundCall(context, timeoutMs, options.signal)
    const result = await work(context, input, options)
    const known = location ?? locationIn(result)
    const token = context.tokens.at(-1)
    if (known !== undefined && token !== undefined) settings.quotas.bind(token, known)
    return result
  } catch (thrown) {
    const error = isBlockSlotsError(thrown)
      ? thrown
      : unexpectedError(settings, spec.operation, attempts.length > 0, thrown)
    throw withCallerStack(error, call)
  } finally {
    stopDeadline?.()
  }
}

/** Returns the sub-account that a result names, which is the one of the token. */
function locationIn(result: unknown): string | undefined {
  return isRecord(result) && typeof result.locationId === 'string' && /^\S+$/.test(result.locationId)
    ? result.locationId
    : undefined
}

/** Ends the call at its deadline, or by the caller's signal. Returns a function that releases both. */
function boundCall(context: CallContext, timeoutMs: number, signal: AbortSignal | undefined): () => void {
  const { clock } = context.settings
  return startDeadline(context.abort, {
    clock,
    timeoutMs,
    signal,
    reasonOf: (cause) =>
      cause === 'timeout'
        ? abortedError(context, 'deadline-exceeded', `no result within ${timeoutMs} ms`)
        : abortedError(context, 'aborted', 'aborted by the caller', signal?.reason),
  })
}

/** A call that sends once needs no more than one request; a block that is reconciled may still appear for longer. */
function defaultTimeoutMs(
  { operation, unknown }: Pick<CallSpec<unknown>, 'operation' | 'unknown'>,
  retry: boolean,
): number {
  const { attemptMs, callMs } = timeoutsOf(operation)
  return retry || unknown !== undefined ? callMs : attemptMs
}

/** Reads a user-supplied clock, and refuses what is no time. */
function nowOf({ clock }: Settings): number {
  const now = clock.now()
  if (Number.isFinite(now)) return now
  throw new RangeError('clock.now() must give a number of milliseconds.')
}

/** Wraps an unexpected throw from a user-supplied clock or limiter. */
function unexpectedError(
  settings: Settings,
  operation: ApiOperation,
  sent: boolean,
  thrown: unknown,
): BlockSlotsError {
  const inconclusive = sent && isWrite(operation)
  return new BlockSlotsError({
    code: inconclusive ? 'outcome-unknown' : 'invalid-input',
    message: `${operation}: a clock or limiter that the client was given failed.`,
    applied: inconclusive ? 'unknown' : 'no',
    retry: 'never',
    operation,
    hint: 'Correct the clock, limiter or token provider that was passed to the client; the cause names its error.',
    cause: scrubCause(thrown, secretsOf({ settings, tokens: [] })),
  })
}

/** Checks the arguments of a call. A refused value may be a token in the wrong place, so the message is scrubbed as well. */
function prepare<Input>(
  settings: Settings,
  spec: CallSpec<Input>,
): { readonly input: Input; readonly options: EnsureOptions } {
  try {
    return { options: checkOptions(spec.options, spec.optionRules ?? callOptionRules), input: spec.prepare() }
  } catch (thrown) {
    const cause = scrubCause(thrown, secretsOf({ settings, tokens: [] }))
    throw invalidInput(spec.operation, cause.message, cause.name === 'RangeError' ? undefined : cause)
  }
}

/** Creates the error that ends a call at its deadline or by the caller's signal. */
function abortedError(
  context: CallContext,
  code: 'deadline-exceeded' | 'aborted',
  words: string,
  cause: unknown = context.last,
): BlockSlotsError {
  const { operation, attempts, last } = context
  const record = attempts.find((one) => one.operation === operation && one.endedAt === undefined)
  const conclusive = record === undefined || (record.status === undefined && !isWrite(operation))
  const verdict = conclusive
    ? ({ applied: 'no', retry: 'now' } as const)
    : { ...classifyPartial(operation, record), timedOut: true }
  // The caller's limit came before that of the store.
  const store = code === 'deadline-exceeded' && isWaitingForStore(context)
  const known = attempts.length === 0 ? `${words}, before anything was sent` : words
  const message = store ? `${known}; the token store has not responded` : known
  const ended: Verdict = store
    ? { ...verdict, code: 'store-unavailable', retry: 'after' }
    : { ...verdict, code }
  return failAttempt(context, ended, { message, status: record?.status ?? last?.status, cause })
}

/** A user-supplied provider may throw, which must not replace the error that is being created. */
function isWaitingForStore({ waitsForToken, settings }: CallContext): boolean {
  try {
    return waitsForToken === true && settings.tokens.isWaitingForStore?.() === true
  } catch {
    return false
  }
}
