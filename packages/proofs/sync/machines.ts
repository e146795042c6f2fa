import { addEnded, emptyTally, withExperiment, type Tally } from './experiment.ts'
import type { Judgement } from './judge.ts'
import type { World } from './world.ts'

export type MachinesResult = Tally & {
  /** After both have applied their plans at the same moment. */
  readonly atOnce: Judgement
  /** After one more run of each. */
  readonly after: Judgement
  /** Writes of another run of each. */
  readonly lastWrites: number
}

/** Lets two processes with a state each keep the same calendars equal at the same moment, then one after the other. */
export const runMachines = (world: World, scale: number): Promise<MachinesResult> =>
  withExperiment(world, scale, async ({ start, jobIn, judge, writes }) => {
    const tally = emptyTally()
    const names = ['one', 'other'] as const
    const workers = names.map((name) => start({ ...jobIn(name), waits: true }))
    await Promise.all(workers.map(({ planned }) => planned))
    for (const { go } of workers) go()
    for (const ended of await Promise.all(workers.map((worker) => worker.ended))) addEnded(tally, ended)
    const atOnce = judge('first')
    const runEach = async (): Promise<void> => {
      // oxlint-disable-next-line no-await-in-loop -- One after the other.
      for (const name of names) addEnded(tally, await start(jobIn(name)).ended)
    }
    await runEach()
    const after = judge('first')
    const last = writes()
    await runEach()
    return { ...tally, atOnce, after, lastWrites: last.sum() }
  })
