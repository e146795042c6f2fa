import { invalidInput } from '../validate/block.ts'
import { decide, maxReconciles, maxAttempts, giveBudget, takeBudget, type RetryState } from './policy.ts'
import { BlockSlotsError, isBlockSlotsError, type Operation } from '../error.ts'
import type { WaitEvent } from '../event.ts'
import { raceAbort, startDeadline } from '../abort.ts'
import { checkOptions, type CreateOptions } from '../options/call.ts'
import { createCallError, messageWithoutOperation } from './failure.ts'
import { scrubCause } from '../redact.ts'
import { secretsOf, throwIfAborted, type AttemptRecord, type CallContext } from './context.ts'
import { attempt, readToken, renewToken, requestTimeoutMs, type OperationHandler } from './attempt.ts'
import type { Settings } from '../options/client.ts'
import { isWrite, classifyPartial, kindOf } from '../http/classify.ts'

/** How long a call may take, in milliseconds. */
const callTimeoutMs = { read: 60_000, write: 180_000 }

/** What a call is, apart from how it is carried out. */
export type CallSpec<Input> = {
  readonly operation: Operation
  readonly options: CreateOptions | undefined
  /** Checks the input; whatever it throws ends the call before anything is sent. */
  readonly prepare: () => Input
  /** The sub-account that the input names. */
  readonly locationOf?: (input: Input) => string | undefined
  /** What an earlier call has left open, and this one is to settle. */
  readonly open?: Pick<CallContext, 'unknown' | 'resolver'>
}

/** Carries a call out within its deadline, and rejects with nothing but `BlockSlotsError`. */
export async function call<Input, Result>(
  settings: Settings,
  task: CallSpec<Input>,
  work: (run: CallContext, input: Input) => Promise<Result>,
): Promise<Result> {
  const { operation } = task
  const { input, signal, priority = 'interactive', ...chosen } = prepare(settings, task)
  const { retry = settings.retry, onUnknown = settings.onUnknown } = chosen
  // What is to be settled may appear for as long as ever.
  const patient = retry || task.open !== undefined
  const longest = patient ? callTimeoutMs[isWrite(operation) ? 'write' : 'read'] : requestTimeoutMs(operation)
  const timeoutMs = chosen.timeoutMs ?? settings.timeoutMs ?? longest
  const location = task.locationOf?.(input)
  const { clock } = settings
  const flights: AttemptRecord[] = []
  let takeOut: (() => void) | undefined
  try {
    const run: CallContext = {
      ...task.open,
      operation,
      settings,
      key: keyOf(settings, location),
      priority,
      retry,
      onUnknown,
      abort: { controller: new AbortController() },
      deadline: nowOf(settings) + timeoutMs,
      attempts: flights,
      tokens: [],
    }
    takeOut = startDeadline(run.abort, clock, timeoutMs, signal, (why) =>
      why === 'time'
        ? abortedError(run, 'deadline-exceeded', `no result within ${timeoutMs} ms`)
        : abortedError(run, 'aborted', 'aborted by the caller', signal?.reason),
    )
    const result = await work(run, input)
    if (location !== undefined) bindLocation(settings, location)
    return result
  } catch (thrown) {
    throw isBlockSlotsError(thrown)
      ? thrown
      : unexpectedError(settings, operation, flights.length > 0, thrown)
  } finally {
    takeOut?.()
  }
}

/** The time, which has to be one. */
function nowOf({ clock }: Settings): number {
  const now = clock.now()
  if (Number.isFinite(now)) return now
  throw new RangeError('clock.now() must give a number of milliseconds.')
}

/** Makes the error for what a given clock or limiter throws where nobody can wait for that. */
function unexpectedError(
  settings: Settings,
  operation: Operation,
  sent: boolean,
  thrown: unknown,
): BlockSlotsError {
  const doubtful = sent && isWrite(operation)
  return new BlockSlotsError({
    code: doubtful ? 'outcome-unknown' : 'invalid-input',
    message: `${operation}: a clock or limiter that the client was given failed.`,
    applied: doubtful ? 'unknown' : 'no',
    retry: 'never',
    operation,
    cause: scrubCause(thrown, secretsOf({ settings, tokens: [] })),
  })
}

/** Checks the arguments. What is refused may be a token in the wrong place, so the words are cleaned as well. */
function prepare<Input>(
  settings: Settings,
  task: CallSpec<Input>,
): CreateOptions & { readonly input: Input } {
  try {
    return { ...checkOptions(task.options), input: task.prepare() }
  } catch (thrown) {
    const cause = scrubCause(thrown, secretsOf({ settings, tokens: [] }))
    throw invalidInput(task.operation, cause.message, cause.name === 'RangeError' ? undefined : cause)
  }
}

