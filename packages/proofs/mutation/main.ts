import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv, exit, stdout } from 'node:process'

/**
 * Plants faults into the sources of each group, one at a time, and counts how many of them its tests find. Works on a
 * copy in a temporary folder, where Stryker is installed as well: it brings 177 packages that nothing else needs.
 *
 *     pnpm --filter @block-slots/client mutation [group …]
 */
const version = '10.1.1'
const goal = 85

/** What is broken, and the tests that have to notice: of those that can, the quick ones. */
const groups: Readonly<Record<string, { readonly mutate: readonly string[]; readonly tests: RegExp }>> = {
  verdict: {
    mutate: ['verdict', 'decide'],
    tests: /^(verdict|failure|decide|retry|persist|truth)\.test/,
  },
  limiter: {
    mutate: ['limit/local', 'limit/pool', 'limit/quota'],
    tests: /^(limiter|limiter\.property|quota|quota\.property|retry)\.test/,
  },
  reconcile: {
    mutate: ['reconcile', 'same', 'make'],
    tests: /^(create|resolve|verify|absent|ensure|turn|same|truth|event|stopping)\.test/,
  },
  tokens: {
    mutate: [
      'endpoint',
      'exchange',
      'life',
      'memory',
      'refreshing',
      'renewal',
      'secret',
      'static',
      'store',
      'wait',
    ].map((name) => `token/${name}`),
    tests: /^(token|refreshing|rotation|provider|insist)\.test/,
  },
  redaction: { mutate: ['redact'], tests: /^(redact|redact\.property|scrub\.property|scan|error)\.test/ },
}

const home = resolve(import.meta.dirname, '..')
const place = join(tmpdir(), `block-slots-mutation-${version}`)
const work = join(place, 'work')

install()
const chosen = argv.slice(2)
const rows = (chosen.length === 0 ? Object.keys(groups) : chosen).map(score)
stdout.write(`\n${'group'.padEnd(12)}${'found'.padStart(8)}${'of'.padStart(8)}${'score'.padStart(10)}\n`)
for (const { name, found, all } of rows) {
  const share = all === 0 ? 0 : (100 * found) / all
  stdout.write(
    `${name.padEnd(12)}${String(found).padStart(8)}${String(all).padStart(8)}${share.toFixed(1).padStart(9)}%\n`,
  )
}
exit(rows.every(({ found, all }) => all > 0 && (100 * found) / all >= goal) ? 0 : 1)

function install(): void {
  mkdirSync(place, { recursive: true })
  if (!existsSync(join(place, 'node_modules', '@stryker-mutator', 'vitest-runner'))) {
    const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${version}`)
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--no-save']
    execFileSync('npm', ['install', '--prefix', place, ...flags, ...packages], { stdio: 'inherit' })
  }
  // The one that the tests use, since two of them know nothing of each other.
  const vitest = join(place, 'node_modules', 'vitest')
  rmSync(vitest, { recursive: true, force: true })
  symlinkSync(realpathSync(join(home, 'node_modules', 'vitest')), vitest)
}

function score(name: string): { readonly name: string; readonly found: number; readonly all: number } {
  const group = groups[name]
  if (group === undefined)
    throw new RangeError(`There is no group ${name}, only ${Object.keys(groups).join(', ')}.`)
  const tests = readdirSync(join(home, 'test')).filter(
    (file) => group.tests.test(file) && file.endsWith('.test.ts'),
  )
  if (tests.length === 0) return { name, found: 0, all: 0 }
  prepare(tests)
  const report = join(work, 'report.json')
  const options = {
    inPlace: true,
    testRunner: 'vitest',
    plugins: [join(place, 'node_modules', '@stryker-mutator', 'vitest-runner', 'dist', 'src', 'index.js')],
    vitest: { configFile: 'vitest.config.ts', related: false },
    mutate: group.mutate.map((path) => `src/${path}.ts`),
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    concurrency: 2,
    checkers: [],
    reporters: ['clear-text', 'json', 'html'],
    clearTextReporter: { reportTests: false, allowColor: false, reportScoreTable: false },
    jsonReporter: { fileName: report },
    htmlReporter: { fileName: join(place, `${name}.html`) },
    tempDirName: join(place, 'temp'),
    allowEmpty: true,
    disableTypeChecks: false,
    tsconfigFile: 'none.json',
    timeoutMS: 5000,
  }
  writeFileSync(join(work, 'stryker.conf.json'), JSON.stringify(options))
  const bin = join(place, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js')
  spawnSync(process.execPath, [bin, 'run', 'stryker.conf.json'], { cwd: work, stdio: 'inherit' })
  return { name, ...count(report) }
}

/** A copy of the package with one suite, in which faults can be planted. */
function prepare(tests: readonly string[]): void {
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  for (const part of ['src', 'test', 'package.json'])
    cpSync(join(home, part), join(work, part), { recursive: true })
  symlinkSync(join(home, 'node_modules'), join(work, 'node_modules'))
  const include = JSON.stringify(tests.map((file) => `test/${file}`))
  const conditions = `{ conditions: ['block-slots-source'] }`
  writeFileSync(
    join(work, 'vitest.config.ts'),
    `export default { resolve: ${conditions}, ssr: { resolve: ${conditions} }, test: { include: ${include}, testTimeout: 60000 } }\n`,
  )
}

function count(report: string): { readonly found: number; readonly all: number } {
  if (!existsSync(report)) return { found: 0, all: 0 }
  const { files }: { files: Record<string, { mutants: { status: string }[] }> } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status))
  const found = statuses.filter((status) => status === 'Killed' || status === 'Timeout').length
  const missed = statuses.filter((status) => status === 'Survived' || status === 'NoCoverage').length
  return { found, all: found + missed }
}
