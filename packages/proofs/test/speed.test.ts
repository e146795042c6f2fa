import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { budgetFigures } from '../speed/budget.ts'
import { drawChart } from '../speed/chart.ts'
import { measureComparison, type Comparison } from '../speed/client/comparison.ts'
import type { Candidate } from '../speed/client/candidates.ts'
import { measureInstallation } from '../speed/client/size.ts'
import type { Measured, MeasuredRow } from '../speed/measured.ts'
import { quantile } from '../speed/median.ts'
import { formatSections } from '../speed/report.ts'
import { isHeld } from '../table.ts'

const speed = (...args: string[]): { status: number | null; stdout: string; stderr: string } => {
  const program = fileURLToPath(new URL('../speed/main.ts', import.meta.url))
  return spawnSync(process.execPath, ['--conditions=block-slots-source', program, ...args], {
    encoding: 'utf8',
  })
}

const client = 'createBlockSlotsClient'
const base: Candidate = {
  name: 'native fetch',
  setup: `const headers = { 'Content-Type': 'application/json' }`,
  create: (body) =>
    `(await fetch(baseUrl, { method: 'POST', headers, body: JSON.stringify(${body}) })).json()`,
}

function compare(candidate: Candidate, parts: ['cpu'] | ['types']): Promise<Comparison> {
  const options = { parts, rounds: 1, calls: 2, fromSources: true, folder: emptyFolder() }
  return measureComparison([base, candidate], options)
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-speed-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a short run prints one table, with a ratio, an import, a bundle and the refused bodies of each row', () => {
  const args = ['cpu', 'import', 'bundle', 'types', '--sources', '--rounds', '2', '--calls', '3']
  const { status, stdout, stderr } = speed(...args, '--row', 'node:http', '--row', client)
  expect(stderr).toBe('')
  const rows = stdout.split('\n').filter((line) => line.startsWith('|'))
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()))
  const names = cells.map(([, name]) => name)
  expect(names).toContain('native fetch')
  expect(names).toContain('node:http')
  expect(names).toContain(`**${client}**`)
  expect(names).not.toContain('**createBlockSlotsApi**')
  const ratio = /^\d+\.\d\d \(\d+\.\d\d to \d+\.\d\d\)$/
  for (const [, , inFlight, sequential, importMs, program] of cells.slice(2)) {
    expect(inFlight).toMatch(ratio)
    expect(sequential).toMatch(ratio)
    expect(importMs).toMatch(/^\d+\.\d ms$/)
    expect(program).toMatch(/^\d+\.\d kB(?:, Node)?$/)
  }
  const refused = new Map(cells.map((row) => [row[1], row[7]]))
  expect(refused.get('native fetch')).toBe('0 of 5')
  expect(refused.get(`**${client}**`)).toBe('5 of 5')
  expect(cells[2]?.[2]).toBe('1.00 (1.00 to 1.00)')
  expect(status).toBe(0)
})

test('--save needs a whole run of what is published', () => {
  for (const args of [['cpu'], ['--sources']]) {
    const { status, stderr } = speed('--save', ...args)
    expect(stderr).toContain('Expected --save with every row and part')
    expect(status).toBe(2)
  }
})

test('what cannot be installed, or creates no block, has a row that says so', async () => {
  const absent = await compare({ ...base, name: 'absent', packages: ['file:/no/such/package.tgz'] }, ['cpu'])
  expect(absent.rows[0]?.inFlight?.median).toBe(1)
  expect(absent.rows[1]).toMatchObject({ name: 'absent', problem: 'could not be installed' })
  expect(absent.causes).toEqual(['absent could not be installed: npm error code ENOENT'])
  const wrong = await compare({ name: 'wrong', create: () => '({ id: 1 })' }, ['cpu'])
  expect(wrong.rows[1]?.problem).toBe('could not be run')
  expect(wrong.causes[0]).toMatch(/^wrong could not be run: .*Expected the created block/)
})

test('an installation is counted by packages, nested and scoped ones too, and by bytes', async () => {
  const folder = emptyFolder()
  expect(await measureInstallation({ folder })).toEqual({ packages: 0, installedBytes: 0 })
  // The last one is a file of a package, not a package.
  for (const name of ['a', '@scope/b', 'a/node_modules/c', 'a/lib']) {
    const path = join(folder, 'node_modules', name, 'package.json')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '{}')
  }
  expect(await measureInstallation({ folder })).toEqual({ packages: 3, installedBytes: 8 })
})

