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
import { exactly, printFigures, printLine, type Figure } from '../table.ts'
import { hasStrace, injectErrors, injections, limitSize, type DiskErrors } from './disk-errors.ts'

// Damages a state of SQLite in every place, and lets its disk fail in every place.

/** The bits of a byte that are flipped: one, or all. */
const patterns = [0x01, 0xff] as const

/** Flips each byte of a small state and cuts its files at each length; a step above 1 leaves out places. */
export async function proveDamage(step = 1): Promise<void> {
  const folder = makeFolder()
  try {
    const history = await writeHistory(folder)
    const path = join(folder, 'damaged.db')
    const { main, wal } = history.files
    printFigures(
      `a state of ${main.length} bytes with a WAL of ${wal.length}, and ${history.states.length} states that it has had`,
      [...(await flipAll(path, history, step)), ...(await cutAll(path, history, step))],
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function flipAll(path: string, history: History, step: number): Promise<Figure[]> {
  const { main, wal } = history.files
  const counts = noReadings()
  let wrongRows = 0
  for (const bits of patterns) {
    for (let position = 0; position < main.length + wal.length; position += step) {
      const files = flip(history.files, position, bits)
      counts[await judgeState(path, files, history)] += 1
      if (judgeRows(path, files, history) === 'wrong') wrongRows += 1
    }
  }
  return [
    ...readings('flips', counts),
    { name: 'flips that SQLite alone reads wrongly', measured: wrongRows, min: 1, note: 'negative control' },
  ]
}

async function cutAll(path: string, history: History, step: number): Promise<Figure[]> {
  const counts = noReadings()
  for (const file of ['main', 'wal'] as const) {
    for (let length = 0; length < history.files[file].length; length += step) {
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
export async function proveDiskErrors(stepKb = 4): Promise<void> {
  const early = await limitSize(stepKb * 4, 'early')
  printFigures('files that may not grow beyond a limit', [
    ...errorFigures(await limitSize(stepKb)),
    {
      name: 'sent without a durable intent, by a process that sends first',
      measured: early.sentWithoutIntent,
      min: 1,
      note: 'negative control',
    },
  ])
  if (!hasStrace()) {
    printLine('\nEIO and ENOSPC at each call: NOT RUN, strace is missing')
    return
  }
  for (const injection of injections) {
    const errors = await injectErrors(injection)
    const { call, error, lasts } = injection
    const title = `${error} of ${call}, ${lasts ? 'from each place on' : 'once at each place'}`
    if (errors.processes === 0) printLine(`\n${title}: never called on this system`)
    else printFigures(title, errorFigures(errors))
  }
}

const errorFigures = (errors: DiskErrors): Figure[] => [
  { name: 'processes', measured: errors.processes, min: 1 },
  { name: 'processes that met an error', measured: errors.reported },
  { name: 'commits that succeeded when tried again', measured: errors.recovered },
  { name: 'processes that sent everything', measured: errors.complete },
  { name: 'sent', measured: errors.sent },
  exactly('sent without a durable intent', errors.sentWithoutIntent, 0),
  exactly('sent before the intent was synced', errors.sentBeforeSync, 0),
  exactly('outcomes reported and lost', errors.lostOutcomes, 0),
  exactly('errors other than store-unavailable', errors.otherErrors, 0),
]
