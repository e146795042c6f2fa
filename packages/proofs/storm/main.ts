import { parseArgs } from 'node:util'
import { readCount, readNames } from '../arguments.ts'
import { exactly, printFigures, printGrid, printLine, type Figure } from '../table.ts'
import { runStorm } from './job.ts'
import { withOwnFaults, type Kind, type Variant } from './kind.ts'
import { kinds } from './kinds.ts'
import { lateCommits } from './new-kinds.ts'
import { add, emptyTally, type Tally } from './tally.ts'
import { inProcess, overUndici, type StormTransport } from './transport.ts'

// Creates 60,000 blocks under every kind of fault, on `sandbox.fetch` and over sockets on `undiciTransport`, and counts by the
// audit log of the service. `--kind cached` runs the kinds with that in their name, `--scale 50` runs the clock of the
// sockets that many times faster than the system clock.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    creates: { type: 'string' },
    kind: { type: 'string', default: '' },
    scale: { type: 'string' },
    seed: { type: 'string' },
  },
})
const names = readNames('transport', positionals, ['in-process', 'undici'])
const creates = readCount('--creates', values.creates, 60_000)
const seed = readCount('--seed', values.seed, 20_261_129)
const transports: Readonly<Record<(typeof names)[number], StormTransport>> = {
  'in-process': inProcess,
  undici: overUndici(readCount('--scale', values.scale, 25)),
}
const chosen = kinds.filter(({ name }) => name.includes(values.kind))
/** Creates in each location of a variant. */
const each = 24

type Job = {
  readonly kind: Kind
  readonly variant: Variant
  readonly seed: number
  readonly locations: number
}

const jobs: Job[] = chosen.flatMap((kind, index) =>
  kind.variants.map((variant, part) => ({
    kind,
    variant,
    seed: seed + index * 100 + part,
    locations: Math.ceil(creates / chosen.length / kind.variants.length / each),
  })),
)

type Failed = { readonly job: Job; readonly counts: Tally }

const holds = ({ twice, lost, wrong }: Tally): boolean => twice + lost + wrong === 0

/** Runs jobs, some at a time where time is real; adds up those that hold, and returns the others. */
async function runAll(
  all: readonly Job[],
  transport: StormTransport,
  totals: ReadonlyMap<string, Tally>,
): Promise<Failed[]> {
  const queue = [...all]
  const failed: Failed[] = []
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const { kind, variant, locations } = job
      const size = { locations, each }
      // oxlint-disable-next-line no-await-in-loop -- A worker has one job at a time.
      const counts = await runStorm({ seed: job.seed, size, variant, strategy: 'client' }, transport)
      if (holds(counts)) add(totals.get(kind.name) ?? emptyTally(), counts)
      else failed.push({ job, counts })
    }
  }
  await Promise.all(Array.from({ length: transport.concurrency }, work))
  return failed
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)} %`

async function figuresOf(transport: StormTransport): Promise<Figure[]> {
  const startedMs = performance.now()
  const totals = new Map(chosen.map((kind) => [kind.name, emptyTally()]))
  const missed = await runAll(jobs, transport, totals)
  // A busy machine may have been too slow for a clock that is faster than the system's: once more, alone and slower.
  const failed =
    transport.slower === undefined
      ? missed
      : await runAll(
          missed.map(({ job }) => job),
          transport.slower,
          totals,
        )
  for (const { job, counts } of failed) {
    add(totals.get(job.kind.name) ?? emptyTally(), counts)
    for (const problem of counts.problems.slice(0, 5))
      printLine(`FAILED ${job.kind.name}, ${job.variant.name}: ${problem}`)
  }
  const sum = emptyTally()
  for (const counts of totals.values()) add(sum, counts)
  printGrid(
    `Storm, ${transport.name}, seed ${seed}`,
    [
      'kind of fault',
      'creates',
      'ensures',
      'made',
      'twice',
      'lost',
      'wrong',
      'unknown',
      'settled later',
      'share unknown',
    ],
    [...totals].map(([name, counts]) => [
      chosen.find((kind) => kind.name === name)?.isNew === true ? `${name} (new)` : name,
      ...([counts.creates, counts.ensures, counts.made, counts.twice, counts.lost] as const),
      ...([counts.wrong, counts.unknown, counts.settled] as const),
      percent(counts.unknown, counts.creates + counts.ensures),
    ]),
  )
  const { name } = transport
  return [
    { name: `${name}: creates`, measured: sum.creates },
    { name: `${name}: ensures`, measured: sum.ensures },
    exactly(`${name}: made twice`, sum.twice, 0),
    exactly(`${name}: lost`, sum.lost, 0),
    exactly(`${name}: wrong reports`, sum.wrong, 0),
    {
      name: `${name}: unknown outcomes`,
      measured: sum.unknown,
      note: percent(sum.unknown, sum.creates + sum.ensures),
    },
    { name: `${name}: of these, settled by reconcile() later`, measured: sum.settled },
    ...(transport.slower === undefined
      ? []
      : [
          {
            name: `${name}: jobs that held only alone, with a slower clock`,
            measured: missed.length - failed.length,
          },
        ]),
    { name: `${name}: duration`, measured: Math.round((performance.now() - startedMs) / 1000), unit: ' s' },
  ]
}

/** The new kinds with a client that lacks the knowledge of this one: each has to contradict the log. */
async function blindFigures(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { name, variants } of chosen.filter(({ isNew }) => isNew)) {
    const total = emptyTally()
    for (const variant of variants) {
      const job = { seed, size: { locations: 4, each }, variant: withOwnFaults(variant) }
      // oxlint-disable-next-line no-await-in-loop -- Each takes a processor of its own.
      add(total, await runStorm({ ...job, strategy: 'naive client' }, inProcess))
    }
    const { creates: count, twice, lost, wrong } = total
    const note = `of ${count} creates ${twice} twice, ${lost} lost, ${wrong} wrong`
    figures.push({ name: `naive client, ${name}: failures`, measured: twice + lost + wrong, min: 1, note })
  }
  return figures
}

async function lateFigures(): Promise<Figure[]> {
  const size = { locations: 20, each }
  const {
    creates: count,
    twice,
    unnamed,
  } = await runStorm({ seed, size, variant: lateCommits, strategy: 'client' }, inProcess)
  const { name } = lateCommits
  return [
    { name: `${name}: made twice of ${count}`, measured: twice, min: 1 },
    exactly(`${name}: of these, not named by findDuplicates`, unnamed, 0),
  ]
}

const figures: Figure[] = [
  { name: 'kinds of fault', measured: chosen.length },
  { name: 'of these, new', measured: chosen.filter(({ isNew }) => isNew).length },
]
// oxlint-disable-next-line no-await-in-loop -- One transport after another, as they share the processors.
for (const name of names) figures.push(...(await figuresOf(transports[name])))
if (values.kind === '') figures.push(...(await lateFigures()))
figures.push(...(await blindFigures()))
printFigures('Storm', figures)
