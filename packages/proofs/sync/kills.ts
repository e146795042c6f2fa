import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '@block-slots/sandbox'
import { systemClock } from '@block-slots/client/src/clock.ts'
import { scaled } from '../fault-matrix/sockets.ts'
import { mulberry32 } from '../random.ts'
import { faultsOf } from './faults.ts'
import { isResolved, sumsAgree, type Job, type RunReport } from './job.ts'
import { judge, sumOf, writesSince, type Judgement } from './judge.ts'
import { startWorker, type Ended } from './process.ts'
import { allStrangers, stateOf, wantedKeys, type Round, type World } from './world.ts'

/** Time in which a lost block may still appear, by the clock of the experiment: the client's default. */
export const reconcileTimeoutMs = 10_000

export type KillOptions = {
  readonly world: World
  readonly kills: number
  /** Speed of the clock of service and program. */
  readonly scale: number
  readonly faults?: boolean
}

/** What came of one seed. */
export type KillResult = {
  readonly kills: number
  /** Committed writes, those beyond what was needed, and those that a run without faults had to add. */
  readonly writes: number
  readonly createdTwice: number
  readonly corrections: number
  readonly processes: number
  readonly reports: number
  /** Reports with other sums than their plans. */
  readonly wrongSums: number
  readonly phases: readonly (Judgement & { readonly phase: string })[]
  /** Writes of a last run, to which nothing is left to do. */
  readonly lastWrites: number
  readonly errors: readonly string[]
}

/** Runs after which a phase is given up. */
const maxProcesses = 60

type Phase = { readonly name: string; readonly round: Round; readonly kills: number }

/** Creates, moves and undoes in a process that is killed at random moments and started again. */
export async function runKills({ world, kills, scale, faults = true }: KillOptions): Promise<KillResult> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-kills-'))
  const epoch = systemClock.now()
  const { clock } = scaled(scale, epoch)
  const random = mulberry32(world.seed)
  const strangers = allStrangers(world, epoch)
  const sandbox = await startSandbox({ clock, seed: world.seed, state: stateOf(world, epoch) })
  const job: Job = {
    world,
    round: 'first',
    url: sandbox.url,
    folder,
    time: { scale, epoch },
    reconcileTimeoutMs,
  }
  const result = {
    kills: 0,
    writes: 0,
    createdTwice: 0,
    corrections: 0,
    processes: 0,
    reports: 0,
    wrongSums: 0,
  }
  const errors: string[] = []
  const phases: (Judgement & { phase: string })[] = []

  const take = (ended: Ended): readonly RunReport[] => {
    result.processes += 1
    if (ended.how === 'failed') errors.push(ended.error)
    if (ended.how !== 'ended') return []
    result.reports += ended.runs.length
    result.wrongSums += ended.runs.filter((run) => !sumsAgree(run)).length
    return ended.runs
  }

  /** Runs processes until one has resolved everything. Returns the runs that have changed something. */
  const persevere = async (task: Job, killsLeft: number, writes: number): Promise<string[]> => {
    const runs = new Set<string>()
    let range = (1.6 * writes) / killsLeft
    for (let [left, started] = [killsLeft, 0]; started < maxProcesses; started += 1) {
      const after = left > 0 ? 1 + Math.floor(random() * range) : undefined
      // oxlint-disable-next-line no-await-in-loop -- One process at a time.
      const ended = await runUntil(task, sandbox, after)
      if (ended.how === 'killed') {
        left -= 1
        result.kills += 1
      }
      const reports = take(ended)
      for (const { run } of reports) runs.add(run)
      if (left === 0 && reports.length > 0 && reports.every(isResolved)) break
      // A process that was faster than its kill leaves it to the next one, which has less to do.
      if (ended.how === 'ended') range /= 4
    }
    return [...runs].reverse()
  }

  try {
    const third = Math.floor(kills / 3)
    let undoes: readonly string[] = []
    for (const { name, round, kills: phaseKills } of [
      { name: 'create', round: 'first', kills: kills - 2 * third },
      { name: 'move', round: 'moved', kills: third },
      { name: 'undo', round: 'first', kills: third },
    ] satisfies Phase[]) {
      const begun = sandbox.audit.length
      sandbox.setFaults(faults ? faultsOf() : [])
      const isUndo = name === 'undo'
      const task: Job = isUndo ? { ...job, round: 'moved', undoes } : { ...job, round }
      const size = world.locations * world.each * (name === 'create' ? 1 : 0.5)
      // oxlint-disable no-await-in-loop -- A phase follows the one before it.
      const runs = await persevere(task, phaseKills, size)
      const { createdTwice } = writesSince(sandbox.audit, begun)
      sandbox.setFaults([])
      const corrected = sandbox.audit.length
      runs.unshift(...(await persevere(task, 0, size)).filter((run) => !runs.includes(run)))
      // oxlint-enable no-await-in-loop
      result.writes += sumOf(writesSince(sandbox.audit, begun))
      result.corrections += sumOf(writesSince(sandbox.audit, corrected))
      result.createdTwice += createdTwice
      phases.push({ phase: name, ...judge(sandbox.blocks(), wantedKeys(world, round), strangers) })
      if (name === 'move') undoes = runs
    }
    const last = sandbox.audit.length
    take(await startWorker(job).ended)
    return { ...result, phases, errors, lastWrites: sumOf(writesSince(sandbox.audit, last)) }
  } finally {
    await sandbox.close()
    await rm(folder, { recursive: true })
  }
}

/** Runs a process, and kills it once the service has received that many requests. */
async function runUntil(job: Job, sandbox: Sandbox, requests = Infinity): Promise<Ended> {
  const requestOf = (): number => sandbox.audit.at(-1)?.request ?? 0
  const worker = startWorker(job)
  const until = requestOf() + requests
  const timer = setInterval(() => {
    if (requestOf() >= until) worker.kill()
  }, 1)
  try {
    return await worker.ended
  } finally {
    clearInterval(timer)
  }
}
