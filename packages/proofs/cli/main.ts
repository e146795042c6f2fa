import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { readCount, readNames } from '../arguments.ts'
import { exactly, printFigures, printGrid, printLine, type Figure } from '../table.ts'
import { drawShots, emptyTally, hitApply, hitCreate, type Shot, type Tally } from './kills.ts'
import { pageFigures } from './page.ts'
import { measureStarts, startFigures } from './start.ts'
import { terminalFigures } from './terminal.ts'

// Proves that the built command line starts quickly, and that its exit codes and words are true however it ends.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    hits: { type: 'string' },
    creates: { type: 'string' },
    rounds: { type: 'string' },
  },
})
const seed = readCount('--seed', values.seed, 20_261_130)
const hits = readCount('--hits', values.hits, 200)
const creates = readCount('--creates', values.creates, 44)
const rounds = readCount('--rounds', values.rounds, 41)

const parts = { start, kills, terminal: terminalFigures, page: pageFigures } as const
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The keys of the table above.
for (const name of readNames('part', positionals, Object.keys(parts) as (keyof typeof parts)[])) {
  const startedMs = performance.now()
  // oxlint-disable-next-line no-await-in-loop -- Parts share the processors.
  const figures = await parts[name]()
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  printFigures(`Command line, ${name}`, [...figures, { name: 'duration', measured: seconds, unit: ' s' }])
}

async function start(): Promise<Figure[]> {
  return startFigures(await measureStarts(rounds))
}

async function kills(): Promise<Figure[]> {
  const size = { locations: 6, each: 50 }
  const applied = await shoot(drawShots(hits, seed), (shot, tally) => hitApply(shot, size, tally))
  const created = await shoot(drawShots(creates, seed), hitCreate)
  for (const [name, tally] of [
    ['apply', applied],
    ['create', created],
  ] as const) {
    printGrid(
      `Exit codes of ${name}, seed ${seed}`,
      ['hit: exit code', 'runs'],
      [...tally.codes].toSorted(([one], [other]) => one.localeCompare(other)),
    )
    for (const line of [...tally.wrong, ...tally.unfinished]) printLine(line)
  }
  return [...killFigures('apply, 300 blocks', applied, hits), ...killFigures('create', created, creates)]
}

function killFigures(name: string, tally: Tally, runs: number): Figure[] {
  return [
    exactly(`${name}: runs that were hit`, tally.runs, runs),
    exactly(`${name}: exit codes and words that are false`, tally.wrong.length, 0),
    exactly(`${name}: not finished by the next runs`, tally.unfinished.length, 0),
    { name: `${name}: most next runs`, measured: tally.mostRuns },
    exactly(`${name}: blocks lost`, tally.lost, 0),
    exactly(`${name}: blocks twice`, tally.twice, 0),
  ]
}

/** Runs shots beside each other: they wait most of their time. */
async function shoot(
  shots: readonly Shot[],
  hit: (shot: Shot, tally: Tally) => Promise<void>,
): Promise<Tally> {
  const tally = emptyTally()
  const left = shots.values()
  const work = async (): Promise<void> => {
    // oxlint-disable-next-line no-await-in-loop -- One after the other.
    for (const shot of left) await hit(shot, tally)
  }
  await Promise.all(Array.from({ length: 3 * availableParallelism() }, work))
  return tally
}