test('types that refuse the right body as well give no count', async () => {
  const create = (body: string): string =>
    `(async (block: { calendarId: number }) => ${base.create('block')})(${body})`
  const { rows } = await compare({ ...base, name: 'strict', create }, ['types'])
  expect(rows.map(({ refusedBodies }) => refusedBodies)).toEqual([0, undefined])
})

const quartiles = (median: number): { median: number; low: number; high: number } => ({
  median,
  low: median - 0.05,
  high: median + 0.05,
})
const row = (name: string, median: number, rest: Partial<MeasuredRow> = {}): MeasuredRow => ({
  name,
  inFlight: quartiles(median),
  sequential: quartiles(median),
  ...rest,
})
const measured: Measured = {
  date: '2026-11-29',
  node: '24.21.0',
  processor: 'Processor',
  cores: 2,
  rounds: 11,
  calls: 1500,
  rows: [
    row('openapi-fetch', 1.3, {
      version: '0.17.0',
      importMs: -0.01,
      bundleBytes: 2489,
      isNodeBundle: false,
      packages: 2,
      installedBytes: 260_000,
      refusedBodies: 4,
    }),
    { name: 'a & b', version: '1.0.0', problem: 'could not be installed' },
    row(client, 1.25, { isOurs: true, version: '0.1.0', importMs: 3.96, bundleBytes: 16_900 }),
  ],
  sandbox: [{ name: '60,000 creates', measured: 4567, unit: '/s', min: 3000 }],
}

test('a saved run fills the sections of documents', () => {
  const { client: comparison = '', sandbox } = formatSections(measured)
  expect(comparison).toContain(
    'Measured on 2026-11-29 with Node 24.21.0 on 2 cores (Processor), in 11 rounds of 1,500 creates',
  )
  const lines = comparison.split('\n').map((line) => line.replaceAll(/ +/g, ' '))
  expect(lines).toContain(
    '| openapi-fetch 0.17.0 | 1.30 (1.25 to 1.35) | 1.30 (1.25 to 1.35) | 0.0 ms | 2.5 kB | 2, 0.26 MB | 4 of 5 |',
  )
  expect(lines).toContain('| a & b 1.0.0 | could not be installed | | | | | |')
  expect(lines).toContain(
    `| **${client}** | 1.25 (1.20 to 1.30) | 1.25 (1.20 to 1.30) | 4.0 ms | 16.9 kB | | |`,
  )
  expect(sandbox).toContain('| 60,000 creates      |      4,567 |')
})

test('the chart has a bar for each measured row, the cheapest first, a title, a description and both themes', () => {
  const chart = drawChart({ ...measured, rows: [...measured.rows, row('<c>', 2)] })
  expect([...chart.matchAll(/<text class="label.*?>(.*?)</g)].map(([, name]) => name)).toEqual([
    client,
    'openapi-fetch 0.17.0',
    '&lt;c&gt;',
  ])
  expect(chart).toContain('role="img" aria-labelledby="title description"')
  expect(chart).toMatch(/<desc id="description">.*createBlockSlotsClient 1\.25, openapi-fetch 0\.17\.0 1\.30/)
  expect(chart).toContain('@media (prefers-color-scheme: dark)')
  expect(chart).not.toMatch(/href|url\(|@import|<script/)
})

test('budgets are held or missed by the figures of the run', () => {
  const verdicts = (rows: readonly MeasuredRow[]): unknown[] =>
    budgetFigures(rows).map((figure) => [figure.name, isHeld(figure)])
  expect(verdicts(measured.rows)).toEqual([
    [`${client}: CPU, 32 in flight`, true],
    [`${client}: import`, true],
  ])
  const raw = row('openapi-fetch', 1.2)
  expect(verdicts([raw, row(client, 1.2, { importMs: 4.1, packages: 4, refusedBodies: 4 })])).toEqual([
    [`${client}: CPU, 32 in flight`, false],
    [`${client}: import`, false],
    [`${client}: packages`, false],
    [`${client}: wrong bodies refused`, false],
  ])
  const undici = 'client on undiciTransport'
  expect(verdicts([raw, row(undici, 0.45)])).toEqual([[`${undici}: CPU, 32 in flight`, true]])
  expect(verdicts([row(undici, 0.46)])).toEqual([[`${undici}: CPU, 32 in flight`, false]])
  expect(verdicts([raw, { name: client, problem: 'could not be run' }])).toContainEqual([
    `${client}: CPU, 32 in flight`,
    false,
  ])
})

test('a quantile is a value at its rank', () => {
  expect([0.25, 0.5, 0.75].map((share) => quantile([5, 1, 4, 2, 3], share))).toEqual([2, 3, 4])
  expect(quantile([], 0.5)).toBeNaN()
})
