import type { Run } from '../plan.ts'

/** Runs that were started and are kept, so that they can be undone: those of three months of nights. */
const maxStarted = 100
/** Plans that were never started and are kept. */
const maxPlanned = 10

/**
 * Returns the runs that are not kept: a watch plans every few minutes, and the state must not grow for ever.
 *
 * @param runs - Newest first.
 */
export function expiredRuns(runs: readonly Run[]): string[] {
  const planned = runs.filter(({ state }) => state === 'planned')
  const started = runs.filter(({ state }) => state !== 'planned')
  return [...planned.slice(maxPlanned), ...started.slice(maxStarted)].map(({ id }) => id)
}
