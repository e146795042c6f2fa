import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { quantile } from '../speed/median.ts'
import type { Figure } from '../table.ts'
import { bin } from './command.ts'

/** The longest start, as a multiple of commander alone. */
const maxRatio = 1.5
const user = '0007BWpSzSwfiuSl0tR2'
const location = 'C2QujeCh8ZnC7al2InWR'

/** Milliseconds of each start, in the order of the rounds. */
export type Starts = { readonly floor: number[]; readonly help: number[]; readonly list: number[] }

/** Starts the command and commander alone in turn, so that a busy machine slows both. */
export async function measureStarts(rounds: number): Promise<Starts> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-start-'))
  const floor = join(folder, 'floor.mjs')
  writeFileSync(floor, floorProgram)
  const starts: Starts = { floor: [], help: [], list: [] }
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- A server on a port.
  const { port } = server.address() as AddressInfo
  const env = {
    PATH: process.env['PATH'],
    // Caches of their own, which the first round fills.
    NODE_COMPILE_CACHE: join(folder, 'cache'),
    XDG_CONFIG_HOME: folder,
    HIGHLEVEL_TOKEN: 'any-token',
    HIGHLEVEL_LOCATION_ID: location,
    HIGHLEVEL_BASE_URL: `http://127.0.0.1:${port}`,
  }
  const toExit = async (...argv: string[]): Promise<number> => {
    const startedMs = performance.now()
    const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
    const [code]: unknown[] = await once(child, 'exit')
    if (code !== 0) throw new Error(`Expected ${argv.join(' ')} to exit with 0 and got ${String(code)}.`)
    return performance.now() - startedMs
  }
  const toRequest = async (...argv: string[]): Promise<number> => {
    const startedMs = performance.now()
    const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: 'ignore' })
    const ended = once(child, 'exit')
    const sent = once(server, 'request').then(() => performance.now() - startedMs)
    const ms = await Promise.race([sent, ended.then(() => undefined)])
    child.kill('SIGKILL')
    await ended
    if (ms === undefined) throw new Error(`Expected ${argv.join(' ')} to send a request.`)
    return ms
  }
  try {
    for (let round = 0; round <= rounds; round += 1) {
      // oxlint-disable no-await-in-loop -- One process at a time.
      const measured = {
        floor: await toExit(floor, '--help'),
        help: await toExit(bin, '--help'),
        list: await toRequest(bin, 'list', '--user', user),
      }
      // oxlint-enable no-await-in-loop
      if (round === 0) continue
      for (const name of ['floor', 'help', 'list'] as const) starts[name].push(measured[name])
    }
    return starts
  } finally {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What a command line of commander costs that has one command, and nothing to load for it. */
const floorProgram = `import module from 'node:module'
module.enableCompileCache()
const { Command } = await import(${JSON.stringify(pathToFileURL(createRequire(bin).resolve('commander')).href)})
new Command('floor').version('1.0.0').option('-x, --example <value>', 'an example').parse()
`

/** The figures of measured starts. */
export function startFigures({ floor, help, list }: Starts): Figure[] {
  const ratios = (ms: readonly number[]): number[] =>
    ms.map((each, round) => each / (floor[round] ?? Number.NaN))
  const ratio = (name: string, ms: readonly number[]): Figure => ({
    name,
    measured: quantile(ratios(ms), 0.5),
    max: maxRatio,
    note: `${quantile(ms, 0.5).toFixed(0)} ms; ${spread(ratios(ms))}`,
  })
  return [
    { name: 'commander alone', measured: quantile(floor, 0.5), unit: ' ms', note: spread(floor, ' ms') },
    ratio('block-slots --help', help),
    ratio('block-slots list, up to its first request', list),
  ]
}

function spread(values: readonly number[], unit = ''): string {
  const [low, high] = [0.25, 0.75].map((share) => quantile(values, share).toFixed(2))
  return `quartiles ${low}${unit} to ${high}${unit}`
}
