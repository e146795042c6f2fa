import {
  startSandbox,
  type Fault,
  type SandboxCalendar,
  type SandboxToken,
  type VirtualClock,
} from '@block-slots/sandbox'
import { systemClock, type Clock } from '@block-slots/client/src/clock.ts'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
} from '@block-slots/client/src/index.ts'
import { linearCongruential } from '../leaks/load.ts'

/** A block that is wanted, and the token of its sub-account. */
export type PeerBlock = {
  readonly calendarId: string
  readonly locationId: string
  readonly title: string
  readonly startTime: string
  readonly endTime: string
}

/** How the service is reached. */
type ServiceAccess = {
  readonly url: string
  readonly tokenOf: (locationId: string) => string
  readonly clock: Clock
  readonly fetch: (request: Request) => Promise<Response>
}

/** Something that people make blocks with. */
export type Peer = {
  readonly name: string
  /** Gets ready, and gives what makes one block or throws. */
  readonly open: (line: ServiceAccess) => (block: PeerBlock) => Promise<unknown>
}

/** What came of it by the judgement of the server, and what was told. */
export type Score = {
  readonly wanted: number
  readonly ok: number
  readonly failed: number
  /** Told that nobody knows. */
  readonly unknown: number
  readonly missing: number
  readonly duplicates: number
  readonly failedButCreated: number
  readonly okButMissing: number
  readonly posts: number
  readonly seconds: number
  /** Some of what was thrown. */
  readonly errors: readonly unknown[]
}

/** All takes place so many times faster than in life. */
const speedup = 25
/** The longest that a peer waits for an answer, and what that is on this machine. */
const serviceTimeoutMs = 30_000
export const timeoutMs: number = serviceTimeoutMs / speedup

/** A clock that runs faster than that of the machine. */
export function fastClock(): Clock {
  const began = systemClock.now()
  return {
    now: () => began + (systemClock.now() - began) * speedup,
    sleep: (ms, signal) => systemClock.sleep(ms / speedup, signal),
  }
}

/** Twelve ways in which a create goes wrong; each hits such a share of those that the ones before it let pass. */
function createFaults(share: number): Fault[] {
  const aim = { operation: 'createBlockSlot', on: { share } } as const
  return [
    { ...aim, fault: 'reset', commit: 'never' },
    { ...aim, fault: 'reset', commit: 'before-response' },
    { ...aim, fault: 'reset', commit: 'after-response', commitDelayMs: 3000 },
    { ...aim, fault: 'internal-error', commit: 'never' },
    { ...aim, fault: 'internal-error', commit: 'before-response' },
    { ...aim, fault: 'bad-gateway', commit: 'before-response' },
    { ...aim, fault: 'stall', commit: 'never' },
    { ...aim, fault: 'stall', commit: 'before-response' },
    { ...aim, fault: 'unavailable' },
    { ...aim, fault: 'rate-limited' },
    { ...aim, fault: 'truncated' },
    { ...aim, fault: 'slow', delayMs: 10_000 },
  ]
}
/** So many of all creates are hit. */
const hitShare = 0.3

const locationIds = Array.from({ length: 20 }, (_, index) => `PeerLocation${String(index).padStart(8, '0')}`)
/** All tokens of the harness end so, for whoever looks for them where they should not be. */
export const secretPart = '8f14e45fceea167a'
const accessTokenOf = (locationId: string): string => `token-of-${locationId}-${secretPart}`

/**
 * Lets one peer make so many blocks against a service of which every third create goes wrong, and looks at what there is:
 * over sockets, or in this process when there is a clock that jumps.
 */
export async function compare({ open }: Peer, wanted: number, virtual?: VirtualClock): Promise<Score> {
  const clock = virtual ?? fastClock()
  const { now, sleep } = clock
  const never = new AbortController().signal
  const sandbox = await startSandbox({
    clock: { now, sleep: (ms, signal = never) => sleep(ms, signal) },
    seed: 20_261_122,
    state: { calendars: locationIds.map(calendarOf), tokens: locationIds.map(accessOf) },
    faults: createFaults(1 - (1 - hitShare) ** (1 / 12)),
  })
  const random = linearCongruential(wanted)
  const blocks = Array.from({ length: wanted }, (_, index) => blockOf(index, random))
  const told = new Map<string, 'ok' | 'failed' | 'unknown'>()
  const errors: unknown[] = []
  const send = virtual === undefined ? (request: Request) => fetch(request) : sandbox.fetch
  const make = open({ url: sandbox.url, tokenOf: accessTokenOf, clock, fetch: send })
  const queue = [...blocks]
  const startedAt = performance.now()
  const work = async (): Promise<void> => {
    for (let block = queue.pop(); block !== undefined; block = queue.pop()) {
      try {
        await make(block)
        told.set(block.title, 'ok')
      } catch (error) {
        const isOpen = isBlockSlotsError(error) && error.applied !== 'no'
        told.set(block.title, isOpen ? 'unknown' : 'failed')
        if (errors.length < 20) errors.push(error)
      }
    }
  }
  const all = Promise.all(Array.from({ length: 40 }, work))
  await (virtual === undefined ? all : virtual.run(all))
  const seconds = (performance.now() - startedAt) / 1000
  // What is carried out late is carried out by now.
  await (virtual === undefined ? sleep(15_000, never) : virtual.advance(15_000))
  const made = new Map<string, number>()
  for (const { title = '' } of sandbox.blocks()) made.set(title, (made.get(title) ?? 0) + 1)
  const posts = sandbox.audit.filter(
    (entry) => entry.kind === 'request' && entry.operation === 'createBlockSlot',
  ).length
  await sandbox.close()
  const count = (test: (title: string) => boolean): number => blocks.filter(({ title }) => test(title)).length
  return {
    wanted,
    ok: count((title) => told.get(title) === 'ok'),
    failed: count((title) => told.get(title) === 'failed'),
    unknown: count((title) => told.get(title) === 'unknown'),
    missing: count((title) => !made.has(title)),
    duplicates: [...made.values()].reduce((sum, times) => sum + times - 1, 0),
    failedButCreated: count((title) => told.get(title) === 'failed' && made.has(title)),
    okButMissing: count((title) => told.get(title) === 'ok' && !made.has(title)),
    posts,
    seconds,
    errors,
  }
}

