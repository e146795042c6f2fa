import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { proofArguments, readCount, readNames, usageError } from '../arguments.ts'
import { printFigures, printLine, type Figure } from '../table.ts'
import { budgetFigures } from './budget.ts'
import { baseName, candidates } from './client/candidates.ts'
import { comparisonParts, measureComparison } from './client/comparison.ts'
import type { Measured } from './measured.ts'
import { formatComparison } from './report.ts'
import { measureSandbox } from './sandbox.ts'

// One table of what a create costs by the client and by its peers, which npm installs at their newest versions into a
// temporary folder; then the sandbox's speed, and the helpers'. `--row ky --row SDK` measures the ways with that in their
// name, `--sources` our sources instead of the package as it is published, `--save` writes the figures for the documents.

const { values, positionals } = parseArgs({
  args: [...proofArguments],
  allowPositionals: true,
  options: {
    row: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
    calls: { type: 'string' },
    sources: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
  },
})
const parts = readNames('part', positionals, [...comparisonParts, 'sandbox', 'helpers'])
const rounds = readCount('--rounds', values.rounds, 11)
const calls = readCount('--calls', values.calls, 1500)
const chosen = candidates.filter(({ name }) => name === baseName || isChosen(name))
const compared = comparisonParts.filter((part) => parts.includes(part))
if (values.save) checkComplete()

function isChosen(name: string): boolean {
  return values.row.length === 0 || values.row.some((text) => name.includes(text))
}

/** Documents show one run: every row of it, as published. */
function checkComplete(): void {
  const isComplete = compared.length === comparisonParts.length && parts.includes('sandbox')
  if (isComplete && !values.sources && chosen.length === candidates.length) return
  usageError('Expected --save with every row and part of the comparison and the sandbox, without --sources.')
}

const rows = await compare()
const sandbox = parts.includes('sandbox') ? await measureSandbox() : []
if (sandbox.length > 0) printFigures('Sandbox, in process', sandbox)
if (parts.includes('helpers')) runHelpers()
if (values.save) save()

async function compare(): Promise<Measured['rows']> {
  if (compared.length === 0) return []
  const folder = temporaryFolder()
  const options = { parts: compared, rounds, calls, fromSources: values.sources, folder }
  const { rows: measured, causes } = await measureComparison(chosen, options)
  printLine(`\nNode ${process.versions.node}: a create, CPU as a ratio to ${baseName}\n`)
  printLine(formatComparison(measured))
  for (const cause of causes) printLine(`\n${cause}`)
  // Budgets are for what users install.
  if (!values.sources) printFigures('Budgets', [...budgetFigures(measured), ...sizeFigures()])
  return measured
}

/** A folder that is removed when the process ends, by a signal too. */
function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'block-slots-speed-'))
  process.once('exit', () => rmSync(path, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  return path
}

/** Sizes as size-limit measures them, with their limits. */
function sizeFigures(): Figure[] {
  if (!compared.includes('bundle')) return []
  const cwd = fileURLToPath(new URL('../../client/', import.meta.url))
  const args = ['node_modules/size-limit/bin.js', '--json']
  const measured: readonly { name: string; size: number; sizeLimit: number }[] = JSON.parse(
    // It exits with 1 when a limit is missed, which is printed here.
    readOutput(() => execFileSync(process.execPath, args, { cwd, encoding: 'utf8' })),
  )
  return measured.map(({ name, size, sizeLimit }) => ({
    name: `size of ${name}`,
    measured: size,
    unit: ' B',
    max: sizeLimit,
  }))
}

function readOutput(run: () => string): string {
  try {
    return run()
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout)
    throw error
  }
}

function runHelpers(): void {
  const program = fileURLToPath(new URL('helpers/main.ts', import.meta.url))
  const { status } = spawnSync(process.execPath, ['--conditions=block-slots-source', program], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}

function save(): void {
  const measured: Measured = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    rounds,
    calls,
    rows,
    sandbox,
  }
  writeFileSync(new URL('measured.json', import.meta.url), `${JSON.stringify(measured, undefined, 2)}\n`)
  printLine('\nSaved. `pnpm docs:update` writes the documents and the chart.')
}
