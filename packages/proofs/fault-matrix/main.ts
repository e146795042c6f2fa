import { parseArgs } from 'node:util'
import { wire, type Carrier } from './transport.ts'
import { cells, positions, type Cell } from './cell.ts'
import { openNowhere } from './unreachable.ts'
import { elsewhere, rows, type Row } from './row.ts'
import type { RuleName } from './rule.ts'
import { runCells, type Failed } from './run.ts'
import { overFetch, overTransport } from './socket.ts'

// Runs the fault matrix in process and over sockets, and fails when a cell is not as the table says.
// `--seed 7` draws other random hits, `--only wire|fetch|node` runs one carrier, `--row reset` the rows of that name,
// `--scale 100` lets the clock of the sockets go that many times faster than the machine's.

const print = (text: string): unknown => process.stdout.write(`${text}\n`)
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261122' },
    seeds: { type: 'string', default: '3' },
    only: { type: 'string' },
    row: { type: 'string', default: '' },
    scale: { type: 'string', default: '25' },
  },
})
const first = Number(values.seed)
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => first + index)

const nowhere = await openNowhere()
const { addresses } = nowhere
const scale = Number(values.scale)
/** What the machine itself needs time for: names, handshakes, megabytes. There the clock goes less fast. */
const isHeavy = ({ row }: Cell): boolean =>
  row.hits !== undefined && ['connect-timeout', 'dns', 'oversized', 'tls'].includes(row.hits.fault)

type Batch = {
  readonly carrier: Carrier
  readonly atOnce: number
  readonly takes: (cell: Cell) => boolean
  /** What a cell that failed is tried on once more, by itself: a busy machine may have been too slow for the clock. */
  readonly calm?: Carrier
}

/** What changes the whole process is only done where nothing else is under way. */
const apart = (cell: Cell): boolean => cell.row.own !== 'wall clock jumps'
const both = (make: (scale: number) => Carrier): Batch[] => [
  {
    carrier: make(scale),
    calm: make(scale * 0.4),
    atOnce: 32,
    takes: (cell) => apart(cell) && !isHeavy(cell),
  },
  { carrier: make(scale * 0.4), calm: make(scale * 0.3), atOnce: 8, takes: isHeavy },
]
const ways: Readonly<Record<string, readonly Batch[]>> = {
  wire: [{ carrier: wire, atOnce: 1, takes: () => true }],
  fetch: both((times) => overFetch(addresses, times)),
  node: both((times) => overTransport(addresses, times)),
}

/** The platform's fetch waits for a connection longer than a call does, so that nobody can say whether it came about. */
function ruleOver({ connectMs }: Carrier): (row: Row) => RuleName {
  return ({ hits, rule }) =>
    hits?.fault === 'connect-timeout' && connectMs === undefined ? 'silentBefore' : rule
}

const line = (name: string, parts: readonly string[]): unknown =>
  print(name.padEnd(30) + parts.map((part) => part.padStart(14)).join(''))

line('', [...positions, 'seconds'])
for (const [way, batches] of Object.entries(ways)) {
  if (values.only !== undefined && values.only !== way) continue
  const startedMs = performance.now()
  const run: Cell[] = []
  const failed: Failed[] = []
  let calmed = 0
  for (const { carrier, atOnce, takes, calm } of batches) {
    // Over sockets, time is real: one seed has to do.
    const some = cells(atOnce > 1 ? seeds.slice(0, 1) : seeds, ruleOver(carrier)).filter(
      (cell) => takes(cell) && cell.row.name.includes(values.row),
    )
    run.push(...some)
    // oxlint-disable no-await-in-loop -- One batch after another, as they share the processors.
    const missed = await runCells(some, carrier, atOnce)
    const again = missed.map(({ cell }) => cell)
    const left = calm === undefined ? missed : await runCells(again, calm)
    // oxlint-enable no-await-in-loop
    calmed += missed.length - left.length
    failed.push(...left)
  }
  const tally = positions.map((position) => {
    const all = run.filter((cell) => cell.position === position).length
    return `${all - failed.filter(({ cell }) => cell.position === position).length} of ${all}`
  })
  line(batches[0]?.carrier.name ?? way, [
    ...tally,
    String(Math.round((performance.now() - startedMs) / 1000)),
  ])
  if (calmed > 0) print(`  ${calmed} of them only by themselves, with a slower clock`)
  for (const { name, wrong } of failed) print(`  FAILED ${name}\n    ${wrong.join('\n    ')}`)
  if (failed.length > 0) process.exitCode = 1
}
nowhere.close()
print(`${new Set(rows.map(({ fault }) => fault)).size} of the 40 faults in ${rows.length} forms. Elsewhere:`)
for (const { fault, name, proven } of elsewhere) print(`  ${fault} ${name}: ${proven}`)
