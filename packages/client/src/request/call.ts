import { invalidInput } from '../validate/block.ts'
import { decide, mostDoubts, mostSends, refund, spend, type Past } from './policy.ts'
import { BlockSlotsError, isBlockSlotsError, type Operation } from '../error.ts'
import type { WaitEvent } from '../event.ts'
import { heed, light } from '../abort.ts'
import { checkOptions, type CreateOptions } from '../options/call.ts'
import { fail, wordsOf } from './failure.ts'
import { scrubCause } from '../redact.ts'
import { secretsOf, throwIfOver, type Flight, type Run } from './context.ts'
import { attempt, readToken, renewToken, requestTimeoutMs, type Steps } from './attempt.ts'
import type { Settings } from '../options/client.ts'
import { isWrite, judgeFlight, kindOf } from '../http/classify.ts'

/** How long a call may take, in milliseconds. */
const longestMs = { read: 60_000, write: 180_000 }

/** What a call is, apart from how it is carried out. */
export type Task<Input> = {
  readonly operation: Operation
  readonly options: CreateOptions | undefined
  /** Checks the input; whatever it throws ends the call before anything is sent. */
  readonly prepare: () => Input
  /** The sub-account that the input names. */
  readonly locationOf?: (input: Input) => string | undefined
  /** What an earlier call has left open, and this one is to settle. */
  readonly open?: Pick<Run, 'doubt' | 'resolver'>
}

