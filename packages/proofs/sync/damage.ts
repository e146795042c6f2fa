import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  cut,
  flip,
  judgeRows,
  judgeState,
  makeFolder,
  writeHistory,
  type History,
  type Reading,
} from '@block-slots/sync/test/support/damage.ts'
import { exactly, printFigures, printGrid, printLine, type Figure } from '../table.ts'
import { hasStrace, injectErrors, injections, limitSize, type DiskErrors } from './disk-errors.ts'

// Damages a state of SQLite in every place, and lets its disk fail in every place. Nothing is left to chance: it takes no seed.

/** Between two limits for the size of a file, in kB: one page of it. */
const stepKb = 4

/** The bits of a byte that are flipped: one, or all. */
const patterns = [0x01, 0xff] as const

/** Flips each byte of a small state and cuts its files at each length. */
async function proveDamage(): Promise<void> {
  const folder = makeFolder()
  try {
    const history = await writeHistory(folder)
    const path = join(folder, 'damaged.db')
    const { main, wal } = history.files
    printFigures(
      `a state of ${main.length} bytes with a WAL of ${wal.length}, and ${history.states.length} states that it has had`,
      [...(await flipAll(path, history)), ...(await cutAll(path, history))],
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function flipAll(path: string, history: History): Promise<Figure[]> {
  const { main, wal } = history.files
  const counts = noReadings()
  let wrongRows = 0
  for (const bits of patterns) {
    for (let position = 0; position < main.length + wal.length; position += 1) {
      const files = flip(history.files, position, bits)
      counts[await judgeState(path, files, history)] += 1
      if (bits === patterns[0] && judgeRows(path, files, history) === 'wrong') wrongRows += 1
    }
  }
  return [
    ...readings('flips', counts),
    {
      name: 'flips of one bit that SQLite alone reads wrongly',
      measured: wrongRows,
      min: 1,
      note: 'negative control',
    },
  ]
}

async function cutAll(path: string, history: History): Promise<Figure[]> {
  const counts = noReadings()
  for (const file of ['main', 'wal'] as const) {
    for (let length = 0; length < history.files[file].length; length += 1) {
      counts[await judgeState(path, cut(history.files, file, length), history)] += 1
    }
  }
  return readings('cuts', counts)
}

const noReadings = (): Record<Reading, number> => ({ same: 0, earlier: 0, reported: 0, wrong: 0 })

const readings = (name: string, { same, earlier, reported, wrong }: Record<Reading, number>): Figure[] => [
  { name, measured: same + earlier + reported + wrong, min: 1 },
  { name: `${name}: the same state`, measured: same },
  { name: `${name}: an earlier state`, measured: earlier },
  { name: `${name}: reported`, measured: reported },
  exactly(`${name}: read wrongly`, wrong, 0),
]

/** Lets each write, each sync and each limit of the file's size fail while a process sends. */
async function proveDiskErrors(): Promise<void> {
  const early = await limitSize(stepKb, 'early')
  const results: [string, DiskErrors][] = [
    ['files that may not grow beyond a limit', await limitSize(stepKb)],
  ]
  if (hasStrace()) {
    for (const injection of injections) results.push([injection.name, await injectErrors(injection)])
  } else printLine('\nEIO, ENOSPC and SIGKILL at each call: NOT RUN, since strace is missing')
  // Which calls SQLite makes differs between systems.
  const called = results.filter(([, { processes }]) => processes > 0)
  printGrid(
    'a process for each place where the disk or the process can fail',
    ['failure', 'places', 'reported', 'succeeded when tried again', 'sent everything', 'sent'],
    called.map(([name, { processes, reported, recovered, complete, sent }]) => [
      name,
      processes,
      reported,
      recovered,
      complete,
      sent,
    ]),
  )
  const sum = (of: (errors: DiskErrors) => number): number =>
    called.reduce((total, [, errors]) => total + of(errors), 0)
  printFigures('of all these processes', [
    { name: 'processes', measured: sum(({ processes }) => processes), min: 1 },
    { name: 'sent', measured: sum(({ sent }) => sent), min: 1 },
    exactly(
      'sent without a durable intent',
      sum(({ sentWithoutIntent }) => sentWithoutIntent),
      0,
    ),
    exactly(
      'sent before the intent was synced',
      sum(({ sentBeforeSync }) => sentBeforeSync),
      0,
    ),
    exactly(
      'outcomes reported and lost',
      sum(({ lostOutcomes }) => lostOutcomes),
      0,
    ),
    exactly(
      'errors other than store-unavailable',
      sum(({ otherErrors }) => otherErrors),
      0,
    ),
    {
      name: 'sent without a durable intent, by a process that sends first',
      measured: early.sentWithoutIntent,
      min: 1,
      note: 'negative control',
    },
  ])
}

await proveDamage()
await proveDiskErrors()