const calendarOf = (locationId: string, index: number): SandboxCalendar => ({
  id: `PeerCalendar${String(index).padStart(8, '0')}`,
  locationId,
  name: 'Room',
  calendarType: 'event',
  isActive: true,
})

const accessOf = (locationId: string): SandboxToken => ({
  name: locationId,
  value: accessTokenOf(locationId),
  userType: 'Location',
  locationId,
  scopes: ['calendars/events.write', 'calendars/events.readonly', 'calendars.readonly'],
})

function blockOf(index: number, random: () => number): PeerBlock {
  const location = index % locationIds.length
  const start = Date.UTC(2027, 0, 1) + Math.floor(random() * 8000) * 3_600_000
  return {
    calendarId: `PeerCalendar${String(location).padStart(8, '0')}`,
    locationId: locationIds[location] ?? '',
    title: `Block ${index}`,
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + 3_600_000).toISOString(),
  }
}

/** How peers send a create, as far as it is the same for all. */
export const requestOf = (
  block: PeerBlock,
  token: string,
): { headers: Record<string, string>; body: string } => ({
  headers: { Authorization: `Bearer ${token}`, Version: '2021-04-15', 'Content-Type': 'application/json' },
  body: JSON.stringify(block),
})
export const createPath = '/calendars/events/block-slots'

async function sendOnce({ url, tokenOf, clock, fetch }: ServiceAccess, block: PeerBlock): Promise<unknown> {
  const ending = new AbortController()
  const over = new AbortController()
  const answer = async (): Promise<unknown> => {
    const init = { ...requestOf(block, tokenOf(block.locationId)), method: 'POST', signal: ending.signal }
    const response = await fetch(new Request(url + createPath, init))
    if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status })
    return response.json()
  }
  // Raced, since Node forgets to heed the signal of a request that is garbage.
  const late = clock.sleep(serviceTimeoutMs, over.signal).then(() => {
    throw new Error('no answer')
  })
  late.catch(() => {})
  try {
    return await Promise.race([answer(), late])
  } finally {
    over.abort()
    ending.abort()
  }
}

/** Sends once and reports, as clients do that know that a create is not to be repeated. */
const sendOncePeer: Peer = {
  name: 'fetch, never retry',
  open: (line) => (block) => sendOnce(line, block),
}

/** Two more tries after whatever may pass, with pauses from half a second to eight, as clients of language models do. */
const retryTwicePeer: Peer = {
  name: 'retry twice (openai-style policy)',
  open: (line) => async (block) => {
    for (let retries = 0; ; retries++) {
      try {
        return await sendOnce(line, block)
      } catch (error) {
        const status = error instanceof Error && 'status' in error ? Number(error.status) : undefined
        // A body that cannot be read is no failure of the request.
        const passes =
          status === undefined
            ? !(error instanceof SyntaxError)
            : [408, 409, 429].includes(status) || status >= 500
        if (!passes || retries === 2) throw error
        const pauseMs = Math.min(8000, 500 * 2 ** retries) * (1 - Math.random() / 4)
        await line.clock.sleep(pauseMs, new AbortController().signal)
      }
    }
  },
}

const clientPeer: Peer = {
  name: '@block-slots/client',
  open({ url: baseUrl, tokenOf: tokens, clock, fetch }) {
    const clients = new Map<string, BlockSlotsClient>()
    return (block) => {
      const { locationId } = block
      const client =
        clients.get(locationId) ??
        createBlockSlotsClient({ token: tokens(locationId), baseUrl, clock, fetch, locationId })
      clients.set(locationId, client)
      return client.create(block)
    }
  },
}

/** The policies that need nothing installed. */
export const policies: readonly Peer[] = [sendOncePeer, retryTwicePeer, clientPeer]

/** Ours, as somebody uses it who asks what became of a create that is told as unknown, and repeats what may be repeated. */
export const recoveringClientPeer: Peer = {
  name: '@block-slots/client, heeding error.resolve and error.retry',
  open(line) {
    const make = clientPeer.open(line)
    return async (block) => {
      let next = (): Promise<unknown> => make(block)
      for (let tries = 0; ; tries++) {
        try {
          const made = await next()
          if (made !== undefined) return made
          next = () => make(block)
        } catch (error) {
          if (!isBlockSlotsError(error) || tries > 20) throw error
          if (error.reconcile === undefined && error.retry !== 'now' && error.retry !== 'after') throw error
          next = error.reconcile ?? (() => make(block))
        }
      }
    }
  },
}
