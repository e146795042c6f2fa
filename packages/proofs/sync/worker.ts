import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@block-slots/client/src/clock.ts'
import { createBlockSlotsClient, localLimiter, type BlockSlotsClient } from '@block-slots/client/src/index.ts'
import { undiciTransport } from '@block-slots/client/src/undici/index.ts'
import type { PlanCounts } from '@block-slots/sync/src/plan.ts'
import type { Plan, Report } from '@block-slots/sync/src/report.ts'
import { sqliteStore } from '@block-slots/sync/src/store/sqlite/index.ts'
import { createSync } from '@block-slots/sync/src/create-sync.ts'
import { scaled } from '../fault-matrix/sockets.ts'
import type { Job, Message, RunReport } from './job.ts'
import { configOf, tokenOf } from './world.ts'

// One process that keeps calendars equal to a source, and continues what it was killed in.

const job: Job = JSON.parse(process.argv[2] ?? '')
const { world, round, url, folder, time, reconcileTimeoutMs, rules, undoes = [] } = job
const clock = time === undefined ? systemClock : scaled(time.scale, time.epoch).clock
const limiter = localLimiter(job.quota === undefined ? {} : { max: job.quota })
const transport = undiciTransport()
const hidden = new Set<string>(
  job.hiddenFile === undefined ? [] : JSON.parse(readFileSync(job.hiddenFile, 'utf8')),
)

function clientOf(locationId: string): BlockSlotsClient {
  const client = createBlockSlotsClient({
    token: tokenOf(locationId),
    baseUrl: url,
    fetch: transport.fetch,
    locationId,
    clock,
    limiter,
    reconcileTimeoutMs,
  })
  if (hidden.size === 0) return client
  return {
    ...client,
    list: async (...given) => (await client.list(...given)).filter(({ id }) => !hidden.has(id)),
  }
}

const store = sqliteStore(join(folder, 'state.db'))
const sync = createSync({ config: configOf(world, round, rules), clientOf, store, clock, reconcileTimeoutMs })

const say = (message: Message): void => void process.send?.(message)

/** Counts of a plan that an earlier process may have made. */
async function plannedCounts(run: string): Promise<PlanCounts> {
  const sum = { create: 0, update: 0, delete: 0, exists: 0, keep: 0, refuse: 0 }
  for await (const { counts, stop } of store.owners(run))
    if (stop === undefined)
      for (const action of ['create', 'update', 'delete', 'exists', 'keep', 'refuse'] as const)
        sum[action] += counts[action]
  return sum
}

async function finish(report: Report): Promise<RunReport> {
  return {
    run: report.run.id,
    planned: await plannedCounts(report.run.id),
    ended: report.counts,
    stopped: report.stopped.flatMap(({ stop }) => (stop === undefined ? [] : [stop.reason])),
  }
}

/** Carries out a plan, once the parent process says so. */
async function applyPlan(plan: Plan): Promise<RunReport> {
  say({ type: 'planned', changes: plan.changes, at: performance.now() })
  if (job.waits === true) await once(process, 'message')
  return finish(await persist(await sync.apply(plan)))
}

/** Sends again what has failed or is unknown, so that the run can be undone as a whole. */
async function persist(report: Report): Promise<Report> {
  const { failed, unknown } = report.counts
  return failed + unknown === 0 ? report : sync.apply(report.run.id, { only: 'failed' })
}

/** Continues a run that was interrupted, or makes another one. */
async function keepEqual(): Promise<RunReport> {
  const [last] = await store.runs()
  if (last?.state === 'applying') return finish(await persist(await sync.apply(last.id)))
  return applyPlan(await sync.plan())
}

/** Continues the undoing of a run, or undoes what is left of it. */
async function undo(run: string): Promise<RunReport> {
  const begun = (await store.runs()).find((one) => one.undoes === run && one.state === 'applying')
  if (begun !== undefined) return finish(await sync.apply(begun.id))
  return applyPlan(await sync.undo(run))
}

try {
  const runs: RunReport[] = []
  if (job.undoes === undefined) runs.push(await keepEqual())
  // oxlint-disable-next-line no-await-in-loop -- Undone from the last to the first.
  for (const run of undoes) runs.push(await undo(run))
  await store.close()
  say({ type: 'ended', runs })
} catch (error) {
  say({ type: 'failed', error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
}
await transport.close()
process.disconnect?.()
