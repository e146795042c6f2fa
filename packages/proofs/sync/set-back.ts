import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mulberry32 } from '../random.ts'
import { addEnded, emptyTally, withExperiment, type Tally } from './experiment.ts'
import { isResolved } from './job.ts'
import type { Judgement } from './judge.ts'
import type { Worker } from './process.ts'
import type { World } from './world.ts'

export type SetBackOptions = {
  readonly world: World
  /** How often the state is copied, and set back. */
  readonly points: number
  readonly scale: number
  /** Lists show what they did when the state was copied: the control, a program that does not read them again. */
  readonly withoutReading?: boolean
}

export type SetBackResult = Tally &
  Judgement & {
    /** Blocks that were created beyond one of each kind. */
    readonly createdTwice: number
    /** Writes of a last run. */
    readonly lastWrites: number
  }

const stateFiles = ['state.db', 'state.db-wal'] as const

/** Copies the state at random moments of an apply, and puts an older copy back after a kill, again and again. */
export const runSetBack = ({
  world,
  points,
  scale,
  withoutReading = false,
}: SetBackOptions): Promise<SetBackResult> =>
  withExperiment(world, scale, async (experiment) => {
    const { sandbox, jobIn, folder, requests } = experiment
    const tally = emptyTally()
    const random = mulberry32(world.seed)
    const writes = experiment.writes()
    const hiddenFile = folder('hidden.json')
    const job = withoutReading ? { ...jobIn('state'), hiddenFile } : jobIn('state')
    await mkdir(folder(''), { recursive: true })
    await writeFile(hiddenFile, '[]')
    /** Requests of one turn: half of them before the copy, on the average. */
    const range = (2.4 * world.locations * world.each) / points
    const copies: { readonly name: string; readonly blocks: ReadonlySet<string> }[] = []
    // oxlint-disable no-await-in-loop -- One process at a time.
    for (let point = 0; point < points; point += 1) {
      const worker = experiment.start(job, 1 + Math.floor(random() * range))
      const at = requests() + Math.floor(random() * range * 0.5)
      while (requests() < at && (await isRunning(worker))) continue
      const name = `copy-${point}`
      await copyState(worker, folder('state'), folder(name))
      copies.push({ name, blocks: new Set(sandbox.blocks().map(({ id }) => id)) })
      addEnded(tally, await worker.ended)
      // The last copy in most turns; else any of those before it.
      const older = random() < 0.5 ? copies.at(-1) : copies[Math.floor(random() * copies.length)]
      if (older === undefined) continue
      await rm(folder('state'), { recursive: true, force: true })
      await copyState(undefined, folder(older.name), folder('state'))
      const hidden = sandbox.blocks().filter(({ id }) => !older.blocks.has(id))
      await writeFile(hiddenFile, JSON.stringify(hidden.map(({ id }) => id)))
    }
    for (let started = 0; started < 5; started += 1) {
      const reports = addEnded(tally, await experiment.start(job).ended)
      if (reports.length > 0 && reports.every(isResolved)) break
    }
    // oxlint-enable no-await-in-loop
    const { createdTwice } = writes.since()
    const last = experiment.writes()
    addEnded(tally, await experiment.start(jobIn('state')).ended)
    return { ...tally, ...experiment.judge('first'), createdTwice, lastWrites: last.sum() }
  })

/** Lets a millisecond pass. False once the process has ended. */
const isRunning = async ({ ended }: Worker): Promise<boolean> =>
  Promise.race([ended.then(() => false), sleep(1, true)])

/** Copies the files of a state while its process stands still, so that they are of one moment. */
async function copyState(worker: Worker | undefined, from: string, to: string): Promise<void> {
  worker?.process.kill('SIGSTOP')
  // A signal takes a moment to stop a process that runs on another processor.
  await sleep(5)
  try {
    await mkdir(to, { recursive: true })
    for (const name of stateFiles) {
      // oxlint-disable-next-line no-await-in-loop -- Two files.
      if (existsSync(join(from, name))) await copyFile(join(from, name), join(to, name))
    }
  } finally {
    worker?.process.kill('SIGCONT')
  }
}
