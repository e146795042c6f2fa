import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { attempt, run } from '../shared/command.ts'
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

/** A runtime that is a program. */
type Program = {
  readonly name: string
  /** Path in `runtimes/node_modules`. */
  readonly path: string
  readonly args?: readonly string[]
  readonly features: readonly Feature[]
  /** True when it runs TypeScript. */
  readonly typescript?: boolean
}

const programs: readonly Program[] = [
  { name: 'Node 20.19', path: 'node-20/bin/node', features: ['node', 'undici', 'process', 'bin', 'sandbox'] },
  // The oldest with a SQLite that needs no flag. Its TypeScript does.
  {
    name: 'Node 22.13',
    path: 'node-22/bin/node',
    features: ['node', 'undici', 'process', 'bin', 'sandbox', 'sync'],
  },
  {
    name: 'Node 24',
    path: 'node-24/bin/node',
    features: ['node', 'undici', 'process', 'bin', 'sandbox', 'sync', 'prism'],
    typescript: true,
  },
  {
    name: 'Node 26',
    path: 'node-26/bin/node',
    features: ['node', 'undici', 'process', 'bin', 'sandbox', 'sync', 'prism'],
    typescript: true,
  },
  {
    name: 'Bun',
    path: 'bun/bin/bun',
    args: ['run', '--no-install'],
    features: ['node', 'process'],
    typescript: true,
  },
  {
    name: 'Deno',
    path: 'deno/deno',
    args: ['run', '--quiet', '--allow-all', '--cached-only', '--node-modules-dir=manual'],
    features: ['node', 'process'],
    typescript: true,
  },
]

/** Node, Bun and Deno. */
export const processRuntimes: readonly RuntimeSpec[] = programs.map((program) => ({
  name: program.name,
  features: new Set(program.features),
  open: async () => openProcess(program),
}))

/** The program of a runtime, by its name. */
export const programOf = (name: string): Program | undefined =>
  programs.find((program) => program.name === name)

async function openProcess(program: Program): Promise<Runtime> {
  const file = installedRuntimes(program.path)
  const version = await run(file, ['--version'])
  return createRuntime(program, file, /\d+\.\d+\.\d+/.exec(version)?.[0] ?? version.trim())
}

function createRuntime(
  { name, args = [], features, typescript = false }: Program,
  file: string,
  version: string,
): Runtime {
  return {
    file,
    version,
    features: new Set(features),
    async run(program, code, context) {
      const place = join(context.folder, 'run', name)
      mkdirSync(place, { recursive: true })
      const module = `${program}.${typescript ? 'ts' : 'js'}`
      writeFileSync(join(place, module), typescript ? code : stripTypes(code))
      const main = `const { log } = console\n${captureConsole}await import('./${module}')\nlog(JSON.stringify(printed))\n`
      writeFileSync(join(place, `${program}.main.js`), main)
      const quiet = context.quiet === true
      const env = { ...environment(file, context), ...(quiet ? { NODE_NO_WARNINGS: undefined } : {}) }
      const words = [...args, join(place, `${program}.main.js`)]
      // A folder of its own for the files that a program writes by relative paths.
      const options = { cwd: mkdtempSync(join(place, 'files-')), env, timeoutMs: 120_000 }
      if (!quiet) return parsePrinted(await run(file, words, options))
      const ended = await attempt(file, words, options)
      if (ended.code !== 0 || ended.stderr !== '')
        throw new Error(`ended with ${ended.code} and the output ${ended.stderr.trim()}`)
      return parsePrinted(ended.stdout)
    },
  }
}

/** The Node that runs this process; the tests use it. */
export const thisNode: Runtime = createRuntime(
  {
    name: 'Node',
    path: '',
    features: ['node', 'undici', 'process', 'bin', 'sandbox', 'sync', 'prism'],
    typescript: true,
  },
  process.execPath,
  process.versions.node,
)

/** The environment in which programs of `node_modules/.bin`, npx included, run under a given Node. */
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
