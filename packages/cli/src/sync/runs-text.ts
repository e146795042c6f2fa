import type { Run, StoredRun } from '@block-slots/sync'
import { wrap } from '../text/columns.ts'
import { formatClock } from '../text/moment.ts'
import { describeCounts } from './plan-text.ts'
import { describeOutcomes } from './report-text.ts'
import { countOwners } from './stop.ts'

/** What became of a run after it: that a later one has undone it, or that it cannot be applied any more. */
export type RunMark = { readonly undoneBy?: string; readonly isStale?: boolean }

/**
 * Finds what became of the runs of one state.
 *
 * @param runs - All of them.
 */
export function markRuns(runs: readonly Run[]): Map<string, RunMark> {
  const serial = Math.max(-1, ...runs.map((run) => (run.state === 'planned' ? run.serial : run.serial + 1)))
  return new Map(
    runs.map(({ id, state, serial: own }): [string, RunMark] => {
      const undo = runs.find((run) => run.undoes === id && run.state === 'done')
      return [
        id,
        { ...(undo && { undoneBy: undo.id }), ...(state === 'planned' && own < serial && { isStale: true }) },
      ]
    }),
  )
}

/**
 * Describes stored runs, newest first, one on each line.
 *
 * @param zone - The zone of their times.
 * @yields Lines of the page.
 */
export function* describeRuns(
  runs: readonly StoredRun[],
  zone: string,
  marks: ReadonlyMap<string, RunMark> = new Map(),
): Iterable<string> {
  if (runs.length === 0) {
    yield 'No runs yet. Make a plan with: block-slots plan'
    return
  }
  yield `Runs, newest first, times in ${zone}`
  for (const { plan, report } of runs) {
    const { id, name, state, createdAt, undoes } = plan.run
    const when = formatClock(createdAt, zone)
    const { undoneBy, isStale } = marks.get(id) ?? {}
    const word = isStale ? 'stale' : undoneBy === undefined ? state : 'undone'
    const start = `  ${id}  ${when}  ${word.padEnd(stateColumns)}`
    const counts =
      state === 'planned'
        ? [...describeCounts(plan.counts), ...countOwners(plan.stopped, 'stopped')]
        : [describeOutcomes(report)]
    const about = [
      name,
      ...(undoes === undefined ? [] : [`undoes ${undoes}`]),
      ...(undoneBy === undefined ? [] : [`undone by ${undoneBy}`]),
      ...(counts.length === 0 ? ['no blocks'] : counts),
    ]
    yield* wrap(about.join(', '), start, { hanging: ' '.repeat(start.length) })
  }
}

/** The longest state, and two spaces. */
const stateColumns = 10
