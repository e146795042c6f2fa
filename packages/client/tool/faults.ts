import { parseArgs } from 'node:util'
import { wire, type Carrier } from './matrix/carrier.ts'
import { cells, positions, type Cell } from './matrix/cell.ts'
import { openNowhere } from './matrix/nowhere.ts'
import { elsewhere, rows, type Row } from './matrix/row.ts'
import type { RuleName } from './matrix/rule.ts'
import { runCells, type Failed } from './matrix/run.ts'
import { overFetch, overTransport } from './matrix/socket.ts'

// Runs the fault matrix in process and over sockets, and fails when a cell is not as the table says.
// `--seed 7` draws other random hits, `--only wire|fetch|node` runs one carrier, `--row reset` the rows of that name.

const print = (text: string): unknown => process.stdout.write(`${text}\n`)
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261122' },
    seeds: { type: 'string', default: '3' },
    only: { type: 'string' },
    row: { type: 'string', default: '' },
  },
})
const first = Number(values.seed)
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => first + index)

const nowhere = await openNowhere()
const carriers: readonly (readonly [name: string, carrier: Carrier, atOnce: number])[] = [
  ['wire', wire, 1],
  ['fetch', overFetch(nowhere.addresses), 16],
  ['node', overTransport(nowhere.addresses), 16],
]

/** The platform's fetch waits for a connection longer than a call does, so that nobody can say whether it came about. */
function ruleOver({ connectMs }: Carrier): (row: Row) => RuleName {
  return ({ hits, rule }) =>
    hits?.fault === 'connect-timeout' && connectMs === undefined ? 'silentBefore' : rule
}

/** What changes the whole process is only done where nothing else is under way. */
const fits = ({ row }: Cell, atOnce: number): boolean =>
  row.name.includes(values.row) && (atOnce === 1 || row.own !== 'wall clock jumps')

const failures: Failed[] = []
print(
  `${''.padEnd(30)}${positions.map((position) => position.padStart(14)).join('')}${'seconds'.padStart(10)}`,
)
for (const [name, carrier, atOnce] of carriers) {
  if (values.only !== undefined && values.only !== name) continue
  const all = cells(seeds, ruleOver(carrier)).filter((cell) => fits(cell, atOnce))
  const startedMs = performance.now()
  // oxlint-disable-next-line no-await-in-loop -- One carrier after another, as they share the processors.
  const failed = await runCells(all, carrier, atOnce)
  const tally = positions.map((position) => {
    const run = all.filter((cell) => cell.position === position).length
    const wrong = failed.filter(({ cell }) => cell.position === position).length
    return `${run - wrong} of ${run}`.padStart(14)
  })
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  print(`${carrier.name.padEnd(30)}${tally.join('')}${String(seconds).padStart(10)}`)
  for (const { name: cell, wrong } of failed) print(`  FAILED ${cell}\n    ${wrong.join('\n    ')}`)
  failures.push(...failed)
}
nowhere.close()
print(`${new Set(rows.map(({ fault }) => fault)).size} of the 40 faults in ${rows.length} forms. Elsewhere:`)
for (const { fault, name, proven } of elsewhere) print(`  ${fault} ${name}: ${proven}`)
if (failures.length > 0) process.exitCode = 1
