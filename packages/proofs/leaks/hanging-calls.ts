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

/** What can go on for ever. */
const hangs: Readonly<Record<string, { options?: Partial<ClientOptions>; fault?: Fault }>> = {
  'a fetch that never settles': { options: { fetch: never } },
  'a fetch whose answer never ends, and that heeds no signal': {
    options: { fetch: async () => new Response(new ReadableStream({ pull: never })) },
  },
  'a refusal that never ends, and a fetch that heeds no signal': {
    options: { fetch: async () => new Response(new ReadableStream({ pull: never }), { status: 500 }) },
  },
  'a token function that never settles': { options: { token: never } },
  'a token provider whose renewal never settles': {
    options: {
      token: {
        get: async () => ({ value: 'unknown-token', generation: 1 }),
        renew: never,
        secrets: () => [],
      },
    },
  },
  'a limiter that never settles': { options: { limiter: { acquire: never } } },
  'a server that drips one byte a second': {
    fault: { fault: 'slow-body', byteIntervalMs: 1000, on: 'every' },
  },
  'a server that says nothing': { fault: { fault: 'stall', on: 'every' } },
  'an answer that stops in the middle': { fault: { fault: 'truncated', end: 'stall', on: 'every' } },
  'a machine that is gone': { fault: { fault: 'half-open', on: 'every' } },
  'a service that is always late': { fault: { fault: 'unavailable', retryAfter: 3600, on: 'every' } },
  'a limit that never opens': { fault: { fault: 'rate-limited', on: 'every' } },
}

const hangingCalls: Readonly<Record<string, (client: BlockSlotsClient, options: CallOptions) => Promise<unknown>>> = {
  ...calls,
  ensure: (client, options) => client.ensure(calendarBlock, options),
}

/** How long one call took beyond the time that it was given, in milliseconds; less than 0 when it ended earlier. */
export type OverdueCall = {
  readonly hang: string
  readonly operation: string
  readonly code: string
  readonly overdueMs: number
}

/** Makes every call against everything endless, with so many milliseconds, and sees when it ends. */
export async function callsPastDeadline(clock: VirtualClock, timeoutMs: number): Promise<OverdueCall[]> {
  const sandbox = await startSandbox({ clock })
  const found: OverdueCall[] = []
  for (const [what, { options, fault }] of Object.entries(hangs)) {
    for (const [operation, call] of Object.entries(hangingCalls)) {
      sandbox.setFaults(fault === undefined ? [] : [fault])
      const client = createBlockSlotsClient({
        token: sandbox.token,
        fetch: sandbox.fetch,
        limiter: what.includes('limit') ? undefined : false,
        ...options,
        clock,
      })
      const startedAt = clock.now()
      const code = await clock.run(
        call(client, { timeoutMs }).then(
          () => 'ok',
          (error: unknown) => (isBlockSlotsError(error) ? error.code : String(error)),
        ),
      )
      found.push({ hang: what, operation, code, overdueMs: clock.now() - startedAt - timeoutMs })
    }
  }
  await sandbox.close()
  return found
}

/** A clock that stands, whose sleeps never end: only the caller can end such a call. */
export async function abortedOnStoppedClock(): Promise<string[]> {
  const codes: string[] = []
  for (const operation of operations) {
    const ending = new AbortController()
    const client = createBlockSlotsClient({
      token: 'pit-token',
      fetch: () => Promise.reject(new TypeError('fetch failed')),
      clock: { now: () => 0, sleep: never },
    })
    const call = calls[operation](client, { signal: ending.signal }).then(
      () => 'ok',
      (error: unknown) => (isBlockSlotsError(error) ? error.code : String(error)),
    )
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    ending.abort()
    codes.push(await call)
  }
  return codes
}
