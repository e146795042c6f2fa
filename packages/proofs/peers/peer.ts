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
import { linearCongruential } from '../random.ts'

/** A block to create. */
export type PeerBlock = {
  readonly calendarId: string
  readonly locationId: string
  readonly title: string
  readonly startTime: string
  readonly endTime: string
}

type ServiceAccess = {
  readonly url: string
  readonly tokenOf: (locationId: string) => string
  readonly clock: Clock
  readonly fetch: (request: Request) => Promise<Response>
}

/** A program that creates blocks. */
export type Peer = {
  readonly name: string
  /** Returns a function that creates one block or throws. */
  readonly open: (service: ServiceAccess) => (block: PeerBlock) => Promise<unknown>
}

/** Reports of a peer compared with the service. */
export type Score = {
  readonly wanted: number
  /** Reported as created, as failed, and as unknown. */
  readonly ok: number
  readonly failed: number
  readonly unknown: number
  readonly missing: number
  readonly duplicates: number
  readonly failedButCreated: number
  readonly okButMissing: number
  readonly posts: number
  readonly seconds: number
  /** The first errors, at most 20. */
  readonly errors: readonly unknown[]
}

/** Factor by which time passes faster. */
const speedup = 25
/** Timeout of a request, by the service’s clock and in real time. */
const serviceTimeoutMs = 30_000
export const timeoutMs: number = serviceTimeoutMs / speedup

export function fastClock(): Clock {
  const began = systemClock.now()
  return {
    now: () => began + (systemClock.now() - began) * speedup,
    sleep: (ms, signal) => systemClock.sleep(ms / speedup, signal),
  }
}

/** Twelve faults of a create. Each hits that share of the requests that the ones before it let pass. */
function createFaults(share: number): Fault[] {
  const target = { operation: 'createBlockSlot', on: { share } } as const
  return [
    { ...target, fault: 'reset', commit: 'never' },
    { ...target, fault: 'reset', commit: 'before-response' },
    { ...target, fault: 'reset', commit: 'after-response', commitDelayMs: 3000 },
    { ...target, fault: 'internal-error', commit: 'never' },
    { ...target, fault: 'internal-error', commit: 'before-response' },
    { ...target, fault: 'bad-gateway', commit: 'before-response' },
    { ...target, fault: 'stall', commit: 'never' },
    { ...target, fault: 'stall', commit: 'before-response' },
    { ...target, fault: 'unavailable' },
    { ...target, fault: 'rate-limited' },
    { ...target, fault: 'truncated' },
    { ...target, fault: 'slow', delayMs: 10_000 },
  ]
}
/** Share of the creates that one of the faults hits. */
const hitShare = 0.3

const locationIds = Array.from({ length: 20 }, (_, index) => `PeerLocation${String(index).padStart(8, '0')}`)
/** End of every token, to search for. */
export const secretPart = '8f14e45fceea167a'
const accessTokenOf = (locationId: string): string => `token-of-${locationId}-${secretPart}`

