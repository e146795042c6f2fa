import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { mostWithin } from '@block-slots/client/test/support/model.ts'
import { startRedis } from '@block-slots/client/test/support/redis-server.ts'
import type { Figure } from '../table.ts'

export type ProcessesOptions = {
  readonly max: number
  readonly intervalMs: number
  readonly processes: number
  readonly requests: number
  readonly processKills: number
  readonly redisKills: number
  /** Longest time that Redis is lost. Default: one window. */
  readonly outageMs?: number
  /** True when the processes send their shares while Redis is lost. */
  readonly hasShares?: boolean
}

/** Lets processes share one Redis, two of them with clocks a minute fast and slow, and kills processes and Redis. */
export async function limitAcrossProcesses(options: ProcessesOptions): Promise<Figure[]> {
  const { max, intervalMs, processes, requests, processKills, redisKills } = options
  const { outageMs = intervalMs, hasShares = false } = options
  const redis = await startRedis()
  const arrivals: number[] = []
  const workers: ChildProcess[] = []
  const startWorker = (index: number): void => {
    const file = fileURLToPath(new URL('redis-worker.ts', import.meta.url))
    const callers = Math.ceil((max * 4) / processes)
    const args = [redis.port, skewMsOf(index), max, intervalMs, intervalMs * 5, callers]
    if (hasShares) args.push(processes)
    const child = spawn(process.execPath, ['--conditions=block-slots-source', file, ...args.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    createInterface(child.stdout).on('line', (line) => arrivals.push(Number(line)))
    workers[index] = child
  }
  const until = async (count: number): Promise<void> => {
    for (let waited = 0, seen = -1; arrivals.length < count; waited++) {
      if (arrivals.length > seen) [waited, seen] = [0, arrivals.length]
      if (waited * 20 > intervalMs * 30 + 20_000)
        throw new Error(`No request arrived any more after ${arrivals.length}.`)
      await setTimeout(20)
    }
  }
  try {
    for (let index = 0; index < processes; index++) startWorker(index)
    await until(max)
    const kills = processKills + redisKills
    // The share of the quota is measured over a first part without kills.
    const calm = kills > 0 ? Math.floor(requests / 3) : requests
    // After two windows every process has joined in.
    await setTimeout(intervalMs * 2)
    const from = { count: arrivals.length, at: now() }
    await until(calm)
    const share = (arrivals.length - from.count) / (max * ((now() - from.at) / intervalMs))
    for (let kill = 1; kill <= kills; kill++) {
      await until(calm + Math.floor(((requests - calm) * kill) / (kills + 1)))
      // Spread the kills of Redis evenly among those of processes.
      if (Math.floor((kill * redisKills) / kills) > Math.floor(((kill - 1) * redisKills) / kills)) {
        await redis.kill()
        await setTimeout(Math.random() * outageMs)
        await redis.start()
      } else {
        const index = kill % processes
        workers[index]?.kill('SIGKILL')
        startWorker(index)
      }
    }
    await until(requests)
    for (const worker of workers) worker.kill('SIGKILL')
    return [
      { name: 'processes', measured: processes },
      { name: 'requests', measured: arrivals.length },
      { name: 'processes killed', measured: processKills },
      { name: 'Redis killed', measured: redisKills },
      { name: 'most requests in any window', measured: mostWithin(arrivals, intervalMs), max },
      { name: 'share of the quota that was used without kills', measured: share * 100, unit: ' %', min: 85 },
    ]
  } finally {
    for (const worker of workers) worker.kill('SIGKILL')
    await redis.stop()
  }
}

/** The clock of the first process is a minute fast, that of the second a minute slow. */
const skewMsOf = (index: number): number => (index === 0 ? 60_000 : index === 1 ? -60_000 : 0)

/** Milliseconds of a clock that all processes share. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6
