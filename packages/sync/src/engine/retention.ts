import type { Run } from '../plan.ts'
import type { Store } from '../store/store.ts'

/** Runs that were started and are kept, so that they can be undone: those of three months of nights. */
const maxStarted = 100
/** Plans that were never started and are kept. */
const maxPlanned = 10

/**
 * Finds the runs that are not kept: a watch plans every few minutes, and the state must not grow for ever. A run that has changed
 * nothing goes before one that can be undone.
 */
export async function findExpired({ runs, counts }: Pick<Store, 'runs' | 'counts'>): Promise<string[]> {
  const all = await runs()
  const planned = all.filter(({ state }) => state === 'planned')
  const started = all.filter(({ state }) => state !== 'planned')
  const excess = started.length - maxStarted
  const idle: Run[] = []
  // Newest first, where a watch has just left one. The run that was started last is never removed.
  for (const run of started.slice(1)) {
    if (idle.length >= excess) break
    // oxlint-disable-next-line no-await-in-loop -- Few are read.
    if (run.state === 'done' && (await counts(run.id)).done === 0) idle.push(run)
  }
  const oldest = started.filter((run) => !idle.includes(run)).slice(maxStarted)
  return [...planned.slice(maxPlanned), ...idle, ...oldest].map(({ id }) => id)
}
