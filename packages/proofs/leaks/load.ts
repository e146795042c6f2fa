import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { seedState, startSandbox, type Fault, type Sandbox, type VirtualClock } from '@block-slots/sandbox'
import type { Clock } from '@block-slots/client/src/clock.ts'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  locationToken,
  refreshingToken,
  type BlockSlotsClient,
  type CallOptions,
  type ClientOptions,
} from '@block-slots/client/src/index.ts'
import { calendarBlock, query, userBlock } from '@block-slots/client/test/support/service.ts'

/** Every fault of the sandbox. */
export const faults: readonly Fault[] = [
  { fault: 'refused' },
  { fault: 'dns' },
  { fault: 'tls' },
  { fault: 'connect-timeout' },
  { fault: 'half-open' },
  { fault: 'idle-closed' },
  { fault: 'reset-unread' },
  { fault: 'reset' },
  { fault: 'reset', commit: 'never' },
  { fault: 'close' },
  { fault: 'stall' },
  { fault: 'stall', commit: 'never' },
  { fault: 'not-http' },
  { fault: 'conflicting-lengths' },
  { fault: 'internal-error' },
  { fault: 'internal-error', commit: 'never' },
  { fault: 'bad-gateway' },
  { fault: 'gateway-timeout' },
  { fault: 'unavailable', retryAfter: 2 },
  { fault: 'rate-limited' },
  { fault: 'unauthorized' },
  { fault: 'forbidden', html: true },
  { fault: 'route-not-supported' },
  { fault: 'conflict' },
  { fault: 'request-timeout' },
  { fault: 'truncated' },
  { fault: 'truncated', end: 'reset' },
  { fault: 'truncated', end: 'stall' },
  { fault: 'slow-body', byteIntervalMs: 50 },
  { fault: 'oversized', bytes: 200_000 },
  { fault: 'not-json' },
  { fault: 'broken-gzip' },
  { fault: 'missing-id' },
  { fault: 'altered' },
  { fault: 'slow' },
  { fault: 'late-commit' },
  { fault: 'stale-list' },
  { fault: 'empty-list' },
  { fault: 'similar-rows' },
  { fault: 'limit-headers', headers: 'low' },
]
/** Only imitated in process: over sockets a request reaches the sandbox. */
const networkFaults = new Set(['refused', 'dns', 'tls', 'connect-timeout'])

const faultsAt = (share: number, sockets = false): Fault[] =>
  faults
    .filter(({ fault }) => !sockets || !networkFaults.has(fault))
    .map((fault) => ({ ...fault, on: { share } }))

/** Number of calls by error code, `ok` for success. */
export type CodeCounts = Record<string, number>

export type LoadContext = {
  readonly sandbox: Sandbox
  readonly clock: Clock
  /** Options of every client besides its token. */
  readonly options: Partial<ClientOptions>
  /** Outlives all calls, like the shutdown signal of a server. */
  readonly signal: AbortSignal
  /** Longest timeout of a call that has one of its own. */
  readonly maxMs: number
  readonly random: () => number
}

/** Starts a sandbox in which each fault hits `share` of the requests: by default about every third in all. */
export const faultySandbox = (clock: VirtualClock | undefined, share = 0.01): Promise<Sandbox> =>
  startSandbox({
    ...(clock === undefined ? {} : { clock }),
    faults: faultsAt(share, clock === undefined),
    oauth: { lifetimeSeconds: 3600 },
  })

const never = <Value>(): Promise<Value> => new Promise(() => {})

/** Makes calls of every kind, twenty in flight: some succeed, fail, are aborted, rejected, or hang. */
export async function mixedCalls(context: LoadContext, count: number): Promise<CodeCounts> {
  const { sandbox, options, random } = context
  const counts: CodeCounts = {}
  const [app] = seedState().apps
  const agency = sandbox.tokenByName('company')
  const clientOf = (more: Partial<ClientOptions>): BlockSlotsClient =>
    createBlockSlotsClient({ token: sandbox.token, ...options, ...more })
  const longLived = [
    clientOf({}),
    clientOf({
      token: refreshingToken({
        clientId: app?.clientId ?? '',
        clientSecret: app?.clientSecret ?? '',
        refreshToken: 'sandbox-refresh-token',
      }),
    }),
    clientOf({
      token: locationToken({ companyId: 'TheAgencyCompany0001', locationId: query.locationId, agency }),
    }),
  ]
  const shortLived = [
    () => clientOf({}),
    () => clientOf({ fetch: never, timeoutMs: context.maxMs / 2 }),
    () => clientOf({ token: never, timeoutMs: context.maxMs / 2 }),
    () => clientOf({ limiter: { acquire: never }, timeoutMs: context.maxMs / 2 }),
    () => clientOf({ token: () => Promise.reject(new Error('no token today')) }),
    () => clientOf({ token: 'an-unknown-token' }),
  ]
  let left = count
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const make = random() < 0.03 ? shortLived[Math.floor(random() * shortLived.length)] : undefined
      const client = make?.() ?? longLived[Math.floor(random() ** 3 * longLived.length)] ?? clientOf({})
      const code = await oneCall(context, client)
      counts[code] = (counts[code] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 20 }, work))
  return counts
}

