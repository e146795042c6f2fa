import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { creators, type Creator } from './create.ts'
import type { Figure } from '../../table.ts'
import { median } from '../median.ts'

const inFlight = 32

/** Processor time of this process per create, in microseconds. */
async function costOf({ name, run }: Creator, calls: number): Promise<number> {
  let left = calls
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      // oxlint-disable-next-line no-await-in-loop -- A worker has one create in flight.
      if (typeof (await run()) !== 'string') throw new Error(`${name} returned no id.`)
    }
  }
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: inFlight }, worker))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

/** Measures creators in turn, round by round, so that other load hits them alike, and takes medians. */
export async function cpu(rounds = 7, calls = 1500): Promise<Figure[]> {
  const program = fileURLToPath(new URL('server.ts', import.meta.url))
  const server = spawn(process.execPath, ['--conditions=block-slots-source', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [port] = await once(server.stdout, 'data')
    const baseUrl = `http://127.0.0.1:${Number(port)}`
    const all = await creators(baseUrl)
    const costs = all.map((): number[] => [])
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, creator] of all.entries()) {
        // Warm-up: V8 drops the machine code of what did not run for a while.
        // oxlint-disable-next-line no-await-in-loop -- Creators are measured one by one.
        await costOf(creator, calls / 10)
        // oxlint-disable-next-line no-await-in-loop -- As above.
        costs[index]?.push(await costOf(creator, calls))
      }
    }
    const medians = costs.map(median)
    const [native = Number.NaN] = medians
    const figures = all.map(({ name, budget }, index): Figure => {
      const cost = medians[index] ?? Number.NaN
      return { name, measured: cost / native, max: budget, note: `${Math.round(cost)} µs` }
    })
    return [...figures, await requestsPerCall(baseUrl, all)]
  } finally {
    server.kill()
  }
}

/** Without faults every create is one request. */
async function requestsPerCall(baseUrl: string, all: readonly Creator[]): Promise<Figure> {
  const count = async (): Promise<number> => Number(await (await fetch(`${baseUrl}/requests`)).text())
  const ours = all.find(({ name, budget }) => budget !== undefined && name.includes('nodeTransport'))
  if (ours === undefined) throw new Error('The client is not among the creators.')
  const before = await count()
  await costOf(ours, 100)
  return {
    name: 'requests per create',
    measured: ((await count()) - before) / 100,
    max: 1,
  }
}
