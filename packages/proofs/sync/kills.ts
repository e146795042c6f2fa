import { mulberry32 } from '../random.ts'
import { addEnded, emptyTally, withExperiment, type Experiment, type Tally } from './experiment.ts'
import { faultsOf, type Failing } from './faults.ts'
import { isResolved, type Job } from './job.ts'
import type { Judgement } from './judge.ts'
import type { Round, World } from './world.ts'

export type KillOptions = {
  readonly world: World
  readonly kills: number
  /** Speed of the clock of service and program. */
  readonly scale: number
}

/** What came of one seed. */
export type KillResult = Tally & {
  readonly writes: number
  /** Blocks that were created beyond one of each kind. */
  readonly createdTwice: number
  /** Writes of runs without faults after the others. */
  readonly corrections: number
  readonly phases: readonly (Judgement & { readonly phase: string })[]
  /** Writes of a last run, to which nothing is left to do. */
  readonly lastWrites: number
}

/** A third of the requests fail; what is late is there before the reconcile timeout of ten seconds. */
export const failing: Failing = { share: 0.3, latenessMs: 4000 }

/** Processes after which a phase is given up. */
const maxProcesses = 60
/** Processes after the last kill: lists that lie stop some owners in each. What is left is done without faults. */
const maxPatience = 3

type Phase = {
  readonly phase: string
  readonly round: Round
  readonly kills: number
  /** Writes that it takes, about. */
  readonly size: number
}

/** Creates, moves and undoes under faults, in a process that is killed at random moments and started again. */
export const runKills = ({ world, kills, scale }: KillOptions): Promise<KillResult> =>
  withExperiment(world, scale, async (experiment) => {
    const { sandbox, jobIn } = experiment
    const tally = emptyTally()
    const random = mulberry32(world.seed)
    const third = Math.floor(kills / 3)
    const blocks = world.locations * world.each
    const phases: (Judgement & { phase: string })[] = []
    let [corrections, createdTwice] = [0, 0]
    let undoes: readonly string[] = []
    const all = experiment.writes()
    for (const { phase, round, kills: left, size } of [
      { phase: 'create', round: 'first', kills: kills - 2 * third, size: blocks },
      { phase: 'move', round: 'moved', kills: third, size: blocks / 2 },
      { phase: 'undo', round: 'first', kills: third, size: blocks / 2 },
    ] satisfies Phase[]) {
      const job = phase === 'undo' ? { ...jobIn('state', 'moved'), undoes } : jobIn('state', round)
      // oxlint-disable no-await-in-loop -- A phase follows the one before it.
      sandbox.setFaults(faultsOf(failing))
      const writes = experiment.writes()
      const runs = await persevere(experiment, job, { tally, random, left, size })
      createdTwice += writes.since().createdTwice
      sandbox.setFaults([])
      const corrected = experiment.writes()
      const more = await persevere(experiment, job, { tally, random, left: 0, size })
      // oxlint-enable no-await-in-loop
      corrections += corrected.sum()
      phases.push({ phase, ...experiment.judge(round) })
      undoes = [...new Set([...runs, ...more])].toReversed()
    }
    const last = experiment.writes()
    addEnded(tally, await experiment.start(jobIn('state')).ended)
    return { ...tally, writes: all.sum(), createdTwice, corrections, phases, lastWrites: last.sum() }
  })

type Plan = {
  readonly tally: Tally
  readonly random: () => number
  /** Kills. */
  left: number
  readonly size: number
}

/** Runs one process after another, until the kills are made and one has resolved everything. Returns the runs in their order. */
async function persevere(experiment: Experiment, job: Job, plan: Plan): Promise<string[]> {
  const { tally, random, size } = plan
  let { left } = plan
  let range = (1.6 * size) / left
  let patience = maxPatience
  const runs = new Set<string>()
  for (let started = 0; started < maxProcesses; started += 1) {
    const limit = left > 0 ? 1 + Math.floor(random() * range) : undefined
    // oxlint-disable-next-line no-await-in-loop -- One process at a time.
    const ended = await experiment.start(job, limit).ended
    const reports = addEnded(tally, ended)
    for (const { run } of reports) runs.add(run)
    if (ended.how === 'killed') left -= 1
    // One that was faster than its kill leaves it to the next one, which has less to do.
    else range /= 4
    if (left > 0 || reports.length === 0) continue
    patience -= 1
    if (patience === 0 || reports.every(isResolved)) break
  }
  return [...runs]
}
