import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { ownPackage, type Candidate, type Generator } from './candidates.ts'
import { sourceOf } from './program.ts'
import { runWorker } from './worker-process.ts'

/** What the preparation of all ways shares. */
export type Setup = {
  /** An empty folder for everything that is installed and written. */
  readonly folder: string
  /** Address of the service that responds to creates. */
  readonly baseUrl: string
  /** True to measure the sources of our package instead of the package as it is published. */
  readonly fromSources: boolean
}

/** A way that is installed and creates blocks. */
export type Prepared = {
  readonly candidate: Candidate
  readonly version: string | undefined
  /** Folder with what it needs in `node_modules`, and nothing else there. */
  readonly folder: string
  /** Path of its program, which imports its packages from there. */
  readonly program: string
}

/** A way that could not be prepared. */
export type Unprepared = {
  readonly candidate: Candidate
  readonly problem: string
  readonly cause: string
}

const run = promisify(execFile)
const client = fileURLToPath(new URL('../../../client/', import.meta.url))
const contract = fileURLToPath(new URL('../../../../spec/openapi.yaml', import.meta.url))

/** Installs, generates and compiles the ways, and lets each create a block. */
export async function prepareAll(
  candidates: readonly Candidate[],
  setup: Setup,
): Promise<(Prepared | Unprepared)[]> {
  const { folder, fromSources } = setup
  const own = fromSources || !candidates.some(({ isOurs }) => isOurs) ? client : await packClient(folder)
  const folders = new Map<string, Promise<string>>()
  return Promise.all(
    candidates.map(async (candidate): Promise<Prepared | Unprepared> => {
      const { name, packages = [], generator } = candidate
      let problem = 'could not be installed'
      try {
        // Ways that need the same share a folder.
        const key = [...packages, ...(generator?.packages ?? [])].join(' ')
        const place = folders.get(key) ?? install(join(folder, `way-${folders.size}`), packages, own)
        folders.set(key, place)
        const installed = await place
        problem = 'could not be generated'
        if (generator !== undefined) await generate(generator, installed)
        const [measured = generator?.packages[0]] = packages
        const version =
          measured === undefined || fromSources ? undefined : await versionOf(installed, measured)
        problem = 'could not be run'
        const program = join(installed, `${fileNameOf(name)}.mjs`)
        await compile(candidate, installed, program)
        await runWorker(program, { ...setup, calls: 1 })
        return { candidate, version, folder: installed, program }
      } catch (error) {
        return { candidate, problem, cause: causeOf(error) }
      }
    }),
  )
}

/** The line of a failed command's output that names the error. */
function causeOf(error: unknown): string {
  const [first = '', ...lines] = String(error).trim().split('\n')
  return lines.find((line) => /error/i.test(line))?.trim() ?? first
}

const fileNameOf = (name: string): string => name.replaceAll(/\W+/g, '-')

/** Packs our package as it is published: pnpm writes the versions of the catalog and `publishConfig` into it. */
async function packClient(folder: string): Promise<string> {
  await run('pnpm', ['pack', '--pack-destination', folder], { cwd: client })
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz')) ?? ''
  return join(folder, name)
}

/** Makes a folder with the newest versions of packages, ours from a tarball or, as a link, from its folder. */
async function install(folder: string, packages: readonly string[], own: string): Promise<string> {
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const fromTarball = own.endsWith('.tgz')
  if (packages.includes(ownPackage) && !fromTarball) {
    const link = join(folder, 'node_modules', ownPackage)
    await mkdir(dirname(link), { recursive: true })
    await symlink(own, link)
    return folder
  }
  await npmInstall(
    folder,
    packages.map((name) => (name === ownPackage ? own : newest(name))),
  )
  return folder
}

async function npmInstall(cwd: string, packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return
  // Options of the package manager that started this process are not meant for this installation.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
  await run('npm', ['install', ...flags, ...packages], { cwd, env })
}

const newest = (name: string): string => (name.lastIndexOf('@') > 0 ? name : `${name}@latest`)

/** Generators are tools: they are installed apart from what a program needs at run time. */
async function generate({ packages, command, args }: Generator, folder: string): Promise<void> {
  const tool = join(folder, 'generator')
  await mkdir(tool)
  await writeFile(join(tool, 'package.json'), '{ "private": true }')
  await npmInstall(tool, packages.map(newest))
  const program = join(tool, 'node_modules/.bin', command)
  await run(process.execPath, [program, ...args(contract, join(folder, 'generated'))], { cwd: tool })
}

async function versionOf(folder: string, name: string): Promise<string | undefined> {
  for (const place of [folder, join(folder, 'generator')]) {
    const text = await readFile(join(place, 'node_modules', name, 'package.json'), 'utf8').catch(() => '{}')
    const { version }: { version?: string } = JSON.parse(text)
    if (version !== undefined) return version
  }
  return undefined
}

/** One module, with what was generated in it. Packages stay imports. */
async function compile(candidate: Candidate, folder: string, outfile: string): Promise<void> {
  const stdin = { contents: sourceOf(candidate), resolveDir: folder, loader: 'ts' as const }
  await build({
    stdin,
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  })
}

/** Starts the service that responds to creates, for as long as `use` runs with its address. */
export async function withServer<Result>(use: (baseUrl: string) => Promise<Result>): Promise<Result> {
  const program = fileURLToPath(new URL('server.ts', import.meta.url))
  const server = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const [port] = await once(server.stdout, 'data')
    return await use(`http://127.0.0.1:${Number(port)}`)
  } finally {
    server.kill()
  }
}