/**
 * Lets a peer create blocks while almost every third create is hit, and compares its reports with the service: over sockets,
 * or in process when there is a virtual clock.
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
  const reports = new Map<string, 'ok' | 'failed' | 'unknown'>()
  const errors: unknown[] = []
  const send = virtual === undefined ? (request: Request) => fetch(request) : sandbox.fetch
  const make = open({ url: sandbox.url, tokenOf: accessTokenOf, clock, fetch: send })
  const queue = [...blocks]
  const startedAt = performance.now()
  const work = async (): Promise<void> => {
    for (let block = queue.pop(); block !== undefined; block = queue.pop()) {
      try {
        await make(block)
        reports.set(block.title, 'ok')
      } catch (error) {
        const isUnknown = isBlockSlotsError(error) && error.applied !== 'no'
        reports.set(block.title, isUnknown ? 'unknown' : 'failed')
        if (errors.length < 20) errors.push(error)
      }
    }
  }
  const all = Promise.all(Array.from({ length: 40 }, work))
  await (virtual === undefined ? all : virtual.run(all))
  const seconds = (performance.now() - startedAt) / 1000
  // By then late commits are made.
  await (virtual === undefined ? sleep(15_000, never) : virtual.advance(15_000))
  const created = new Map<string, number>()
  for (const { title = '' } of sandbox.blocks()) created.set(title, (created.get(title) ?? 0) + 1)
  const posts = sandbox.audit.filter(
    (entry) => entry.kind === 'request' && entry.operation === 'createBlockSlot',
  ).length
  await sandbox.close()
  const count = (test: (title: string) => boolean): number => blocks.filter(({ title }) => test(title)).length
  return {
    wanted,
    ok: count((title) => reports.get(title) === 'ok'),
    failed: count((title) => reports.get(title) === 'failed'),
    unknown: count((title) => reports.get(title) === 'unknown'),
    missing: count((title) => !created.has(title)),
    duplicates: [...created.values()].reduce((sum, times) => sum + times - 1, 0),
    failedButCreated: count((title) => reports.get(title) === 'failed' && created.has(title)),
    okButMissing: count((title) => reports.get(title) === 'ok' && !created.has(title)),
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

/** The parts of a create that are the same for all peers. */
export const requestOf = (
  block: PeerBlock,
  token: string,
): { headers: Record<string, string>; body: string } => ({
  headers: { Authorization: `Bearer ${token}`, Version: '2021-04-15', 'Content-Type': 'application/json' },
  body: JSON.stringify(block),
})
export const createPath = '/calendars/events/block-slots'

async function sendOnce({ url, tokenOf, clock, fetch }: ServiceAccess, block: PeerBlock): Promise<unknown> {
  const request = new AbortController()
  const ended = new AbortController()
  const respond = async (): Promise<unknown> => {
    const init = { ...requestOf(block, tokenOf(block.locationId)), method: 'POST', signal: request.signal }
    const response = await fetch(new Request(url + createPath, init))
    if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status })
    return response.json()
  }
  // Raced, because Node may ignore the signal of a request that was garbage collected.
  const timeout = clock.sleep(serviceTimeoutMs, ended.signal).then(() => {
    throw new Error('no response')
  })
  timeout.catch(() => {})
  try {
    return await Promise.race([respond(), timeout])
  } finally {
    ended.abort()
    request.abort()
  }
}

/** Never retries, because a create is not idempotent. */
const sendOncePeer: Peer = {
  name: 'fetch, never retry',
  open: (service) => (block) => sendOnce(service, block),
}

/** Two retries after transient errors, with a backoff from half a second to eight: the policy of the openai package. */
const retryTwicePeer: Peer = {
  name: 'retry twice (openai-style policy)',
  open: (service) => async (block) => {
    for (let retries = 0; ; retries++) {
      try {
        return await sendOnce(service, block)
      } catch (error) {
        const status = error instanceof Error && 'status' in error ? Number(error.status) : undefined
        // A malformed body is not retried.
        const isTransient =
          status === undefined
            ? !(error instanceof SyntaxError)
            : [408, 409, 429].includes(status) || status >= 500
        if (!isTransient || retries === 2) throw error
        const pauseMs = Math.min(8000, 500 * 2 ** retries) * (1 - Math.random() / 4)
        await service.clock.sleep(pauseMs, new AbortController().signal)
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

/** The peers that need no package. */
export const policies: readonly Peer[] = [sendOncePeer, retryTwicePeer, clientPeer]

/** The client, used as its errors advise: reconcile an unknown outcome, retry what may be retried. */
export const recoveringClientPeer: Peer = {
  name: '@block-slots/client, using error.reconcile and error.retry',
  open(service) {
    const make = clientPeer.open(service)
    return async (block) => {
      let next = (): Promise<unknown> => make(block)
      for (let tries = 0; ; tries++) {
        try {
          const created = await next()
          if (created !== undefined) return created
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
