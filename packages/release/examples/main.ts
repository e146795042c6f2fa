import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publish, settings } from '../runtimes/publish.ts'
import { type Registry, startRegistry } from '../runtimes/registry.ts'
import { table } from '../runtimes/table.ts'
import { run } from '../shared/command.ts'
import { listFiles } from '../shared/files.ts'
import { root } from '../shared/root.ts'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import { checkExample, checks } from './check.ts'

// Publishes to a local registry, installs each example of packages/docs/examples from it as a user does, runs it against a
// sandbox, and prints a table. Exits with 1 on a failure, with 2 for the name of no example.

const given = process.argv.slice(2)
const unknown = given.find((name) => checks[name] === undefined)
if (unknown !== undefined) {
  process.stderr.write(
    `Expected the name of an example (${Object.keys(checks).join(', ')}) and got ${unknown}.\n`,
  )
  process.exit(2)
}

const startedAt = performance.now()
const failures: string[] = []
const registry = await startRegistry()
try {
  await publish(registry)
  const rows: string[][] = []
  for (const name of Object.keys(checks)) {
    if (given.length === 0 || given.includes(name)) rows.push(await rowOf(name, registry))
  }
  table(['example', 'packages', 'with an install script', 'result', 'seconds'], rows)
} finally {
  await registry.close()
}
for (const failure of failures) process.stdout.write(`FAILED ${failure}\n\n`)
const seconds = Math.round((performance.now() - startedAt) / 1000)
process.stdout.write(
  `${failures.length === 0 ? 'All examples work' : `${failures.length} failed`}; ${seconds} s.\n`,
)
process.exitCode = failures.length === 0 ? 0 : 1

async function rowOf(name: string, { url }: Pick<Registry, 'url'>): Promise<string[]> {
  const start = performance.now()
  const { path: folder, remove } = temporaryFolder('example')
  try {
    copyExample(name, folder)
    writeFileSync(join(folder, '.npmrc'), settings({ url, close: async () => {} }))
    // Nothing runs while it is installed. The packages were published seconds ago, so no minimum age applies.
    const argv = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    await run('npm', argv, { cwd: folder, env: { npm_config_min_release_age: '0' } })
    const { count, scripted } = readInstalled(folder)
    const result = await checkExample(name, folder)
    return [name, String(count), scripted.join(', ') || 'none', result, secondsSince(start)]
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    return [name, '', '', 'FAILED', secondsSince(start)]
  } finally {
    remove()
  }
}

/** Copies an example without what a run in its folder has left there. */
function copyExample(name: string, to: string): void {
  const from = `packages/docs/examples/${name}/`
  for (const path of listFiles(root).filter((each) => each.startsWith(from))) {
    cpSync(join(root, path), join(to, path.slice(from.length)), { recursive: true })
  }
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(0)
}

/** The packages that npm installed, and those that would run a script without `--ignore-scripts`. */
function readInstalled(folder: string): { count: number; scripted: string[] } {
  const names = readdirSync(join(folder, 'node_modules'))
  const lock: { packages: Record<string, { hasInstallScript?: boolean; optional?: boolean }> } = JSON.parse(
    readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'),
  )
  const paths = Object.entries(lock.packages)
  const scripted = paths.flatMap(([path, { hasInstallScript }]) =>
    hasInstallScript === true ? [path.slice(path.lastIndexOf('node_modules/') + 13)] : [],
  )
  return { count: names.length === 0 ? 0 : paths.length, scripted: [...new Set(scripted)] }
}
