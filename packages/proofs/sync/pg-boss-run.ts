import { fork, type ChildProcess } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PgBoss } from 'pg-boss'
import { startSandbox, type AuditEntry } from '@block-slots/sandbox'
import { createBlockSlotsClient } from '@block-slots/client/src/index.ts'
import { createSync } from '@block-slots/sync/src/create-sync.ts'
import { distribute } from '@block-slots/sync/src/pg-boss/distribute.ts'
import type { ReportCounts } from '@block-slots/sync/src/plan.ts'
import { postgresStore } from '@block-slots/sync/src/store/postgres/index.ts'
import { startPostgres } from '@block-slots/sync/test/support/postgres-server.ts'
import { mulberry32 } from '../random.ts'
import { exactly, type Figure } from '../table.ts'
import { faultsOf } from './faults.ts'
import { judge, sumOf, writesSince, type Judgement } from './judge.ts'
import type { PgBossJob } from './pg-boss-worker.ts'
import { allStrangers, configOf, stateOf, tokenOf, wantedKeys, type World } from './world.ts'

/** Options of `runPgBoss`. */
export type PgBossOptions = {
  readonly world: World
  readonly workers: number
  /** How often a random worker is killed, and started again. */
  readonly kills: number
  /** How often PostgreSQL is ended at once, and started again. */
  readonly restarts: number
  /** Share of the requests of each kind that a fault hits. */
  readonly faultShare: number
  readonly reconcileTimeoutMs: number
  readonly isNaive?: boolean
}

/** A full run: 10,000 blocks. */
export const fullPgBoss: PgBossOptions = {
  world: { seed: 1, locations: 100, each: 100, strangers: 3 },
  workers: 4,
  kills: 20,
  restarts: 2,
  faultShare: 0.01,
  reconcileTimeoutMs: 10_000,
}

/** A small run. */
export const smallPgBoss: PgBossOptions = {
  world: { seed: 7, locations: 12, each: 25, strangers: 4 },
  workers: 2,
  kills: 2,
  restarts: 1,
  faultShare: 0,
  reconcileTimeoutMs: 1000,
}

/** The same by jobs that keep no intents, on one worker, so that each kill hits one that is at work: a control. */
export const naivePgBoss: PgBossOptions = { ...smallPgBoss, workers: 1, restarts: 0, isNaive: true }

/** What came of a run. */
export type PgBossResult = Judgement & {
  readonly counts: ReportCounts
  /** Steps of the plan, and of the report. */
  readonly planned: number
  readonly reported: number
  readonly kills: number
  readonly restarts: number
  /** Workers that have ended although they were not killed. */
  readonly crashes: number
  readonly requests: number
  readonly createdTwice: number
  readonly seconds: number
  /** Changes that were left to a second run, without faults, and those that it has left. */
  readonly leftToSecond: number
  readonly lastPlan: number
}

const quota = { max: 1000, intervalMs: 10_000 } as const

/** Lets workers apply one plan while they are killed and PostgreSQL is restarted. */
export async function runPgBoss(options: PgBossOptions): Promise<PgBossResult> {
  const { world, faultShare, reconcileTimeoutMs } = options
  const now = Date.now()
  const postgres = await startPostgres()
  const { connectionString } = postgres
  const faults =
    faultShare === 0
      ? []
      : faultsOf({ share: faultShare, latenessMs: reconcileTimeoutMs * 0.6, isAnswering: true })
  const state = stateOf(world, now)
  const sandbox = await startSandbox({ seed: world.seed, state, faults, limit: quota })
  const store = postgresStore({ connectionString })
  const boss = new PgBoss({
    connectionString,
    max: 2,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  })
  // PostgreSQL is restarted.
  boss.on('error', () => {})
  const workers = startWorkers(options.workers, {
    world,
    url: sandbox.url,
    connectionString,
    reconcileTimeoutMs,
    quota: quota.max,
    isNaive: options.isNaive ?? false,
  })
  try {
    await boss.start()
    const sync = createSync({
      config: configOf(world, 'first'),
      clientOf: (locationId) =>
        createBlockSlotsClient({ token: tokenOf(locationId), baseUrl: sandbox.url, locationId }),
      store,
    })
    const plan = await sync.plan()
    const from = sandbox.audit.length
    const start = performance.now()
    const over = new AbortController()
    const distributed = distribute({ boss, store }, plan).finally(() => over.abort())
    const disturbed = disturb(options, {
      created: () => sumOf(writesSince(sandbox.audit, from)),
      total: plan.changes,
      kill: workers.kill,
      restart: async () => {
        await postgres.kill()
        await postgres.start()
      },
      signal: over.signal,
    })
    const [report, { kills, restarts }] = await Promise.all([distributed, disturbed])
    const seconds = (performance.now() - start) / 1000
    const { createdTwice } = writesSince(sandbox.audit, from)
    // A fault may leave a step that the report names; the next run does it.
    sandbox.setFaults([])
    const second = await sync.plan()
    if (second.changes > 0) await distribute({ boss, store }, second)
    const last = await sync.plan()
    return {
      ...judge(sandbox.blocks(), wantedKeys(world, 'first'), allStrangers(world, now)),
      counts: report.counts,
      planned: sum(plan.counts),
      reported: sum(report.counts),
      kills,
      restarts,
      crashes: workers.crashes(),
      requests: sandbox.audit.slice(from).filter(isRequest).length,
      createdTwice,
      seconds,
      leftToSecond: second.changes,
      lastPlan: last.changes,
    }
  } finally {
    await workers.stop()
    await boss.stop({ graceful: false })
    await store.close()
    await sandbox.close()
    await postgres.stop()
  }
}

