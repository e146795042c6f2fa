/**
 * Holds the package to Python's zoneinfo at every change of every zone from 1970 to 2037, by the rules of
 * the runtime and by those of `tzdata`:
 *
 *     node tool/oracle.ts           prints the figures, and fails with a check
 *     node tool/oracle.ts --sample  writes test/vectors/oracle.jsonl
 */
import { execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { OffsetSource } from '@block-slots/helpers/src/zone/source.ts'
import { runtimeTzdataVersion, tzdata, tzdataVersion } from '@block-slots/helpers/src/tzdata/index.ts'
import { checksOf, type Header, type Line, runtimeOffset, sameRules } from './checks.ts'

const script = fileURLToPath(new URL('oracle.py', import.meta.url))
// About 3,000 checks.
const sampleSize = 91

type SourceResult = {
  name: string
  version: string | undefined
  rules: OffsetSource
  source: OffsetSource | undefined
  checks: number
  failures: number
  /** How many checks were left out for other data, by zone. */
  skipped: Map<string, number>
}

const print = (line: string): unknown => process.stdout.write(`${line}\n`)
const group = (count: number): string => count.toLocaleString('en-US')

// What IANA lists and we refuse on purpose: an abbreviation hides whether a place has a summer time.
const rejectedNames = new Set(['EST', 'HST', 'MST'])

function checkLine(line: Line, tally: SourceResult, same: boolean): void {
  if (!same && !sameRules(line, tally.rules)) {
    const count = line.walls.length * 4 + line.instants.length
    tally.skipped.set(line.zone, (tally.skipped.get(line.zone) ?? 0) + count)
    return
  }
  const refused = rejectedNames.has(line.zone)
  for (const { question, actual, expected } of checksOf(line, tally.source)) {
    tally.checks += 1
    if (refused ? actual.includes('is an abbreviation') : actual === expected) continue
    tally.failures += 1
    if (tally.failures <= 20) print(`${tally.name}: ${question} came out as ${actual}, not as ${expected}`)
  }
}

function report({ name, version, checks, failures, skipped: left }: SourceResult): void {
  const skipped = [...left.values()].reduce((sum, count) => sum + count, 0)
  print(
    `${name} (tzdata ${version ?? 'of unknown version'}): ${group(checks)} checks, ${group(failures)} failures; ` +
      `${group(skipped)} left out for other data`,
  )
  for (const [zone, count] of left) print(`  other data: ${zone}, ${group(count)} checks`)
}

async function run(): Promise<void> {
  const python = spawn('python3', [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => {
    python.once('close', resolve)
  })
  const start = { checks: 0, failures: 0 }
  const tallies: SourceResult[] = [
    {
      ...start,
      name: 'Intl',
      version: runtimeTzdataVersion(),
      rules: runtimeOffset,
      source: undefined,
      skipped: new Map(),
    },
    { ...start, name: 'tzdata', version: tzdataVersion(), rules: tzdata, source: tzdata, skipped: new Map() },
  ]
  let header: Header | undefined
  let changes = 0
  for await (const text of createInterface({ input: python.stdout })) {
    if (header === undefined) {
      const first: Header = JSON.parse(text)
      header = first
      print(`Python ${header.python} on tzdata ${header.tzdata}: ${header.zones} zones`)
      continue
    }
    const line: Line = JSON.parse(text)
    if (line.before !== line.after) changes += 1
    // With the same version, other data would be a failure of ours.
    for (const tally of tallies) checkLine(line, tally, tally.version === header.tzdata)
  }
  print(`${group(changes)} changes of offset from 1970 to 2037`)
  for (const tally of tallies) report(tally)
  print(`${[...rejectedNames].join(', ')} are held to being refused, and counted as checks`)
  const failed = tallies.some(({ checks, failures }) => checks === 0 || failures > 0)
  if (failed || (await ended) !== 0) process.exitCode = 1
}

if (process.argv.includes('--sample')) {
  const lines = execFileSync('python3', [script, String(sampleSize)], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  writeFileSync(new URL('../../helpers/test/vectors/oracle.jsonl', import.meta.url), lines)
} else {
  await run()
}
