import { setTimeout } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'
import { createBlockSlotsClient, localLimiter, type BlockSlotsClient } from '@block-slots/client/src/index.ts'
import { undiciTransport } from '@block-slots/client/src/undici/index.ts'
import { createSync } from '@block-slots/sync/src/create-sync.ts'
import { work } from '@block-slots/sync/src/pg-boss/work.ts'
import { postgresStore } from '@block-slots/sync/src/store/postgres/index.ts'
import { ownerOf } from '@block-slots/sync/src/owner.ts'
import type { Sync } from '@block-slots/sync/src/sync.ts'
import { configOf, tokenOf, type World } from './world.ts'

/** The work of one process, as plain data. */
export type PgBossJob = {
  readonly world: World
  readonly url: string
  readonly connectionString: string
  readonly reconcileTimeoutMs: number
  /** Requests of each sub-account in ten seconds. */
  readonly quota: number
  /** Creates what is planned without intents and without reading, as a job of a queue is usually written: the control. */
  readonly isNaive: boolean
}

/** How often pg-boss looks for jobs of workers that have died; its defaults are a minute. */
const supervision = { superviseIntervalSeconds: 1, monitorIntervalSeconds: 1 } as const

// One process that works on the locations of runs until it is killed, or ended by SIGTERM.

const job: PgBossJob = JSON.parse(process.argv[2] ?? '')
const { world, url, connectionString, reconcileTimeoutMs } = job
const limiter = localLimiter({ max: job.quota })
const transport = undiciTransport()
const clientOf = (locationId: string): BlockSlotsClient =>
  createBlockSlotsClient({
    token: tokenOf(locationId),
    baseUrl: url,
    fetch: transport.fetch,
    locationId,
    limiter,
    reconcileTimeoutMs,
  })
const store = postgresStore({ connectionString })
const sync = createSync({ config: configOf(world, 'first'), clientOf, store, reconcileTimeoutMs })

/** Creates all blocks of a location, and says so once all are there. */
const applyNaively: Sync['apply'] = async (run, options) => {
  const { locationId = '' } = options ?? {}
  const client = clientOf(locationId)
  const done: number[] = []
  let owner = ''
  for await (const one of store.steps(typeof run === 'string' ? run : run.run.id, {
    locationId,
    states: ['planned'],
  })) {
    if (one.step.action !== 'create') continue
    owner = one.owner
    const { userId, calendarId } = ownerOf(owner)
    const { startTime, endTime, title } = one.step.wanted
    const of = userId === undefined ? { calendarId } : { assignedUserId: userId }
    await client.create({ locationId, startTime, endTime, title, ...of })
    done.push(one.id)
  }
  await store.commit(done.map((step) => ({ change: 'outcome', step, state: 'done', owner })))
  return sync.apply(run, options)
}

const boss = new PgBoss({ connectionString, max: 4, ...supervision })
// PostgreSQL is restarted.
boss.on('error', () => {})
const ended = new AbortController()
process.once('SIGTERM', () => ended.abort())
// The end of the process that has started this one.
process.once('disconnect', () => ended.abort())

/** Begins again until PostgreSQL is there: what else would start the process again. */
async function whenReachable(begin: () => Promise<unknown>): Promise<void> {
  try {
    await begin()
  } catch (error) {
    if (ended.signal.aborted) throw error
    await setTimeout(200)
    await whenReachable(begin)
  }
}

await whenReachable(() => boss.start())
await whenReachable(() =>
  work(
    { boss, sync: job.isNaive ? { apply: applyNaively } : sync },
    { signal: ended.signal, concurrency: 8 },
  ),
)
await boss.stop()
await store.close()
await transport.close()
