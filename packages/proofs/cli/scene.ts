import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSandbox, type Sandbox } from '@block-slots/sandbox'
import { mulberry32 } from '../random.ts'
import { faultsOf } from '../sync/faults.ts'
import { keyOf, stateOf, tokenOf } from '../sync/world.ts'
import type { Place } from './command.ts'

/** Sub-accounts with one user or calendar each, and the blocks that are wanted for each. */
export type Size = { readonly locations: number; readonly each: number }

/** A service with some latency, and a folder whose configuration wants some blocks. */
export type Scene = Place & {
  readonly sandbox: Sandbox
  /** Sub-accounts: that of a calendar and that of a user in turn. */
  readonly locations: readonly string[]
  readonly total: number
  /** Lets a share of the requests fail, or none. */
  readonly fail: (share: number) => void
  /** Waits until nothing arrives any more of a process that has ended. */
  readonly settle: () => Promise<void>
  /** Writes that were received or lost on the wire, and blocks that were created, since a moment. */
  readonly count: () => () => { readonly writes: number; readonly created: number }
  /** Wanted blocks that are missing, and those that are there more than once. */
  readonly compare: () => { readonly lost: number; readonly twice: number }
}

/** Longest time until a commit comes, below the reconcile timeout. */
const latenessMs = 1500
const writeOperations = new Set<string | null>(['createBlockSlot', 'updateBlockSlot', 'deleteEvent'])
const perWeek = 5

/** Starts a scene, and closes it after the work. */
export async function withScene<Result>(
  seed: number,
  { locations, each }: Size,
  work: (scene: Scene) => Promise<Result>,
): Promise<Result> {
  const world = { seed, locations, each, strangers: 0 }
  const state = stateOf(world, Date.now())
  const sandbox = await startSandbox({ seed, state })
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-cli-'))
  const proxy = await startSlowProxy(Number(new URL(sandbox.url).port), mulberry32(seed))
  let isFailing = false
  writeFileSync(join(folder, 'block-slots.yaml'), configurationOf(state, each))
  const ids = (state.tokens ?? []).flatMap(({ locationId = '' }) => locationId)
  const tokens = Object.fromEntries(ids.map((id, index) => [`TOKEN_${index}`, tokenOf(id)]))
  const env = {
    ...tokens,
    HIGHLEVEL_TOKEN: tokenOf(ids[0] ?? ''),
    HIGHLEVEL_LOCATION_ID: ids[0] ?? '',
    HIGHLEVEL_BASE_URL: proxy.url,
  }
  try {
    return await work({
      sandbox,
      folder,
      env,
      locations: ids,
      total: locations * each,
      fail(share) {
        isFailing = share > 0
        sandbox.setFaults(isFailing ? faultsOf({ share, latenessMs, isAnswering: true }) : [])
      },
      async settle() {
        let known = -1
        if (isFailing) await sleep(2 * latenessMs)
        while (sandbox.audit.length > known) {
          known = sandbox.audit.length
          // oxlint-disable-next-line no-await-in-loop -- Until a wait has seen nothing.
          await sleep(200)
        }
      },
      count() {
        const from = sandbox.audit.length
        return () => countSince(sandbox, from)
      },
      compare() {
        const keys = sandbox.blocks().map(keyOf)
        const different = new Set(keys).size
        return { lost: locations * each - different, twice: keys.length - different }
      },
    })
  } finally {
    await proxy.close()
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function countSince(sandbox: Sandbox, from: number): { writes: number; created: number } {
  const entries = sandbox.audit.slice(from)
  const received = entries.filter((entry) => entry.kind === 'request' && writeOperations.has(entry.operation))
  const arrived = new Set(entries.flatMap((entry) => (entry.kind === 'request' ? [entry.request] : [])))
  const lost = entries.filter(
    (entry) => entry.kind === 'fault' && writeOperations.has(entry.operation) && !arrived.has(entry.request),
  )
  const created = entries.filter((entry) => entry.kind === 'commit' && entry.change === 'created')
  return { writes: received.length + lost.length, created: created.length }
}

/** Every location with its owner, and a weekly source with as many blocks in a week as are wanted. */
function configurationOf({ calendars = [], users = [], tokens = [] }: Parts, each: number): string {
  const locations = tokens.flatMap(({ locationId }, index) => {
    const user = users.find((one) => one.locationId === locationId)
    const calendar = calendars.find((one) => one.locationId === locationId)
    const owner = user === undefined ? `calendar: ${calendar?.id}` : `user: ${user.id}`
    const line = `{ id: ${locationId}, token: "env:TOKEN_${index}", owners: { owner-${index}: { ${owner} } } }`
    return [`  location-${index}: ${line}`]
  })
  const at = Array.from({ length: each / perWeek }, (_, index) => {
    const start = 6 * 60 + index * 60
    return `"${clock(start)}-${clock(start + 45)}"`
  })
  return `version: 1
zone: UTC
window: { from: 2090-01-02, days: 7 }
locations:
${locations.join('\n')}
sources:
  busy: { for: all, weekly: { days: [mo, tu, we, th, fr], at: [${at.join(', ')}] }, title: Busy }
`
}
type Parts = ReturnType<typeof stateOf>

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')

/** A proxy that passes everything on a few milliseconds later, so that requests are on the wire when a process ends. */
async function startSlowProxy(
  port: number,
  random: () => number,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const service = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    for (const [from, to] of [
      [client, service],
      [service, client],
    ] as const) {
      const delayMs = 2 + random() * 20
      from.on('data', (part) => setTimeout(() => to.writable && to.write(part), delayMs))
      from.on('end', () => setTimeout(() => to.end(), delayMs))
      from.on('error', () => setTimeout(() => to.destroy(), delayMs))
      from.on('close', () => setTimeout(() => to.destroy(), 2 * delayMs))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- A server on a port.
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
