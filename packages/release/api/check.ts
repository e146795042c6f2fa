import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { diff } from 'node:util'
import { listEntries } from './entry.ts'
import { createReport } from './report.ts'
import { readManifest } from '../shared/manifest.ts'

/*
 * Compares the public declarations of the built package in the current folder with the reports in its folder `api`;
 * `--update` writes the reports. `api/unnamed.json` has the reason for each mentioned name that cannot be imported.
 */

const folder = process.cwd()
const update = process.argv.includes('--update')
const manifest = readManifest(folder)
const reports = listEntries(manifest).map((entry) => ({
  title: entry.name === 'index' ? manifest.name : `${manifest.name}/${entry.name}`,
  path: `api/${entry.name}.api.md`,
  ...createReport(folder, entry),
}))
const problems: string[] = [
  ...reports.flatMap(({ errors: trouble }) => trouble),
  ...compareReports(),
  ...checkNames(),
]
for (const problem of problems) process.stderr.write(`${problem}\n`)
if (problems.length > 0) process.exitCode = 1
else {
  const counts = reports.map(({ path, named }) => `${path} ${named.size}`)
  process.stdout.write(`${manifest.name}, public names: ${counts.join(', ')}\n`)
}

/** Compares the reports with the committed ones, or writes them. Returns the differences. */
function compareReports(): string[] {
  mkdirSync('api', { recursive: true })
  const differences: string[] = []
  for (const { title, path, text } of reports) {
    const kept = existsSync(path) ? readFileSync(path, 'utf8') : undefined
    if (kept === text) continue
    if (update) writeFileSync(path, text)
    else if (kept === undefined) differences.push(`${title} has no ${path}.`)
    else differences.push(`${title} differs from ${path}:\n${changes(kept, text)}`)
  }
  const paths = new Set(reports.map(({ path }) => path))
  for (const file of readdirSync('api')) {
    const path = `api/${file}`
    if (paths.has(path) || !file.endsWith('.api.md')) continue
    if (update) rmSync(path)
    else differences.push(`${path} is a report of an entry that ${manifest.name} does not have.`)
  }
  if (differences.length > 0) {
    differences.push(
      `If the change is intended, run \`pnpm api:update\` and commit the reports with a changeset.`,
    )
  }
  return differences
}

/** Reports names that public declarations mention and no entry exports, unless there is a reason. */
function checkNames(): string[] {
  const file = 'api/unnamed.json'
  const reasons: Record<string, string[]> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const excused = new Set(Object.values(reasons).flat())
  // A name that one entry mentions may be exported by another one.
  const named = reports.flatMap((report) => [...report.named])
  const unnamed = new Map(
    reports.flatMap(({ title, unexported: forgotten }) =>
      [...forgotten].map((type) => [type, title] as const),
    ),
  )
  for (const type of named) unnamed.delete(type)
  return [
    ...[...unnamed]
      .filter(([type]) => !excused.has(type))
      .map(
        ([type, title]) =>
          `${title} mentions ${type}, which cannot be imported: export it, or give the reason in ${file}.`,
      ),
    ...[...excused]
      .filter((type) => !unnamed.has(type))
      .map((type) => `${file} has a reason for ${type}, which needs none: remove it.`),
  ]
}

/** The differing lines with two lines of context, at most forty. */
function changes(kept: string, made: string): string {
  const lines = diff(made.split('\n'), kept.split('\n'))
  const near = (at: number): boolean => lines.slice(Math.max(0, at - 2), at + 3).some(([side]) => side !== 0)
  const shown = lines.flatMap(([side, line], at) => (near(at) ? [`  ${' +-'.at(side)} ${line}`] : []))
  return [
    ...shown.slice(0, 40),
    ...(shown.length > 40 ? [`  … and ${shown.length - 40} more lines`] : []),
  ].join('\n')
}