async function oneCall(
  { clock, signal, maxMs, random }: LoadContext,
  client: BlockSlotsClient,
): Promise<string> {
  const caller = new AbortController()
  const ended = new AbortController()
  const options: CallOptions = {
    ...(random() < 0.1 ? { timeoutMs: 1 + random() * maxMs } : {}),
    ...(random() < 0.05 ? { retry: false } : {}),
    ...(random() < 0.3 ? { priority: 'bulk' } : {}),
  }
  const draw = random()
  if (draw < 0.1) {
    clock.sleep(random() * maxMs, ended.signal).then(
      () => caller.abort(new Error('enough')),
      () => {},
    )
  } else if (draw < 0.11) caller.abort()
  try {
    await callAtRandom(client, { ...options, signal: draw < 0.11 ? caller.signal : signal }, random)
    return 'ok'
  } catch (error) {
    if (!isBlockSlotsError(error)) throw error
    if (error.reconcile !== undefined && random() < 0.3) {
      await error.reconcile({ timeoutMs: maxMs, signal }).catch(() => {})
    }
    return error.code
  } finally {
    ended.abort()
  }
}

/** A block unlike others, but in one of ten cases equal to the other ones titled Lunch. */
function randomBlock(random: () => number): typeof calendarBlock {
  const day = new Date(1_700_000_000_000 + Math.floor(random() * 5e5) * 3_600_000).toISOString()
  const title = random() < 0.1 ? 'Lunch' : `Block ${Math.floor(random() * 1e9)}`
  const times = { startTime: day.replace('.000Z', 'Z'), endTime: day.replace(/:\d\d\.000Z/, ':59Z') }
  const lunch = { startTime: '2026-02-03T12:00:00Z', endTime: '2026-02-03T13:00:00Z' }
  return { ...(random() < 0.7 ? calendarBlock : userBlock), title, ...(title === 'Lunch' ? lunch : times) }
}

function callAtRandom(
  client: BlockSlotsClient,
  options: CallOptions,
  random: () => number,
): Promise<unknown> {
  const choices: readonly [share: number, call: () => Promise<unknown>][] = [
    [0.34, () => client.create(randomBlock(random), options)],
    [0.03, () => client.create(randomBlock(random), { ...options, onUnknown: 'throw' })],
    [0.1, () => client.ensure(randomBlock(random), options)],
    [0.1, () => client.list(query, options)],
    [
      0.1,
      async () =>
        client.update((await client.create(randomBlock(random), options)).id, randomBlock(random), options),
    ],
    [0.1, async () => client.delete((await client.create(randomBlock(random), options)).id, options)],
    [0.06, () => client.calendar('CVokAlI8fgw4WYWoCtQz', options)],
    [0.06, () => client.appointments(query, options)],
    [0.01, () => client.findDuplicates(options)],
    [0.05, () => client.delete('', options)],
    [1, () => client.create({ ...calendarBlock, startTime: 'tomorrow' }, options)],
  ]
  let draw = random()
  const choice = choices.find(([share]) => (draw -= share) < 0)
  return choice?.[1]() ?? Promise.resolve()
}

let collect: (() => void) | undefined

/** Heap in use after garbage collection, in bytes. */
export async function heapBytes(): Promise<number> {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    const gc: unknown = runInNewContext('gc')
    collect = () => void (typeof gc === 'function' && gc())
  }
  for (let round = 0; round < 4; round++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return process.memoryUsage().heapUsed
}

/** Active resources of this process, such as sockets and timers, by name. */
export function resources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
