import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '@block-slots/sandbox'
import { systemClock } from '@block-slots/client/src/clock.ts'
import { scaled } from '../fault-matrix/sockets.ts'
import { sumsAgree, type Job, type RunReport } from './job.ts'
import { judge, sumOf, writesSince, type Judgement, type Writes } from './judge.ts'
import { startWorker, type Ended, type Worker } from './process.ts'
import { allStrangers, stateOf, wantedKeys, type Round, type World } from './world.ts'

/** Time in which a lost block may still appear, by the clock of the experiment: the client's default. */
const reconcileTimeoutMs = 10_000

/** A service, and the processes that work on it. */
export type Experiment = {
  readonly sandbox: Sandbox
  /** A job on this service, with its state in a folder of that name. */
  readonly jobIn: (folder: string, round?: Round) => Job
  readonly folder: (name: string) => string
  /** Starts a process, and kills it once the service has received that many further requests. */
  readonly start: (job: Job, requests?: number) => Worker
  /** Requests that the service has received. */
  readonly requests: () => number
  readonly judge: (round: Round) => Judgement
  /** Writes since a moment. */
  readonly writes: () => { readonly since: () => Writes; readonly sum: () => number }
}

/** What the processes of an experiment have reported. */
export type Tally = {
  processes: number
  kills: number
  reports: number
  /** Reports with other sums than their plans. */
  wrongSums: number
  readonly errors: string[]
}

export const emptyTally = (): Tally => ({ processes: 0, kills: 0, reports: 0, wrongSums: 0, errors: [] })

/** Adds how a process has ended. Returns its reports. */
export function addEnded(tally: Tally, ended: Ended): readonly RunReport[] {
  tally.processes += 1
  if (ended.how === 'killed') tally.kills += 1
  if (ended.how === 'failed') tally.errors.push(ended.error)
  if (ended.how !== 'ended') return []
  tally.reports += ended.runs.length
  tally.wrongSums += ended.runs.filter((run) => !sumsAgree(run)).length
  return ended.runs
}

/** Runs an experiment on a service over sockets, whose clock and that of the processes is `scale` times faster. */
export async function withExperiment<Result>(
  world: World,
  scale: number,
  run: (experiment: Experiment) => Promise<Result>,
): Promise<Result> {
  const base = await mkdtemp(join(tmpdir(), 'block-slots-sync-'))
  const epoch = systemClock.now()
  const { clock } = scaled(scale, epoch)
  const strangers = allStrangers(world, epoch)
  const sandbox = await startSandbox({ clock, seed: world.seed, state: stateOf(world, epoch) })
  const requests = (): number => sandbox.audit.at(-1)?.request ?? 0
  const folder = (name: string): string => join(base, name)
  const workers: Worker[] = []
  try {
    return await run({
      sandbox,
      folder,
      requests,
      jobIn: (name, round = 'first') => ({
        world,
        round,
        url: sandbox.url,
        folder: folder(name),
        time: { scale, epoch },
        reconcileTimeoutMs,
      }),
      start(job, limit = Infinity) {
        const worker = startWorker(job)
        workers.push(worker)
        const until = requests() + limit
        const timer = setInterval(() => requests() >= until && worker.kill(), 1)
        void worker.ended.then(() => clearInterval(timer))
        return worker
      },
      judge: (round) => judge(sandbox.blocks(), wantedKeys(world, round), strangers),
      writes() {
        const from = sandbox.audit.length
        const since = (): Writes => writesSince(sandbox.audit, from)
        return { since, sum: () => sumOf(since()) }
      },
    })
  } finally {
    for (const worker of workers) worker.kill()
    await Promise.all(workers.map(({ ended }) => ended))
    await sandbox.close()
    await rm(base, { recursive: true, force: true })
  }
}
