import { invalidInput } from './check.ts'
import { isBlockSlotsError } from './error.ts'
import { checkOptions, type CallOptions } from './options.ts'
import { fail, readRefusal, readSuccess, secretsOf, type Context, type Flight } from './outcome.ts'
import { describe, excerptError, readText } from './read.ts'
import { isRecord, scrubCause } from './redact.ts'
import { isWrite, judgeFailure, judgeHead, judgeStop } from './verdict.ts'

/** What a request is sent with besides its own parameters: our seam to the network, and no reading of the answer. */
type Wire = {
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

/** A call whose arguments were checked. */
type Call<Input> = {
  readonly input: Input
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
}

/** Carries one call out within its deadline, and rejects with nothing but `BlockSlotsError`. */
export async function send<Input, Result>(
  context: Context,
  options: CallOptions | undefined,
  steps: CallSteps<Input, Result>,
): Promise<Result> {
  const flights: Flight[] = []
  try {
    return await race(context, prepare(context, options, steps), steps, flights)
  } catch (thrown) {
    throw isBlockSlotsError(thrown) ? thrown : judgeThrown(context, flights, thrown)
  }
}

/** Checks the arguments. What is refused may be a token in the wrong place, so the words are cleaned as well. */
function prepare<Input>(
  context: Context,
  options: CallOptions | undefined,
  steps: { readonly prepare: () => Input },
): Call<Input> {
  const { operation, connection } = context
  try {
    const { signal, timeoutMs = connection.timeoutMs } = checkOptions(options)
    const longest = isWrite(operation) ? writeTimeoutMs : readTimeoutMs
    return { signal, timeoutMs: timeoutMs ?? longest, input: steps.prepare() }
  } catch (thrown) {
    const cause = scrubCause(thrown, secretsOf(context))
    throw invalidInput(operation, cause.message, cause.name === 'RangeError' ? undefined : cause)
  }
}

/** Lets the call race against its deadline and the caller's signal. */
async function race<Input, Result>(
  context: Context,
  { input, signal, timeoutMs }: Call<Input>,
  steps: CallSteps<Input, Result>,
  flights: Flight[],
): Promise<Result> {
  const controller = new AbortController()
  const stop = (code: 'deadline-exceeded' | 'aborted', words: string, cause?: unknown): void => {
    const flight = flights.at(-1)
    const message = flight === undefined ? `${words}, before anything was sent` : words
    const verdict = judgeStop(code, context.operation, flight)
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

/** Sends one request and decides what its answer means. */
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
  const { error, response } = await request(input, {
    fetch: tracked(context, flights, signal),
    headers: { Authorization: `Bearer ${token}` },
    signal,
    redirect: 'manual',
    parseAs: 'stream',
  })
  const text = response.ok ? await readText(response, signal) : undefined
  const flight = flights.at(-1)
  if (flight !== undefined) flight.endedMs = performance.now()
  if (response.ok) return readSuccess(context, flights, accept, response.status, text)
  const said = describe(error)
  const forgiven = forgive?.(response.status, said)
  if (forgiven !== undefined) return forgiven
  throw readRefusal(context, flights, response, error, said)
}

async function readToken(context: Context): Promise<string> {
  try {
    const token = await context.connection.tokens.read()
    context.tokens.push(token)
    return token
  } catch (cause) {
    const message = 'no token could be had, so nothing was sent'
    throw fail(
      context,
      [],
      { code: 'unauthenticated', applied: 'no', retry: 'after-reauth' },
      { message, cause },
    )
  }
}

/** The given `fetch` with a record of what left and what came. */
function tracked({ connection }: Context, flights: Flight[], signal: AbortSignal): Wire['fetch'] {
  // Called as a plain function: that of a browser throws when it is called as a method.
  const { fetch } = connection
  return async (request) => {
    const flight: Flight = { startedAt: Date.now(), startedMs: performance.now() }
    flights.push(flight)
    const response: unknown = await fetch(request)
    if (!isResponse(response)) throw new TypeError('fetch gave something that is no Response')
    flight.status = response.status
    return response.ok ? response : excerptError(response, signal)
  }
}

/** By shape, since libraries and tests have classes of their own. */
function isResponse(value: unknown): value is Response {
  return isRecord(value) && Number.isInteger(value.status) && typeof value.ok === 'boolean'
}

/** Decides what it means that making the request, sending it, or reading its answer threw. */
function judgeThrown(context: Context, flights: Flight[], cause: unknown): unknown {
  const { operation } = context
  const flight = flights.at(-1)
  if (flight === undefined) {
    return invalidInput(operation, 'the request could not be made.', scrubCause(cause, secretsOf(context)))
  }
  flight.endedMs ??= performance.now()
  const { status } = flight
  if (status === undefined) {
    const verdict = judgeFailure(operation, cause)
    const where = new URL(context.connection.baseUrl).origin
    const what = verdict.code === 'not-sent' ? `no connection to ${where}` : `no answer from ${where}`
    return fail(context, flights, verdict, {
      message: what + reasonOf(scrubCause(cause, secretsOf(context))),
      cause,
    })
  }
  const message = `${status}, but the answer broke off`
  return fail(context, flights, judgeHead(operation, status), { message, status, cause })
}

/** The code of an error or of what caused it, such as ` (ECONNREFUSED)`. */
function reasonOf(error: Error): string {
  if ('code' in error) return ` (${String(error.code)})`
  return error.cause instanceof Error ? reasonOf(error.cause) : ''
}
