import { startSandbox, type Fault, type VirtualClock } from '@block-slots/sandbox'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
  type CallOptions,
  type ClientOptions,
} from '@block-slots/client/src/index.ts'
import { calendarBlock, calls, operations } from '@block-slots/client/test/support/service.ts'

const never = <Value>(): Promise<Value> => new Promise(() => {})

type Hang = {
  readonly options?: Partial<ClientOptions>
  readonly fault?: Fault
  /** Keeps the client's limiter, which is off otherwise. */
  readonly limited?: true
}

/** Everything that can hang, in user-supplied code and in the service. */
const hangs: Readonly<Record<string, Hang>> = {
  'fetch never settles': { options: { fetch: never } },
  'response body never ends, fetch ignores the signal': {
    options: { fetch: async () => new Response(new ReadableStream({ pull: never })) },
  },
  'error body never ends, fetch ignores the signal': {
    options: { fetch: async () => new Response(new ReadableStream({ pull: never }), { status: 500 }) },
  },
  'token function never settles': { options: { token: never } },
  'token provider never refreshes': {
    options: {
      token: {
        get: async () => ({ value: 'unknown-token', generation: 1 }),
        renew: never,
        secrets: () => [],
      },
    },
  },
  'limiter never settles': { options: { limiter: { acquire: never } } },
  'server sends one byte a second': { fault: { fault: 'slow-body', byteIntervalMs: 1000, on: 'every' } },
  'server does not respond': { fault: { fault: 'stall', on: 'every' } },
  'response stops in the middle': { fault: { fault: 'truncated', end: 'stall', on: 'every' } },
  'host is gone': { fault: { fault: 'half-open', on: 'every' } },
  'service is unavailable for an hour': { fault: { fault: 'unavailable', retryAfter: 3600, on: 'every' } },
  'every request is rate limited': { fault: { fault: 'rate-limited', on: 'every' }, limited: true },
}

const allCalls: Readonly<
  Record<string, (client: BlockSlotsClient, options: CallOptions) => Promise<unknown>>
> = {
  ...calls,
  ensure: (client, options) => client.ensure(calendarBlock, options),
}

export type HangingCall = {
  readonly hang: string
  readonly operation: string
  readonly code: string
  /** Time from the deadline to the end of the call; below 0 when it ended earlier. */
  readonly overdueMs: number
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    (error: unknown) => (isBlockSlotsError(error) ? error.code : String(error)),
  )

/** Makes every call against everything that hangs. */
export async function runHangingCalls(clock: VirtualClock, timeoutMs: number): Promise<HangingCall[]> {
  const sandbox = await startSandbox({ clock })
  const ended: HangingCall[] = []
  for (const [hang, { options, fault, limited }] of Object.entries(hangs)) {
    for (const [operation, call] of Object.entries(allCalls)) {
      sandbox.setFaults(fault === undefined ? [] : [fault])
      const client = createBlockSlotsClient({
        token: sandbox.token,
        fetch: sandbox.fetch,
        limiter: limited === true ? undefined : false,
        ...options,
        clock,
      })
      const startedAt = clock.now()
      const code = await clock.run(codeOf(call(client, { timeoutMs })))
      ended.push({ hang, operation, code, overdueMs: clock.now() - startedAt - timeoutMs })
    }
  }
  await sandbox.close()
  return ended
}

/** Aborts every operation while the clock stands still and its sleeps never end. Returns the error codes. */
export async function abortOnStoppedClock(): Promise<string[]> {
  const codes: string[] = []
  for (const operation of operations) {
    const controller = new AbortController()
    const client = createBlockSlotsClient({
      token: 'pit-token',
      fetch: () => Promise.reject(new TypeError('fetch failed')),
      clock: { now: () => 0, sleep: never },
    })
    const code = codeOf(calls[operation](client, { signal: controller.signal }))
    for (let tick = 0; tick < 3; tick++) await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    codes.push(await code)
  }
  return codes
}