/** Carries a call out within its deadline, and rejects with nothing but `BlockSlotsError`. */
export async function call<Input, Result>(
  settings: Settings,
  task: Task<Input>,
  work: (run: Run, input: Input) => Promise<Result>,
): Promise<Result> {
  const { operation } = task
  const { input, signal, priority = 'interactive', ...chosen } = prepare(settings, task)
  const { retry = settings.retry, onUnknown = settings.onUnknown } = chosen
  // What is to be settled may appear for as long as ever.
  const patient = retry || task.open !== undefined
  const longest = patient ? longestMs[isWrite(operation) ? 'write' : 'read'] : requestTimeoutMs(operation)
  const timeoutMs = chosen.timeoutMs ?? settings.timeoutMs ?? longest
  const location = task.locationOf?.(input)
  const { clock } = settings
  const flights: Flight[] = []
  let takeOut: (() => void) | undefined
  try {
    const run: Run = {
      ...task.open,
      operation,
      settings,
      key: keyOf(settings, location),
      priority,
      retry,
      onUnknown,
      fuse: { controller: new AbortController() },
      deadline: nowOf(settings) + timeoutMs,
      flights,
      tokens: [],
    }
    takeOut = light(run.fuse, clock, timeoutMs, signal, (why) =>
      why === 'time'
        ? stop(run, 'deadline-exceeded', `no result within ${timeoutMs} ms`)
        : stop(run, 'aborted', 'aborted by the caller', signal?.reason),
    )
    const result = await work(run, input)
    if (location !== undefined) moveIn(settings, location)
    return result
  } catch (thrown) {
    throw isBlockSlotsError(thrown) ? thrown : stranger(settings, operation, flights.length > 0, thrown)
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
function stranger(settings: Settings, operation: Operation, sent: boolean, thrown: unknown): BlockSlotsError {
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
function prepare<Input>(settings: Settings, task: Task<Input>): CreateOptions & { readonly input: Input } {
  try {
    return { ...checkOptions(task.options), input: task.prepare() }
  } catch (thrown) {
    const cause = scrubCause(thrown, secretsOf({ settings, tokens: [] }))
    throw invalidInput(task.operation, cause.message, cause.name === 'RangeError' ? undefined : cause)
  }
}

/** The limit is that of the sub-account. A call that names none counts to the one that the client is known to be for. */
function keyOf(settings: Settings, location: string | undefined): string {
  const { home, tokens } = settings
  if (!home.known) {
    const own = tokens.locationId?.() ?? location
    if (own !== undefined) moveIn(settings, own)
  }
  return location === undefined ? home.key : `${settings.baseUrl} ${location}`
}

/** From now on, calls that name no sub-account count to this one; what is under way moves along. */
function moveIn({ home, limiter, baseUrl }: Settings, location: string): void {
  const key = `${baseUrl} ${location}`
  if (home.key !== key) limiter?.merge?.(home.key, key)
  home.key = key
  home.known = true
}

/** Makes the error that ends a call from without. */
function stop(
  run: Run,
  code: 'deadline-exceeded' | 'aborted',
  words: string,
  cause: unknown = run.last,
): unknown {
  const { operation, flights, last } = run
  const flight = flights.find((one) => one.operation === operation && one.endedAt === undefined)
  const settled = flight === undefined || (flight.status === undefined && !isWrite(operation))
  const verdict = settled ? ({ applied: 'no', retry: 'now' } as const) : judgeFlight(operation, flight)
  const message = flights.length === 0 ? `${words}, before anything was sent` : words
  return fail(run, { ...verdict, code }, { message, status: flight?.status ?? last?.status, cause }, true)
}

/** Sends until it is decided. */
export async function persist<Input, Result>(
  run: Run,
  steps: Steps<Input, Result>,
  input: Input,
): Promise<Result> {
  const past: Past = { sends: 0, refusals: 0, doubts: 0, cost: 0 }
  const kind = kindOf(run.operation)
  const { budgets } = run.settings.shared
  const purse = `${run.key} ${kind}`
  for (;;) {
    try {
      const result = await attempt(run, steps, input, past.sends > 0)
      refund(budgets, purse, past)
      return result
    } catch (thrown) {
      throwIfOver(run)
      if (!run.retry || !isBlockSlotsError(thrown)) throw thrown
      run.last = thrown
      past.sends++
      if (thrown.status === 401) past.refusals++
      const found = await recover(run, steps, input, past, thrown, () => spend(budgets, purse, past, thrown))
      if (found !== undefined) return found
    }
  }
}

/**
 * Does what has to be done before the request is sent again, or throws. Gives the result when it turned up meanwhile.
 *
 * @param pay Pays for sending it again; false when nothing is left for that.
 */
async function recover<Input, Result>(
  run: Run,
  steps: Steps<Input, Result>,
  input: Input,
  past: Past,
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
  if (next.do === 'resend') {
    // With another token there is nothing to wait for.
    const fresh = next.reason === 'token' && (await readToken(run)).generation !== run.generation
    const waitMs = fresh ? 0 : next.waitMs
    if (outlasts(run, waitMs, error) || !pay()) throw error
    await pause(run, waitMs, next.reason, error)
    return undefined
  }
  if (next.do === 'renew' && (await renewToken(run))) return undefined
  if (next.do !== 'reconcile' || steps.settle === undefined) throw error
  const found = await steps.settle(run, input, error)
  if (found !== undefined) return found
  run.doubt = undefined
  past.doubts++
  if (past.doubts > mostDoubts || past.sends >= mostSends.create || !pay()) {
    const message = `${wordsOf(error)}; it was sent ${past.sends} times and not carried out`
    throw fail(run, { code: 'unavailable', applied: 'no', retry: 'after' }, { message, cause: error })
  }
  return undefined
}

/** Whether the call is over before it may go on, by the wait or by what the service or a limiter says. */
const outlasts = ({ settings, deadline }: Run, waitMs: number, { retryAt = 0 }: BlockSlotsError): boolean =>
  Math.max(settings.clock.now() + waitMs, retryAt) >= deadline

/** Waits before the next step. A wait that would outlast the call is not begun. */
export async function pause(
  run: Run,
  waitMs: number,
  reason: WaitEvent['reason'],
  error: BlockSlotsError,
): Promise<void> {
  if (waitMs <= 0) return
  if (outlasts(run, waitMs, error)) throw error
  const { operation, settings, fuse } = run
  const at = settings.clock.now()
  settings.notify({ type: 'wait', at, operation, reason, waitMs })
  await heed(fuse, settings.clock.sleep(waitMs, fuse.controller.signal))
}
