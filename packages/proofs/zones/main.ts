import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { runtimeTzdataVersion, tzdata, tzdataVersion } from '@block-slots/helpers/src/tzdata/index.ts'
import type { OffsetSource } from '@block-slots/helpers/src/zone/source.ts'
import { runtimeOffset } from '@block-slots/helpers/test/support/runtime-offset.ts'
import { proofArguments, readNames, usageError } from '../arguments.ts'
import { exactly, printFigures, printLine, type Figure } from '../table.ts'
import { checksOf, sameRules, type Header, type OracleLine } from './checks.ts'

// Compares the helpers with Python's zoneinfo at every change of every zone, by the rules of the runtime and by those of
// `tzdata`. `--sample` writes the sample that the tests use instead.

const script = fileURLToPath(new URL('oracle.py', import.meta.url))
const sampleFile = new URL('../../helpers/test/vectors/oracle.jsonl', import.meta.url)
/** About 3,000 checks. */
const sampleSize = 91

/** IANA names that the helpers reject: an abbreviation hides whether a place has a summer time. */
const rejectedNames = new Set(['EST', 'HST', 'MST'])

type SourceResult = {
  readonly name: string
  readonly version: string | undefined
  readonly rules: OffsetSource
  readonly source: OffsetSource | undefined
  checks: number
  failures: number
  /** Number of checks by zone that were skipped because the source has other tzdata. */
  readonly skipped: Map<string, number>
}

function requirePython(): void {
  if (spawnSync('python3', ['-c', 'import zoneinfo']).status !== 0)
    usageError('This proof needs python3 3.9 or later with zoneinfo. On Debian: apt-get install python3.')
  if (!existsSync('/usr/share/zoneinfo/tzdata.zi'))
    usageError(
      'This proof needs /usr/share/zoneinfo/tzdata.zi of Debian’s tzdata. On Debian: apt-get install tzdata.',
    )
}

function checkLine(line: OracleLine, result: SourceResult, sameVersion: boolean): void {
  // With the same version, other rules are a failure of the package.
  if (!sameVersion && !sameRules(line, result.rules)) {
    const count = line.walls.length * 4 + line.instants.length
    result.skipped.set(line.zone, (result.skipped.get(line.zone) ?? 0) + count)
    return
  }
  const isRejected = rejectedNames.has(line.zone)
  for (const { question, actual, expected } of checksOf(line, result.source)) {
    result.checks += 1
    if (isRejected ? actual.includes('is an abbreviation') : actual === expected) continue
    result.failures += 1
    if (result.failures <= 20)
      printLine(`${result.name}: ${question}: expected ${expected} and got ${actual}`)
  }
}

function figuresOf({ name, version, checks, failures, skipped }: SourceResult): Figure[] {
  const title = `${name}, tzdata ${version ?? 'unknown'}`
  return [
    { name: `${title}: checks`, measured: checks, min: 1 },
    exactly(`${title}: failures`, failures, 0),
    {
      name: `${title}: skipped for other data`,
      measured: [...skipped.values()].reduce((sum, count) => sum + count, 0),
    },
  ]
}

async function run(): Promise<void> {
  const python = spawn('python3', [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise<number | null>((resolve) => {
    python.once('close', resolve)
  })
  const counts = { checks: 0, failures: 0 }
  const results: SourceResult[] = [
    {
      ...counts,
      name: 'Intl',
      version: runtimeTzdataVersion(),
      rules: runtimeOffset,
      source: undefined,
      skipped: new Map(),
    },
    {
      ...counts,
      name: 'tzdata',
      version: tzdataVersion(),
      rules: tzdata,
      source: tzdata,
      skipped: new Map(),
    },
  ]
  let header: Header | undefined
  let changes = 0
  for await (const text of createInterface({ input: python.stdout })) {
    if (header === undefined) {
      const first: Header = JSON.parse(text)
      header = first
      continue
    }
    const line: OracleLine = JSON.parse(text)
    if (line.before !== line.after) changes += 1
    for (const result of results) checkLine(line, result, result.version === header.tzdata)
  }
  const status = await exited
  printFigures(`Python ${header?.python} on tzdata ${header?.tzdata}, 1970 to 2037`, [
    { name: 'zones', measured: header?.zones ?? 0 },
    { name: 'changes of offset', measured: changes },
    ...results.flatMap(figuresOf),
    exactly('exit code of oracle.py', status ?? Number.NaN, 0),
  ])
  for (const { name, skipped } of results) {
    const zones = [...skipped].map(([zone, count]) => `${zone} ${count}`)
    if (zones.length > 0) printLine(`\n${name}: skipped for other data: ${zones.join(', ')}`)
  }
  printLine(`\n${[...rejectedNames].join(', ')} have to be rejected, which counts as a check.`)
}

readNames('argument', proofArguments, ['--sample'])
requirePython()
if (proofArguments.includes('--sample')) {
  const lines = execFileSync('python3', [script, String(sampleSize)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  writeFileSync(sampleFile, lines)
} else {
  await run()
}