const isRequest = ({ kind }: AuditEntry): boolean => kind === 'request'

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)

type Workers = {
  readonly kill: (index: number) => void
  readonly crashes: () => number
  readonly stop: () => Promise<void>
}

/** Starts processes, each again when it has ended. */
function startWorkers(count: number, job: PgBossJob): Workers {
  const program = fileURLToPath(new URL('pg-boss-worker.ts', import.meta.url))
  const running: ChildProcess[] = []
  let crashes = 0
  let isStopping = false
  const startOne = (index: number): void => {
    const child = fork(program, [JSON.stringify(job)], { execArgv: ['--conditions=block-slots-source'] })
    running[index] = child
    child.once('exit', (_, signal) => {
      if (isStopping) return
      if (signal !== 'SIGKILL') crashes += 1
      startOne(index)
    })
  }
  for (let index = 0; index < count; index += 1) startOne(index)
  return {
    kill: (index) => void running[index]?.kill('SIGKILL'),
    crashes: () => crashes,
    async stop() {
      isStopping = true
      const ended = running.map(
        async (child) =>
          child.exitCode === null &&
          child.signalCode === null &&
          new Promise((resolve) => {
            child.once('exit', resolve)
            child.kill('SIGKILL')
          }),
      )
      await Promise.all(ended)
    },
  }
}

type Disturbance = {
  /** Blocks that were created. */
  readonly created: () => number
  readonly total: number
  readonly kill: (index: number) => void
  readonly restart: () => Promise<void>
  /** Aborts when the run has ended. */
  readonly signal: AbortSignal
}

/** Spreads kills and restarts over a run. */
async function disturb(
  { kills, restarts, workers, world }: PgBossOptions,
  { created, total, kill, restart, signal }: Disturbance,
): Promise<{ readonly kills: number; readonly restarts: number }> {
  const random = mulberry32(world.seed)
  const done = { kills: 0, restarts: 0 }
  const count = kills + restarts
  for (let turn = 1; turn <= count; turn += 1) {
    const at = (total * turn) / (count + 1)
    // oxlint-disable-next-line no-await-in-loop -- One after the other.
    while (created() < at && !signal.aborted) await setTimeout(10)
    if (signal.aborted) break
    // Restarts are spread among the kills.
    if (Math.floor((turn * restarts) / count) > Math.floor(((turn - 1) * restarts) / count)) {
      // oxlint-disable-next-line no-await-in-loop -- One after the other.
      await restart()
      done.restarts += 1
    } else {
      kill(Math.floor(random() * workers))
      done.kills += 1
    }
  }
  return done
}

/** The figures of a run. */
export const pgBossFigures = (options: PgBossOptions, result: PgBossResult): Figure[] => [
  { name: 'workers', measured: options.workers },
  { name: 'sub-accounts', measured: options.world.locations },
  { name: 'blocks wanted', measured: result.wanted },
  exactly('workers killed', result.kills, options.kills),
  exactly('PostgreSQL restarted', result.restarts, options.restarts),
  exactly('workers that ended by themselves', result.crashes, 0),
  exactly('there twice', result.twice, 0),
  exactly('created twice', result.createdTwice, 0),
  exactly('lost', result.lost, 0),
  exactly('beside an equal block of a stranger', result.beside, 0),
  exactly('neither wanted nor a stranger’s', result.left, 0),
  exactly('strangers changed or deleted', result.touched, 0),
  exactly('steps of the report', result.reported, result.planned),
  {
    name: 'left to a second run',
    measured: result.leftToSecond,
    max: result.counts.unknown + result.counts.failed + result.counts.skipped,
  },
  exactly('left by the second run', result.lastPlan, 0),
  { name: 'requests', measured: result.requests },
  { name: 'seconds', measured: result.seconds, unit: ' s' },
]
