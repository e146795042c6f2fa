import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { mulberry32 } from '../random.ts'
import { addEnded, emptyTally, type Tally } from './experiment.ts'
import type { Job } from './job.ts'
import type { Judgement } from './judge.ts'
import { startWorker, type Usage } from './process.ts'
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
/** Requests in ten seconds for each sub-account: as many as there are. */
const quota = 1_000_000
const usageIntervalMs = 50
const maxProcesses = 40

type Service = {
  readonly ask: <Kind extends Question['ask']>(
    question: Extract<Question, { readonly ask: Kind }>,
  ) => Promise<Answer>
  readonly close: () => void
}

function startService(): Service {
  const program = fileURLToPath(new URL('sandbox-process.ts', import.meta.url))
  const child = fork(program, [], {
    execArgv: ['--conditions=block-slots-source', '--max-old-space-size=8000'],
  })
  return {
    ask: (question) =>
      new Promise((resolve) => {
        child.once('message', (answer: Answer) => resolve(answer))
        child.send(question)
      }),
    close: () => void child.kill(),
  }
}

type Counts = { readonly writes: number; readonly requests: number }

/** Creates as many blocks as one machine looks after, in a process that is killed, finds nothing to do, and undoes it. */
export async function* runSize({ world, kills, faultShare, execArgv = [] }: SizeOptions): AsyncGenerator<{
  readonly name: string
  readonly phase: Phase
}> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-size-'))
  const service = startService()
  const random = mulberry32(world.seed)
  try {
    const started = await service.ask({ ask: 'start', world, faultShare })
    const url = started.answer === 'url' ? started.url : ''
    const job: Job = {
      world,
      round: 'first',
      url,
      folder,
      reconcileTimeoutMs,
      quota,
      rules: { onAppointments: 'ignore' },
    }
    const counts = async (): Promise<Counts> => {
      const answer = await service.ask({ ask: 'writes' })
      return answer.answer === 'writes' ? answer : { writes: 0, requests: 0 }
    }
    const judgement = async (round: Round): Promise<Judgement> => {
      const answer = await service.ask({ ask: 'judge', round })
      if (answer.answer !== 'judgement') throw new Error('The sandbox did not judge.')
      return answer.judgement
    }
    const runs: string[] = []
    const phase = async (task: Job, round: Round, killsLeft: number): Promise<Phase> => {
      const before = await counts()
      const begun = performance.now()
      const tally = emptyTally()
      let [usage, planSeconds]: [Usage, number] = [{ peakMb: 0, cpuSeconds: 0 }, 0]
      const range = (1.6 * world.locations * world.each) / Math.max(1, killsLeft)
      let left = killsLeft
      for (let process = 0; process < maxProcesses; process += 1) {
        const until = left > 0 ? (await counts()).requests + 1 + Math.floor(random() * range) : Infinity
        const worker = startWorker(task, execArgv)
        void worker.planned.then((planned) => {
          if (planned !== undefined && planSeconds === 0) planSeconds = (performance.now() - begun) / 1000
        })
        let isOver = false
        void worker.ended.then(() => (isOver = true))
        let own = worker.usage()
        while (!isOver) {
          own = worker.usage()
          // oxlint-disable-next-line no-await-in-loop -- Looks again and again.
          if (left > 0 && (await counts()).requests >= until) worker.kill()
          // oxlint-disable-next-line no-await-in-loop -- As above.
          await sleep(usageIntervalMs)
        }
        const ended = await worker.ended
        usage = {
          peakMb: Math.max(usage.peakMb, own.peakMb),
          cpuSeconds: usage.cpuSeconds + own.cpuSeconds,
        }
        const reports = addEnded(tally, ended)
        for (const { run } of reports) if (!runs.includes(run)) runs.unshift(run)
        if (ended.how === 'killed') left -= 1
        else if (reports.length > 0) break
      }
      const seconds = (performance.now() - begun) / 1000
      const after = await counts()
      return {
        ...tally,
        seconds,
        planSeconds,
        ...usage,
        writes: after.writes - before.writes,
        requests: after.requests - before.requests,
        judgement: await judgement(round),
      }
    }
    yield { name: 'create', phase: await phase(job, 'first', kills) }
    yield { name: 'again', phase: await phase(job, 'first', 0) }
    yield { name: 'undo', phase: await phase({ ...job, undoes: [...runs] }, 'nothing', 0) }
  } finally {
    service.close()
    await rm(folder, { recursive: true, force: true })
  }
}
