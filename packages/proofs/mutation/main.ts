import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { proofArguments, readNames } from '../arguments.ts'
import { exactly, printFigures, type Figure } from '../table.ts'
import { groups, sourcesOf, testsOf, type MutationGroup } from './groups.ts'

// Puts mistakes into the client's sources, one at a time, and counts how many its tests find. Works on a copy in a temporary
// folder, where Stryker is installed as well: it brings 177 packages that nothing else needs. `--dry-run` only runs the
// tests of each group in the copy.

const strykerVersion = '10.1.1'
const minPercent = 85

const isDryRun = proofArguments.includes('--dry-run')
const names = readNames(
  'group',
  proofArguments.filter((each) => each !== '--dry-run'),
  Object.keys(groups),
)
const client = fileURLToPath(new URL('../../client/', import.meta.url))
const temporary = join(tmpdir(), `block-slots-mutation-${strykerVersion}`)
const copy = join(temporary, 'work')

installStryker()
printFigures(
  isDryRun ? 'Mutation, dry run' : 'Mutation',
  Object.entries(groups).flatMap(([name, group]) => (names.includes(name) ? run(name, group) : [])),
)

function installStryker(): void {
  mkdirSync(temporary, { recursive: true })
  if (!existsSync(join(temporary, 'node_modules', '@stryker-mutator', 'vitest-runner'))) {
    const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${strykerVersion}`)
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--no-save']
    execFileSync('npm', ['install', '--prefix', temporary, ...flags, ...packages], { stdio: 'inherit' })
  }
  // Stryker has to use the vitest of the tests: two copies do not share their state.
  const vitest = join(temporary, 'node_modules', 'vitest')
  rmSync(vitest, { recursive: true, force: true })
  symlinkSync(realpathSync(join(client, 'node_modules', 'vitest')), vitest)
}

function run(name: string, group: MutationGroup): Figure[] {
  const sources = sourcesOf(group, client)
  const tests = testsOf(group, client)
  const counts: Figure[] = [
    { name: `${name}: sources`, measured: sources.length, min: 1 },
    { name: `${name}: tests`, measured: tests.length, min: 1 },
  ]
  if (sources.length === 0 || tests.length === 0) return counts
  copyClient(tests)
  const report = join(copy, 'report.json')
  const options = {
    inPlace: true,
    testRunner: 'vitest',
    plugins: [
      join(temporary, 'node_modules', '@stryker-mutator', 'vitest-runner', 'dist', 'src', 'index.js'),
    ],
    vitest: { configFile: 'vitest.config.ts', related: false },
    mutate: sources.map((path) => `src/${path}`),
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    concurrency: 2,
    checkers: [],
    reporters: ['clear-text', 'json', 'html'],
    clearTextReporter: { reportTests: false, allowColor: false, reportScoreTable: false },
    jsonReporter: { fileName: report },
    htmlReporter: { fileName: join(temporary, `${name}.html`) },
    tempDirName: join(temporary, 'temp'),
    allowEmpty: true,
    disableTypeChecks: false,
    tsconfigFile: 'none.json',
    // One test bounds the heap, and instrumented code leaves more garbage, so it has to be collected earlier.
    testRunnerNodeArgs: ['--max-old-space-size=300'],
    timeoutMS: 5000,
    dryRunOnly: isDryRun,
  }
  writeFileSync(join(copy, 'stryker.conf.json'), JSON.stringify(options))
  const bin = join(temporary, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js')
  const { status } = spawnSync(process.execPath, [bin, 'run', 'stryker.conf.json'], {
    cwd: copy,
    stdio: 'inherit',
  })
  if (isDryRun) return [...counts, exactly(`${name}: exit code of the tests`, status ?? Number.NaN, 0)]
  const { killed, mutants } = readReport(report)
  return [
    ...counts,
    {
      name: `${name}: mistakes found`,
      measured: (100 * killed) / mutants,
      unit: ' %',
      min: minPercent,
      note: `${killed} of ${mutants}`,
    },
  ]
}

/** Copies the client with one suite into the folder in which Stryker changes sources. */
function copyClient(tests: readonly string[]): void {
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const part of ['src', 'test', 'package.json'])
    cpSync(join(client, part), join(copy, part), { recursive: true })
  symlinkSync(join(client, 'node_modules'), join(copy, 'node_modules'))
  const include = JSON.stringify(tests.map((file) => `test/${file}`))
  const conditions = `{ conditions: ['block-slots-source'] }`
  writeFileSync(
    join(copy, 'vitest.config.ts'),
    `export default { resolve: ${conditions}, ssr: { resolve: ${conditions} }, test: { include: ${include}, testTimeout: 60000 } }\n`,
  )
}

function readReport(report: string): { readonly killed: number; readonly mutants: number } {
  if (!existsSync(report)) return { killed: 0, mutants: 0 }
  const { files }: { files: Record<string, { mutants: { status: string }[] }> } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status))
  const killed = statuses.filter((status) => status === 'Killed' || status === 'Timeout').length
  const missed = statuses.filter((status) => status === 'Survived' || status === 'NoCoverage').length
  return { killed, mutants: killed + missed }
}
