import { createBlockSlotsClient, type BlockSlotsClient, type Clock } from '@block-slots/client'
import { seedState, startSandbox, type Fault, type Sandbox, type SandboxState } from '@block-slots/sandbox'
import { onTestFinished } from 'vitest'
import type { Value } from '../../src/block.ts'
import type { SyncConfig } from '../../src/options.ts'
import type { Source } from '../../src/source/source.ts'
import type { Store } from '../../src/store/store.ts'
import { sqliteStore } from '../../src/store/sqlite/index.ts'
import { createSync } from '../../src/create-sync.ts'
import { wallClock } from '../../src/engine/clock.ts'
import type { Sync } from '../../src/sync.ts'
import type { SourceItem } from '../../src/wanted.ts'

/** The sub-account and the owners of the sandbox's seed. */
export const location = 'C2QujeCh8ZnC7al2InWR'
export const anna = '0007BWpSzSwfiuSl0tR2'
export const ben = 'YlWd2wuCAZQzh2cH1fVZ'
export const room = 'CVokAlI8fgw4WYWoCtQz'
export const roundRobin = 'BqTwX8QFwXzpegMve9EQ'

/** A window of fixed dates, so that a test reads the same on every day. */
export const window = { from: '2027-03-01', days: 60 } as const

/** An hour of a day in the window, such as `at(3, 9)`: the 3rd of March 2027, 9 to 10 in UTC. */
export function at(day: number, hour: number, title = 'Busy'): SourceItem {
  const date = `2027-03-${String(day).padStart(2, '0')}`
  const time = (of: number): string => `${date}T${String(of).padStart(2, '0')}:00:00+00:00`
  return { item: `${date}/${hour}/${title}`, startTime: time(hour), endTime: time(hour + 1), title }
}

/** A source whose items a test changes: `items` is read at each plan. */
export type TestSource = {
  items: readonly SourceItem[]
  unreadable: readonly string[]
  readonly read: Source
}

export function testSource(items: readonly SourceItem[] = []): TestSource {
  const source: TestSource = {
    items,
    unreadable: [],
    // oxlint-disable-next-line require-await -- A source is read asynchronously.
    read: async function* (_, { unreadable }) {
      source.unreadable.forEach(unreadable)
      yield* source.items
    },
  }
  return source
}

/** A sandbox with clients and a store in memory. */
export type World = {
  readonly sandbox: Sandbox
  readonly client: BlockSlotsClient
  readonly store: Store
  /** Requests since it was asked last, by operation. */
  readonly requests: () => Readonly<Record<string, number>>
  readonly createSync: (config: Pick<SyncConfig, 'owners' | 'sources' | 'rules'>, store?: Store) => Sync
  /** Adds a block that a person has made for Anna. */
  readonly block: (value: Value) => Promise<string>
}

export async function createWorld(
  options: {
    readonly state?: Partial<SandboxState>
    readonly faults?: readonly Fault[]
    readonly seed?: number
  } = {},
): Promise<World> {
  const { state = { ...seedState(), appointments: [] }, faults = [], seed = 1 } = options
  const sandbox = await startSandbox({ state, faults, seed })
  const store = sqliteStore(':memory:')
  onTestFinished(async () => {
    await store.close()
    await sandbox.close()
  })
  const clientOf = (clock: Clock = wallClock): BlockSlotsClient =>
    createBlockSlotsClient({
      token: sandbox.token,
      fetch: sandbox.fetch,
      locationId: location,
      limiter: false,
      clock,
    })
  const client = clientOf()
  let counted = 0
  return {
    sandbox,
    client,
    store,
    requests() {
      const counts: Record<string, number> = {}
      for (const entry of sandbox.audit.slice(counted)) {
        if (entry.kind !== 'request' || entry.operation === null) continue
        counts[entry.operation] = (counts[entry.operation] ?? 0) + 1
      }
      counted = sandbox.audit.length
      return counts
    },
    createSync(config, ofSync = store) {
      // Clients share what they know by their clock, and another process knows nothing of it.
      const clock = { ...wallClock }
      return createSync({
        config: { name: 'test', timeZone: 'UTC', window, ...config },
        clientOf(locationId) {
          if (locationId !== location) throw new Error(`no token for ${locationId}`)
          return clientOf(clock)
        },
        store: ofSync,
        reconcileTimeoutMs: 50,
      })
    },
    async block({ startTime, endTime, title }) {
      const block = { locationId: location, assignedUserId: anna, startTime, endTime, title }
      return (await client.create(block)).id
    },
  }
}
