import { parseArgs } from 'node:util'
import { readCount, readNames } from '../arguments.ts'
import { matrixSeeds, matrixSize } from '../counts.ts'
import { exactly, printFigures, printLine, type Figure } from '../table.ts'
import { cells, positions, type Cell } from './cell.ts'
import type { MatrixRow } from './matrix-row.ts'
import { provenElsewhere } from './rows.ts'
import type { RuleName } from './rule.ts'
import { runCells, type FailedCell } from './run.ts'
import { overFetch, overUndici } from './sockets.ts'
import { inProcess, type Transport } from './transport.ts'
import { openUnreachable } from './unreachable.ts'

// `--seed 7` draws other random hits, `--row reset` runs the rows with that in their name, `--scale 100` runs the clock of
// the sockets that many times faster than the system clock.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    row: { type: 'string', default: '' },
    scale: { type: 'string' },
  },
})
const chosen = readNames('transport', positionals, ['in-process', 'fetch', 'undici'])
const firstSeed = readCount('--seed', values.seed, 20_261_122)
const seeds = Array.from(
  { length: readCount('--seeds', values.seeds, matrixSeeds) },
  (_, index) => firstSeed + index,
)
const scale = readCount('--scale', values.scale, 25)

/** Name resolution, handshakes and megabytes take real time, so the clock runs slower for these. */
const slowFaults = new Set(['connect-timeout', 'dns', 'oversized', 'tls'])
const isSlow = ({ row }: Cell): boolean => row.inject !== undefined && slowFaults.has(row.inject.fault)
/** `Date.now` is replaced for the whole process, which only works with one experiment at a time. */
const isExclusive = (cell: Cell): boolean => cell.row.clientFault === 'wall clock jumps'

type Batch = {
  readonly transport: Transport
  readonly concurrency: number
  readonly takes: (cell: Cell) => boolean
  /** Runs a failed cell once more by itself: a busy machine may have been too slow for the clock. */
  readonly retry?: Transport
}

const overSockets = (transportAt: (scale: number) => Transport): Batch[] => [
  {
    transport: transportAt(scale),
    retry: transportAt(scale * 0.4),
    concurrency: 32,
    takes: (cell) => !isExclusive(cell) && !isSlow(cell),
  },
  { transport: transportAt(scale * 0.4), retry: transportAt(scale * 0.3), concurrency: 8, takes: isSlow },
]

const unreachable = await openUnreachable()
const batches = {
  'in-process': [{ transport: inProcess, concurrency: 1, takes: () => true }],
  fetch: overSockets((times) => overFetch(unreachable.addresses, times)),
  undici: overSockets((times) => overUndici(unreachable.addresses, times)),
} as const satisfies Record<string, readonly Batch[]>

/** The platform's fetch waits for a connection longer than a call, so its client cannot know that nothing was sent. */
function ruleOver({ connectMs }: Transport): (row: MatrixRow) => RuleName {
  return ({ inject, rule }) =>
    inject?.fault === 'connect-timeout' && connectMs === undefined ? 'silentBefore' : rule
}

async function figuresOf(all: readonly Batch[]): Promise<Figure[]> {
  const startedMs = performance.now()
  const run: Cell[] = []
  const failed: FailedCell[] = []
  let retried = 0
  for (const { transport, concurrency, takes, retry } of all) {
    // Over sockets time is real, so one seed has to do.
    const batch = cells(concurrency > 1 ? seeds.slice(0, 1) : seeds, ruleOver(transport)).filter(
      (cell) => takes(cell) && cell.row.name.includes(values.row),
    )
    run.push(...batch)
    // oxlint-disable no-await-in-loop -- Batches share the processors.
    const missed = await runCells(batch, transport, concurrency)
    const left =
      retry === undefined
        ? missed
        : await runCells(
            missed.map(({ cell }) => cell),
            retry,
          )
    // oxlint-enable no-await-in-loop
    retried += missed.length - left.length
    failed.push(...left)
  }
  for (const { name, problems } of failed) printLine(`FAILED ${name}\n  ${problems.join('\n  ')}`)
  const name = all[0]?.transport.name ?? ''
  const byPosition = positions.map((position) => {
    const count = run.filter((cell) => cell.position === position).length
    const wrong = failed.filter(({ cell }) => cell.position === position).length
    return exactly(`${name}: as expected, ${position} request hit`, count - wrong, count)
  })
  return [
    ...byPosition,
    { name: `${name}: passed only alone, with a slower clock`, measured: retried },
    { name: `${name}: duration`, measured: Math.round((performance.now() - startedMs) / 1000), unit: ' s' },
  ]
}

const figures: Figure[] = [
  { name: 'forms of faults', measured: matrixSize.forms },
  { name: 'faults', measured: matrixSize.faults },
  { name: 'operations', measured: matrixSize.operations },
  { name: `experiments in process, ${matrixSeeds} seeds`, measured: matrixSize.experiments },
]
// oxlint-disable-next-line no-await-in-loop -- One transport after another, as they share the processors.
for (const name of chosen) figures.push(...(await figuresOf(batches[name])))
unreachable.close()
printFigures(`Fault matrix, seed ${firstSeed}`, figures)
for (const { fault, name, by } of provenElsewhere) printLine(`Fault ${fault}, ${name}, is proved by ${by}.`)
