import type { StoredRun } from '@block-slots/sync'
import { toOffsetDateTime } from '@block-slots/helpers'
import { wrap } from '../text/columns.ts'
import { describeCounts } from './plan-text.ts'
import { describeOutcomes } from './report-text.ts'
import { countOwners } from './stop.ts'

/**
 * Describes stored runs, newest first, one on each line.
 *
 * @param zone - The zone of their times.
 * @yields Lines of the page.
 */
export function* describeRuns(runs: readonly StoredRun[], zone: string): Iterable<string> {
  if (runs.length === 0) {
    yield 'No runs yet. Make a plan with: block-slots plan'
    return
  }
  yield `Runs, newest first, times in ${zone}`
  for (const { plan, report } of runs) {
    const { id, name, state, createdAt, undoes } = plan.run
    const when = toOffsetDateTime(createdAt, { timeZone: zone }).slice(0, 16).replace('T', ' ')
    const start = `  ${id}  ${when}  ${state.padEnd(stateColumns)}`
    const counts =
      state === 'planned'
        ? [...describeCounts(plan.counts), ...countOwners(plan.stopped, 'stopped')]
        : [describeOutcomes(report)]
    const about = [
      name,
      ...(undoes === undefined ? [] : [`undoes ${undoes}`]),
      ...(counts.length === 0 ? ['no blocks'] : counts),
    ]
    yield* wrap(about.join(', '), start, { hanging: ' '.repeat(start.length) })
  }
}

/** The longest state, and two blanks. */
const stateColumns = 10
