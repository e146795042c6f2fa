import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { creators, type Creator } from './create.ts'
import type { Row } from './table.ts'
import { median } from './table.ts'

const inFlight = 32

/** Processor time of this process per create, in microseconds. */
async function costOf({ name, run }: Creator, calls: number): Promise<number> {
  let left = calls
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      // oxlint-disable-next-line no-await-in-loop -- So many at a time and no more.
      if (typeof (await run()) !== 'string') throw new Error(`${name} gave no id`)
    }
  }
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: inFlight }, worker))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

/** Measures all of them in turn, round by round, so that what else the machine does hits them alike, and takes medians. */
export async function cpu(rounds = 7, calls = 1500): Promise<Row[]> {
  const server = spawn(process.execPath, [fileURLToPath(new URL('server.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [port] = await once(server.stdout, 'data')
    const baseUrl = `http://127.0.0.1:${Number(port)}`
    const all = await creators(baseUrl)
    const costs = all.map((): number[] => [])
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, creator] of all.entries()) {
        // Some that do not count: V8 drops the machine code of what did not run for a while.
        // oxlint-disable-next-line no-await-in-loop -- One after the other is the point.
        await costOf(creator, calls / 10)
        // oxlint-disable-next-line no-await-in-loop -- The same.
        costs[index]?.push(await costOf(creator, calls))
      }
    }
    const medians = costs.map(median)
    const [native = Number.NaN] = medians
    const rows = all.map(({ name, budget }, index): Row => {
      const cost = medians[index] ?? Number.NaN
      return { name, figure: cost / native, unit: '', budget, note: `${Math.round(cost)} µs` }
    })
    return [...rows, await requestsPerCall(baseUrl, all)]
  } finally {
    server.kill()
  }
}

/** In the good case every call is one request. */
async function requestsPerCall(baseUrl: string, all: readonly Creator[]): Promise<Row> {
  const count = async (): Promise<number> => Number(await (await fetch(`${baseUrl}/requests`)).text())
  const ours = all.find(({ name, budget }) => budget !== undefined && name.includes('nodeTransport'))
  if (ours === undefined) throw new Error('nothing of ours was measured')
  const before = await count()
  await costOf(ours, 100)
  return {
    name: 'requests per create',
    figure: ((await count()) - before) / 100,
    unit: '',
    budget: 1,
    note: '',
  }
}
