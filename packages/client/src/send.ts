import { invalidInput } from './check.ts'
import { isBlockSlotsError, type Operation } from './error.ts'
import { fail, readRefusal, readSuccess, wordsOf, type Context, type Flight } from './outcome.ts'
import { excerptError, readText } from './read.ts'
import { isRecord, scrubCause } from './redact.ts'
import { isWrite, judgeBadAnswer, judgeFailure, judgeStop } from './verdict.ts'

/** What every call takes. */
export type CallOptions = {
  /** Ends the call when it aborts. */
  readonly signal?: AbortSignal | undefined
  /**
   * Bounds the whole call in milliseconds, however many requests it needs. Default: the client's, else 30,000 for reads
   * and 75,000 for writes, since the service has been seen to answer a write after 62 seconds.
   */
  readonly timeoutMs?: number | undefined
}

/** What a request is sent with besides its own parameters: our seam to the network, and no reading of the answer. */
export type Wire = {
  readonly fetch: (request: Request) => Promise<Response>
  readonly headers: { readonly Authorization: string }
  readonly signal: AbortSignal
  readonly redirect: 'manual'
  readonly parseAs: 'stream'
}

/** The steps of one call: what is checked, sent and accepted. */
export type CallSteps<Input, Result> = {
  /** Checks the input; whatever it throws ends the call before anything is sent. */
  readonly prepare: () => Input
  readonly request: (
    input: Input,
    wire: Wire,
  ) => Promise<{ readonly error?: unknown; readonly response: Response }>
  /** Reads a success; `undefined` when the body is not what the contract says. */
  readonly accept: (body: unknown, status: number) => Result | undefined
  /** Reads a refusal that means success all the same. */
  readonly forgive?: (status: number, said: string) => Result | undefined
}

const readTimeoutMs = 30_000
const writeTimeoutMs = 75_000
/** The longest that `setTimeout` waits; beyond, it fires at once. */
const longestTimeoutMs = 2_147_483_647

/** Carries one call out within its deadline, and rejects with nothing but `BlockSlotsError`. */
export async function send<Input, Result>(
  context: Context,
  options: CallOptions,
  steps: CallSteps<Input, Result>,
): Promise<Result> {
  const { operation } = context
  checkOptions(operation, options)
  const { signal, timeoutMs = isWrite(operation) ? writeTimeoutMs : readTimeoutMs } = options
  const input = prepare(context, steps)
  const flights: Flight[] = []
  const controller = new AbortController()
  const stop = (code: 'deadline-exceeded' | 'aborted', words: string, cause?: unknown): void => {
    const flight = flights.at(-1)
    const message = flight === undefined ? `${words}, before anything was sent` : words
    const verdict = judgeStop(code, operation, flight)
    controller.abort(fail(context, flights, verdict, { message, status: flight?.status, cause }))
  }
  const onAbort = (): void => stop('aborted', 'aborted by the caller', signal?.reason)
  const timer = setTimeout(() => stop('deadline-exceeded', `no result within ${timeoutMs} ms`), timeoutMs)
  try {
    if (signal?.aborted === true) onAbort()
    signal?.addEventListener('abort', onAbort)
    // A race, because neither a token function nor a given fetch has to heed the signal.
    return await Promise.race([
      rejection(controller.signal),
      attempt(context, steps, input, flights, controller.signal),
    ])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Rejects with the reason of the signal as soon as it aborts, and else never settles. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
  })
}

/** Refuses a `timeoutMs` that would not do what it says. */
export function checkTimeout(operation: Operation, timeoutMs: unknown): void {
  if (timeoutMs === undefined) return
  if (typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= longestTimeoutMs) return
  throw invalidInput(
    operation,
    `timeoutMs must be a number of milliseconds above 0 and up to ${longestTimeoutMs}.`,
  )
}

function checkOptions(operation: Operation, options: unknown): void {
  if (!isRecord(options)) throw invalidInput(operation, 'options must be an object.')
  const { signal, timeoutMs } = options
  checkTimeout(operation, timeoutMs)
  if (signal !== undefined && (!isRecord(signal) || typeof signal.addEventListener !== 'function')) {
    throw invalidInput(operation, 'signal must be an AbortSignal.')
  }
}

/** Checks the input. What the checks refuse may be a token in the wrong place, so their words are cleaned as well. */
function prepare<Input>(
  { operation, connection }: Context,
  steps: { readonly prepare: () => Input },
): Input {
  try {
    return steps.prepare()
  } catch (thrown) {
    const cause = scrubCause(thrown, connection.tokens.secrets())
    throw invalidInput(operation, cause.message, thrown instanceof RangeError ? undefined : cause)
  }
}

/** Sends one request and decides what its end means. */
async function attempt<Input, Result>(
  context: Context,
  { request, accept, forgive }: CallSteps<Input, Result>,
  input: Input,
  flights: Flight[],
  signal: AbortSignal,
): Promise<Result> {
  signal.throwIfAborted()
  const token = await readToken(context)
  // The deadline may have passed while the token was fetched; nothing may leave after it.
  signal.throwIfAborted()
  const flight: Flight = { startedAt: Date.now(), startedMs: performance.now() }
  const fetch = async (sent: Request): Promise<Response> => {
    flights.push(flight)
    const response = await context.connection.fetch(sent)
    flight.status = response.status
    return response.ok ? response : excerptError(response)
  }
  try {
    const headers = { Authorization: `Bearer ${token}` }
    const { error, response } = await request(input, {
      fetch,
      headers,
      signal,
      redirect: 'manual',
      parseAs: 'stream',
    })
    const text = response.ok ? await readText(response) : undefined
    flight.endedMs = performance.now()
    if (response.ok) return readSuccess(context, flights, accept, response.status, text)
    const said = wordsOf(context, error)
    const forgiven = forgive?.(response.status, said)
    if (forgiven !== undefined) return forgiven
    throw readRefusal(context, flights, response, error, said)
  } catch (thrown) {
    if (isBlockSlotsError(thrown)) throw thrown
    throw judgeThrown(context, flights, thrown)
  }
}

async function readToken(context: Context): Promise<string> {
  try {
    return await context.connection.tokens.read()
  } catch (cause) {
    const message = 'no token could be had, so nothing was sent'
    throw fail(context, [], { code: 'unauthenticated', applied: 'no', retry: 'after-reauth' }, { message, cause })
  }
}

/** Decides what it means that making the request, sending it, or reading its answer threw. */
function judgeThrown(context: Context, flights: Flight[], cause: unknown): unknown {
  const { operation, connection } = context
  const flight = flights.at(-1)
  if (flight === undefined) {
    return invalidInput(
      operation,
      'the request could not be made.',
      scrubCause(cause, connection.tokens.secrets()),
    )
  }
  flight.endedMs = performance.now()
  const { status } = flight
  if (status === undefined) {
    return fail(context, flights, judgeFailure(operation, cause), { message: 'no answer', cause })
  }
  const succeeded = status >= 200 && status < 300 && isWrite(operation)
  const verdict = succeeded ? judgeBadAnswer(operation) : judgeFailure(operation, cause)
  return fail(context, flights, verdict, { message: `${status}, but the answer broke off`, status, cause })
}
