import { syncError } from '../error.ts'
import type { PlannedOwner, Run } from '../plan.ts'
import type { Plan } from '../report.ts'
import type { SyncContext } from './context.ts'
import { addCounts, countSteps } from '../diff/count.ts'

/**
 * Finds a run by its id, or by the start of one.
 *
 * @throws BlockSlotsError of code `invalid-input` when there is none, or more than one.
 */
export async function findRun({ store }: Pick<SyncContext, 'store'>, id: string): Promise<Run> {
  const [run, ...others] = /^[0-9a-f]{4,}$/.test(id) ? await store.runs(id) : []
  if (run !== undefined && others.length === 0) return run
  const found = run === undefined ? 'no run has' : `${others.length + 1} runs have`
  throw syncError(
    'invalid-input',
    `Expected the id of a run, or its first four digits or more, and got ${id}, which ${found}.`,
    {
      hint: 'Plan again: a plan shows its id.',
    },
  )
}

/** True when a process has ended in the middle of a run: of what it has sent, the last may be missing in its journal. */
export const wasInterrupted = async ({ store }: Pick<SyncContext, 'store'>): Promise<boolean> =>
  (await store.runs()).some(({ state }) => state === 'applying')

/** Reads a plan from the store, or one location of it. */
export async function planOf(
  { store }: Pick<SyncContext, 'store'>,
  id: string,
  locationId?: string,
): Promise<Plan> {
  const owners = (): AsyncIterable<PlannedOwner> => store.owners(id, locationId)
  const run = await findRun({ store }, id)
  let counts = countSteps([])
  const stopped: PlannedOwner[] = []
  for await (const owner of owners()) {
    counts = addCounts(counts, owner.counts)
    if (owner.stop !== undefined) stopped.push(owner)
  }
  return {
    run,
    counts,
    changes: counts.create + counts.update + counts.delete,
    stopped,
    owners,
    steps: () => store.steps(id, locationId === undefined ? {} : { locationId }),
  }
}
