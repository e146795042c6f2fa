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

// Publishes to a local registry, installs as a user, and tests the packages on every runtime and with every compiler that the
// README names. Prints a table of each, and exits with 1 on a failure.

const startedAt = performance.now()
const print = (text: string): void => void process.stdout.write(`${text}\n`)
const failures: string[] = []

/** A cell of the table. The reasons of failures are printed below it. */
function cell(where: string, result: CheckResult | undefined): string {
  if (result === undefined) return '-'
  if ('passed' in result) return `ok ${result.passed}`
  failures.push(`${where}: ${result.failed}`)
  return 'FAILED'
}

const notes: string[] = []

async function rowOf(spec: RuntimeSpec, folder: string): Promise<string[]> {
  const sandboxModule = await loadSandbox(folder)
  try {
    const runtime = await spec.open(folder)
    if (runtime.resends !== undefined) notes.push(`${spec.name}: ${runtime.resends}.`)
    const cells: string[] = []
    try {
      for (const check of checks) {
        cells.push(cell(`${spec.name}, ${check.name}`, await check.run(runtime, { folder, sandboxModule })))
      }
    } finally {
      await runtime.close?.()
    }
    return [spec.name, runtime.version, ...cells]
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error)
    return [spec.name, cell(spec.name, { failed }), ...checks.map(() => '')]
  }
}

async function verify({ consumer: { folder }, installPortable, problems }: Released): Promise<void> {
  failures.push(...problems)
  const portable = await installPortable()
  const rows = await runConcurrently(
    2,
    runtimes.map((spec) => () => rowOf(spec, spec.features.has('sync') ? folder : portable.folder)),
  )
  print('The programs of the documents on each runtime; the number is that of expected lines printed:\n')
  table(['runtime', 'version', ...checks.map(({ name }) => name)], rows)
  for (const note of notes) print(`${note}\n`)

  const compiled = await runConcurrently(
    2,
    compilers.map((compiler) => () => compilerRow(compiler, folder)),
  )
  print('The same code and every public entry, compiled with `strict` and without `skipLibCheck`:\n')
  table(['compiler', 'version', ...modes], compiled)
}

async function compilerRow({ name, path }: (typeof compilers)[number], folder: string): Promise<string[]> {
  const cells: string[] = []
  for (const mode of modes) {
    const errors = await compileAll(folder, publishedPackages, path, mode)
    cells.push(errors === '' ? 'ok' : 'FAILED')
    if (errors !== '') failures.push(`TypeScript ${name}, ${mode}: ${errors}`)
  }
  return [`TypeScript ${name}`, versionOf(path), ...cells]
}

await pnpm('install --frozen-lockfile', { cwd: installedRuntimes('..') })
await withRelease(verify, print)
for (const failure of failures) print(`FAILED ${failure}\n`)
print(
  `${failures.length === 0 ? 'All checks passed' : `${failures.length} checks failed`}; ${Math.round((performance.now() - startedAt) / 1000)} s.`,
)
process.exitCode = failures.length === 0 ? 0 : 1
