import { checks } from './check.ts'
import { pnpm } from '../shared/command.ts'
import { compileAll, compilers, modes } from './compile.ts'
import { installedRuntimes, versionOf } from './installed.ts'
import { loadSandbox, type CheckResult } from './evaluate.ts'
import { publishedPackages, type Released, withRelease } from './release.ts'
import { runtimes } from './list.ts'
import type { RuntimeSpec } from './runtime.ts'
import { table } from './table.ts'
import { runConcurrently } from '../shared/queue.ts'

// Publishes to a registry on this machine, installs as a stranger, and proves it on every runtime and with every compiler
// that the README names. Prints a table of each, and ends with 1 when something fails.

const begun = performance.now()
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const failures: string[] = []

/** A cell: what held, or that it failed, with the reason kept for below the table. */
function cell(where: string, verdict: CheckResult | undefined): string {
  if (verdict === undefined) return '-'
  if ('held' in verdict) return `ok ${verdict.held}`
  failures.push(`${where}: ${verdict.failed}`)
  return 'FAILED'
}

const notes: string[] = []

async function lineOf(row: RuntimeSpec, folder: string): Promise<string[]> {
  const mock = await loadSandbox(folder)
  try {
    const runtime = await row.open(folder)
    if (runtime.resends !== undefined) notes.push(`${row.name}: ${runtime.resends}.`)
    const cells: string[] = []
    try {
      for (const check of checks) {
        cells.push(cell(`${row.name}, ${check.name}`, await check.run(runtime, { folder, mock })))
      }
    } finally {
      await runtime.close?.()
    }
    return [row.name, runtime.version, ...cells]
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error)
    return [row.name, cell(row.name, { failed }), ...checks.map(() => '')]
  }
}

async function prove({ consumer: { folder }, problems: complaints }: Released): Promise<void> {
  failures.push(...complaints)
  const lines = await runConcurrently(
    2,
    runtimes.map((row) => () => lineOf(row, folder)),
  )
  say('What is printed where, by the code of the documents; the figure is how many lines are as promised:\n')
  table(['runtime', 'version', ...checks.map(({ name }) => name)], lines)
  for (const note of notes) say(`${note}\n`)

  const compiled = await runConcurrently(
    2,
    compilers.map((compiler) => () => compiledBy(compiler, folder)),
  )
  say('The same code and every public entry, compiled with `strict` and without `skipLibCheck`:\n')
  table(['compiler', 'version', ...modes], compiled)
}

async function compiledBy({ name, path }: (typeof compilers)[number], folder: string): Promise<string[]> {
  const cells: string[] = []
  for (const mode of modes) {
    const said = await compileAll(folder, publishedPackages, path, mode)
    cells.push(said === '' ? 'ok' : 'FAILED')
    if (said !== '') failures.push(`TypeScript ${name}, ${mode}: ${said}`)
  }
  return [`TypeScript ${name}`, versionOf(path), ...cells]
}

await pnpm('install --frozen-lockfile', { cwd: installedRuntimes('..') })
await withRelease(prove, say)
for (const failure of failures) say(`FAILED ${failure}\n`)
say(
  `${failures.length === 0 ? 'All of it holds' : `${failures.length} failed`}; ${Math.round((performance.now() - begun) / 1000)} s.`,
)
process.exitCode = failures.length === 0 ? 0 : 1
