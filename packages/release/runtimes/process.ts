import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../shared/command.ts'
import {
  type Feature,
  captureConsole,
  parsePrinted,
  type RuntimeSpec,
  type Runtime,
  stripTypes,
  type RunContext,
} from './runtime.ts'
import { installedRuntimes } from './installed.ts'

/** How a runtime that is a program on this machine is started. */
type Program = {
  readonly name: string
  /** From the folder of the runtimes. */
  readonly path: string
  readonly args?: readonly string[]
  readonly can: readonly Feature[]
  /** Whether it takes TypeScript as it is. */
  readonly typescript?: boolean
}

const programs: readonly Program[] = [
  { name: 'Node 20.19', path: 'node-20/bin/node', can: ['node', 'process', 'bin'] },
  { name: 'Node 22', path: 'node-22/bin/node', can: ['node', 'process', 'bin'], typescript: true },
  { name: 'Node 24', path: 'node-24/bin/node', can: ['node', 'process', 'bin', 'mock'], typescript: true },
  { name: 'Node 26', path: 'node-26/bin/node', can: ['node', 'process', 'bin', 'mock'], typescript: true },
  {
    name: 'Bun',
    path: 'bun/bin/bun',
    args: ['run', '--no-install'],
    can: ['node', 'process'],
    typescript: true,
  },
  {
    name: 'Deno',
    path: 'deno/deno',
    args: ['run', '--quiet', '--allow-all', '--cached-only', '--node-modules-dir=manual'],
    can: ['node', 'process'],
    typescript: true,
  },
]

/** Node, Bun and Deno. */
export const processRuntimes: readonly RuntimeSpec[] = programs.map((program) => ({
  name: program.name,
  hasMock: program.can.includes('mock'),
  open: async () => openProcess(program),
}))

/** How the runtime of a row is started, where it is a program. */
export const programOf = (name: string): Program | undefined =>
  programs.find((program) => program.name === name)

async function openProcess(program: Program): Promise<Runtime> {
  const file = installedRuntimes(program.path)
  const said = await run(file, ['--version'])
  return createRuntime(program, file, /\d+\.\d+\.\d+/.exec(said)?.[0] ?? said.trim())
}

function createRuntime(
  { name, args = [], can, typescript = false }: Program,
  file: string,
  version: string,
): Runtime {
  return {
    file,
    version,
    features: new Set(can),
    async run(program, code, world) {
      const place = join(world.folder, 'run', name)
      mkdirSync(place, { recursive: true })
      const module = `${program}.${typescript ? 'ts' : 'js'}`
      writeFileSync(join(place, module), typescript ? code : stripTypes(code))
      const main = `const { log } = console\n${captureConsole}await import('./${module}')\nlog(JSON.stringify(printed))\n`
      writeFileSync(join(place, `${program}.main.js`), main)
      const env = { ...environment(file, world), HIGHLEVEL_TOKEN: world.token }
      const words = [...args, join(place, `${program}.main.js`)]
      const json = await run(file, words, { cwd: world.folder, env, timeoutMs: 120_000 })
      return parsePrinted(json)
    },
  }
}

/** The Node that runs this, with which the tests go. */
export const thisNode: Runtime = createRuntime(
  { name: 'Node', path: '', can: ['node', 'process', 'bin', 'mock'], typescript: true },
  process.execPath,
  process.versions.node,
)

/** What a program of `node_modules/.bin` needs so that this Node runs it, npx among them. */
export function environment(file: string, { url, token }: RunContext): Record<string, string> {
  return {
    PATH: `${dirname(file)}:${process.env.PATH ?? ''}`,
    TZ: 'UTC',
    HIGHLEVEL_BASE_URL: url,
    HIGHLEVEL_TOKEN: token,
    NODE_OPTIONS: '',
    NODE_NO_WARNINGS: '1',
  }
}