/** The limit is that of the sub-account. A call that names none counts to the one that the client is known to be for. */
function keyOf(settings: Settings, location: string | undefined): string {
  const { defaultQuota: home, tokens } = settings
  if (!home.known) {
    const own = tokens.locationId?.() ?? location
    if (own !== undefined) bindLocation(settings, own)
  }
  return location === undefined ? home.key : `${settings.baseUrl} ${location}`
}

/** From now on, calls that name no sub-account count to this one; what is under way moves along. */
function bindLocation({ defaultQuota: home, limiter, baseUrl }: Settings, location: string): void {
  const key = `${baseUrl} ${location}`
  if (home.key !== key) limiter?.merge?.(home.key, key)
  home.key = key
  home.known = true
}

/** Makes the error that ends a call from without. */
function abortedError(
  run: CallContext,
  code: 'deadline-exceeded' | 'aborted',
  words: string,
  cause: unknown = run.last,
): unknown {
  const { operation, attempts: flights, last } = run
  const flight = flights.find((one) => one.operation === operation && one.endedAt === undefined)
  const settled = flight === undefined || (flight.status === undefined && !isWrite(operation))
  const verdict = settled ? ({ applied: 'no', retry: 'now' } as const) : classifyPartial(operation, flight)
  const message = flights.length === 0 ? `${words}, before anything was sent` : words
  return createCallError(
    run,
    { ...verdict, code },
    { message, status: flight?.status ?? last?.status, cause },
    true,
  )
}

/** Sends until it is decided. */
export async function withRetries<Input, Result>(
  run: CallContext,
  steps: OperationHandler<Input, Result>,
  input: Input,
): Promise<Result> {
  const past: RetryState = { sends: 0, refusals: 0, doubts: 0, cost: 0 }
  const kind = kindOf(run.operation)
  const { budgets } = run.settings.shared
  const purse = `${run.key} ${kind}`
  for (;;) {
    try {
      const result = await attempt(run, steps, input, past.sends > 0)
      giveBudget(budgets, purse, past)
      return result
    } catch (thrown) {
      throwIfAborted(run)
      if (!run.retry || !isBlockSlotsError(thrown)) throw thrown
      run.last = thrown
      past.sends++
      if (thrown.status === 401) past.refusals++
      const found = await beforeRetry(run, steps, input, past, thrown, () =>
        takeBudget(budgets, purse, past, thrown),
      )
      if (found !== undefined) return found
    }
  }
}

/**
 * Does what has to be done before the request is sent again, or throws. Gives the result when it turned up meanwhile.
 *
 * @param pay Pays for sending it again; false when nothing is left for that.
 */
async function beforeRetry<Input, Result>(
  run: CallContext,
  steps: OperationHandler<Input, Result>,
  input: Input,
  past: RetryState,
  error: BlockSlotsError,
  pay: () => boolean,
): Promise<Result | undefined> {
  const { settings } = run
  const next = decide(kindOf(run.operation), error, past, {
    now: settings.clock.now(),
    onUnknown: run.onUnknown,
    limited: settings.limiter !== undefined,
    random: Math.random(),
  })
  if (next.do === 'retry') {
    // With another token there is nothing to wait for.
    const fresh = next.reason === 'token' && (await readToken(run)).generation !== run.generation
    const waitMs = fresh ? 0 : next.waitMs
    if (exceedsDeadline(run, waitMs, error) || !pay()) throw error
    await waitBeforeRetry(run, waitMs, next.reason, error)
    return undefined
  }
  if (next.do === 'refresh-token' && (await renewToken(run))) return undefined
  if (next.do !== 'reconcile' || steps.reconcile === undefined) throw error
  const found = await steps.reconcile(run, input, error)
  if (found !== undefined) return found
  run.unknown = undefined
  past.doubts++
  if (past.doubts > maxReconciles || past.sends >= maxAttempts.create || !pay()) {
    const message = `${messageWithoutOperation(error)}; it was sent ${past.sends} times and not carried out`
    throw createCallError(
      run,
      { code: 'unavailable', applied: 'no', retry: 'after' },
      { message, cause: error },
    )
  }
  return undefined
}

/** Whether the call is over before it may go on, by the wait or by what the service or a limiter says. */
const exceedsDeadline = (
  { settings, deadline }: CallContext,
  waitMs: number,
  { retryAt = 0 }: BlockSlotsError,
): boolean => Math.max(settings.clock.now() + waitMs, retryAt) >= deadline

/** Waits before the next step. A wait that would outlast the call is not begun. */
export async function waitBeforeRetry(
  run: CallContext,
  waitMs: number,
  reason: WaitEvent['reason'],
  error: BlockSlotsError,
): Promise<void> {
  if (waitMs <= 0) return
  if (exceedsDeadline(run, waitMs, error)) throw error
  const { operation, settings, abort: fuse } = run
  const at = settings.clock.now()
  settings.notify({ type: 'wait', at, operation, reason, waitMs })
  await raceAbort(fuse, settings.clock.sleep(waitMs, fuse.controller.signal))
}
