import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { mostWithin } from '@block-slots/client/test/support/model.ts'
import { startRedis } from '@block-slots/client/test/support/redis-server.ts'
import type { Figure } from '../report.ts'

/** How large a run is. */
export type ProcessesOptions = {
  readonly max: number
  readonly intervalMs: number
  readonly processes: number
  readonly requests: number
  readonly kills: number
  readonly redisKills: number
}

/** Lets processes share one Redis, with clocks a minute fast and slow, and kills some of them and it. */
export async function limitAcrossProcesses({
  max,
  intervalMs,
  processes,
  requests,
  kills,
  redisKills,
}: ProcessesOptions): Promise<Figure[]> {
  const redis = await startRedis()
  const arrivals: number[] = []
  const workers: ChildProcess[] = []
  const hire = (index: number): void => {
    const file = fileURLToPath(new URL('redis-worker.ts', import.meta.url))
    const argv = [
      redis.port,
      skewOf(index),
      max,
      intervalMs,
      intervalMs * 5,
      Math.ceil((max * 4) / processes),
    ]
    const child = spawn(process.execPath, ['--conditions=block-slots-source', file, ...argv.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    createInterface(child.stdout).on('line', (line) => arrivals.push(Number(line)))
    workers[index] = child
  }
  const until = async (count: number): Promise<void> => {
    for (let waited = 0, seen = -1; arrivals.length < count; waited++) {
      if (arrivals.length > seen) [waited, seen] = [0, arrivals.length]
      if (waited * 20 > intervalMs * 30 + 20_000)
        throw new Error(`nothing arrived any more after ${arrivals.length}`)
      await setTimeout(20)
    }
  }
  try {
    for (let index = 0; index < processes; index++) hire(index)
    await until(max)
    const total = kills + redisKills
    // The first part goes without faults, for the share of the quota.
    const quiet = total > 0 ? Math.floor(requests / 3) : requests
    // After two windows, when every process has joined in.
    await setTimeout(intervalMs * 2)
    const from = { count: arrivals.length, at: now() }
    await until(quiet)
    const share = (arrivals.length - from.count) / (max * ((now() - from.at) / intervalMs))
    for (let fault = 1; fault <= total; fault++) {
      await until(quiet + Math.floor(((requests - quiet) * fault) / (total + 1)))
      if (Math.floor((fault * redisKills) / total) > Math.floor(((fault - 1) * redisKills) / total)) {
        await redis.kill()
        await setTimeout(Math.random() * intervalMs)
        await redis.start()
      } else {
        const index = fault % processes
        workers[index]?.kill('SIGKILL')
        hire(index)
      }
    }
    await until(requests)
    for (const worker of workers) worker.kill('SIGKILL')
    const most = mostWithin(arrivals, intervalMs)
    const what = `${processes} processes, ${arrivals.length} requests, ${kills} and ${redisKills} kills`
    return [
      { what: `${what}: most in any window`, value: most, unit: '', most: max },
      { what: 'share of the quota that was used without faults', value: share * 100, unit: '%', least: 85 },
    ]
  } finally {
    for (const worker of workers) worker.kill('SIGKILL')
    await redis.stop()
  }
}

/** One clock is a minute fast, and one a minute slow. */
const skewOf = (index: number): number => (index === 0 ? 60_000 : index === 1 ? -60_000 : 0)

const now = (): number => Number(process.hrtime.bigint()) / 1e6
