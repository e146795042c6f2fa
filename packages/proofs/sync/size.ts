import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { mulberry32 } from '../random.ts'
import { addEnded, emptyTally, type Tally } from './experiment.ts'
import { isResolved, type Job } from './job.ts'
import type { Judgement } from './judge.ts'
import { startWorker, type Usage, type Worker } from './process.ts'
import type { Answer, Question } from './sandbox-process.ts'
import type { Round, World } from './world.ts'

export type SizeOptions = {
  readonly world: World
  readonly kills: number
  /** Share of requests that a fault hits. */
  readonly faultShare: number
  /** Options of Node for the process. */
  readonly execArgv?: readonly string[]
}

/** One phase: to create, to find nothing to do, or to undo. */
export type Phase = Tally & {
  /** The runs, newest first. */
  readonly runs: readonly string[]
  readonly seconds: number
  /** Until the first plan was made. */
  readonly planSeconds: number
  readonly cpuSeconds: number
  readonly peakMb: number
  readonly writes: number
  readonly requests: number
  readonly judgement: Judgement
}

/** As in the prototype: a lost request is looked for that long before it is sent again. */
const reconcileTimeoutMs = 4000
/** Requests in ten seconds for each sub-account: several times what there are, so that the limiter counts and never waits. */
const quota = 2000
const usageIntervalMs = 50
/** Processes after which a phase is given up: each stops the owners whose lists are false. */
const maxProcesses = 40

type Counts = { readonly writes: number; readonly requests: number }

type Service = {
  readonly start: (world: World) => Promise<string>
  readonly setFaults: (share: number) => Promise<void>
  readonly counts: () => Promise<Counts>
  readonly judge: (round: Round) => Promise<Judgement>
  readonly close: () => void
}

const unexpected = (): Error => new Error('The sandbox answered another question.')

function startService(): Service {
  const program = fileURLToPath(new URL('sandbox-process.ts', import.meta.url))
  const child = fork(program, [], {
    execArgv: ['--conditions=block-slots-source', '--max-old-space-size=8000'],
  })
  // One question at a time: answers have no number.
  const ask = async (question: Question): Promise<Answer> => {
    child.send(question)
    const [answer]: unknown[] = await once(child, 'message')
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The process answers nothing else.
    return answer as Answer
  }
  return {
    async start(world) {
      const answer = await ask({ ask: 'start', world, quota })
      if (answer.answer !== 'url') throw unexpected()
      return answer.url
    },
    async setFaults(share) {
      await ask({ ask: 'faults', share })
    },
    async counts() {
      const answer = await ask({ ask: 'writes' })
      if (answer.answer !== 'writes') throw unexpected()
      return answer
    },
    async judge(round) {
      const answer = await ask({ ask: 'judge', round })
      if (answer.answer !== 'judgement') throw unexpected()
      return answer.judgement
    },
    close: () => void child.kill(),
  }
}

type Task = {
  readonly job: Job
  readonly round: Round
  readonly kills: number
  /** Share of requests that a fault hits until a process has ended; what false lists have stopped is done without faults. */
  readonly faultShare: number
  readonly random: () => number
  readonly execArgv: readonly string[]
}

/** Runs one process after another, until the kills are made and one has resolved everything. */
async function runPhase(
  service: Service,
  { job, round, kills, faultShare, random, execArgv }: Task,
): Promise<Phase> {
  const before = await service.counts()
  const begun = performance.now()
  const tally = emptyTally()
  const runs: string[] = []
  let [usage, planSeconds]: [Usage, number] = [{ peakMb: 0, cpuSeconds: 0 }, 0]
  const range = (1.6 * job.world.locations * job.world.each) / Math.max(1, kills)
  await service.setFaults(faultShare)
  // oxlint-disable no-await-in-loop -- One process at a time.
  for (let started = 0; started < maxProcesses; started += 1) {
    const isKilled = tally.kills < kills
    const limit = isKilled ? (await service.counts()).requests + 1 + Math.floor(random() * range) : Infinity
    const worker = startWorker(job, execArgv)
    void worker.planned.then((planned) => {
      if (planned !== undefined && planSeconds === 0) planSeconds = (performance.now() - begun) / 1000
    })
    const own = await watch(worker, async () => isKilled && (await service.counts()).requests >= limit)
    usage = { peakMb: Math.max(usage.peakMb, own.peakMb), cpuSeconds: usage.cpuSeconds + own.cpuSeconds }
    const reports = addEnded(tally, await worker.ended)
    for (const { run } of reports) if (!runs.includes(run)) runs.unshift(run)
    if (reports.length > 0 && reports.every(isResolved)) break
    if (reports.length > 0) await service.setFaults(0)
  }
  // oxlint-enable no-await-in-loop
  const seconds = (performance.now() - begun) / 1000
  const after = await service.counts()
  return {
    ...tally,
    runs,
    seconds,
    planSeconds,
    ...usage,
    writes: after.writes - before.writes,
    requests: after.requests - before.requests,
    judgement: await service.judge(round),
  }
}

/** Looks at a process until it has ended, and kills it when it is time. Returns what it has used. */
async function watch(worker: Worker, isTime: () => Promise<boolean>): Promise<Usage> {
  const over = new AbortController()
  void worker.ended.then(() => over.abort())
  // oxlint-disable no-await-in-loop -- Looks again and again.
  while (!over.signal.aborted) {
    worker.usage()
    if (await isTime()) worker.kill()
    await sleep(usageIntervalMs)
  }
  // oxlint-enable no-await-in-loop
  return worker.usage()
}

/**
 * Creates as many blocks as one machine looks after, in a process that is killed, finds nothing to do, and undoes it.
 *
 * @yields Each phase when it has ended.
 */
export async function* runSize({
  world,
  kills,
  faultShare,
  execArgv = [],
}: SizeOptions): AsyncGenerator<Phase & { readonly name: string }, void, undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-size-'))
  const service = startService()
  try {
    const url = await service.start(world)
    const rules = { onAppointments: 'ignore' } as const
    const job: Job = { world, round: 'first', url, folder, reconcileTimeoutMs, quota, rules }
    const task = { job, random: mulberry32(world.seed), execArgv }
    const created = await runPhase(service, { ...task, round: 'first', kills, faultShare })
    yield { name: 'create', ...created }
    yield {
      name: 'again',
      ...(await runPhase(service, { ...task, round: 'first', kills: 0, faultShare: 0 })),
    }
    const undo = { ...task, job: { ...job, undoes: created.runs } }
    yield { name: 'undo', ...(await runPhase(service, { ...undo, round: 'nothing', kills: 0, faultShare })) }
  } finally {
    service.close()
    await rm(folder, { recursive: true, force: true })
  }
}
