import type { Boss, BossJob, BossTask } from '../../src/pg-boss/boss.ts'

type Job = BossJob & { state: string; output: unknown; readonly key: string }

/** A queue in memory with the policy `exclusive`, which tries a job again at once. */
export type MemoryBoss = Boss & {
  readonly jobs: Job[]
  /** Attempts that have failed, by the messages of their errors. */
  readonly failures: string[]
  /** Lets the next calls fail, as while PostgreSQL is restarted. */
  readonly failNext: (calls: number) => void
}

export function memoryBoss(): MemoryBoss {
  const jobs: Job[] = []
  const failures: string[] = []
  const stops = new Map<string, () => Promise<void>>()
  let failing = 0
  const call = (): void => {
    if (failing === 0) return
    failing -= 1
    throw new Error('the connection has ended')
  }
  const isOpen = ({ state }: Job): boolean => ['created', 'retry', 'active'].includes(state)
  return {
    jobs,
    failures,
    failNext(calls) {
      failing = calls
    },
    async createQueue() {
      call()
    },
    async insert(_, added) {
      call()
      for (const { data, singletonKey: key } of added) {
        if (jobs.some((job) => isOpen(job) && job.key === key)) continue
        jobs.push({ id: String(jobs.length), data, key, state: 'created', output: null })
      }
    },
    async findJobs(_, { data }) {
      call()
      const [[name, value] = []] = Object.entries(data)
      return jobs
        .filter((job) => name !== undefined && (job.data as Record<string, unknown>)[name] === value)
        .map((job) => ({ ...job }))
    },
    async work(_, { localConcurrency }, handler) {
      const ended = new AbortController()
      const take = async (): Promise<void> => {
        while (!ended.signal.aborted) {
          const job = jobs.find(({ state }) => state === 'created' || state === 'retry')
          if (job === undefined) {
            await new Promise((resolve) => setTimeout(resolve, 5))
            continue
          }
          job.state = 'active'
          const task: BossTask = { data: job.data, signal: new AbortController().signal }
          try {
            job.output = await handler([task])
            job.state = 'completed'
          } catch (error) {
            failures.push(error instanceof Error ? error.message : String(error))
            job.state = 'retry'
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
        }
      }
      const takers = Promise.all(Array.from({ length: localConcurrency }, take))
      const id = `worker-${stops.size}`
      stops.set(id, async () => {
        ended.abort()
        await takers
      })
      return id
    },
    async offWork(_, { id }) {
      await stops.get(id)?.()
    },
  }
}
