import type { Outcome, PlannedOwner, Report, StoredStep } from '@block-slots/sync'
import { describeMessage } from '../message.ts'
import type { Output } from '../io.ts'
import { formatCount, wrap } from '../text/columns.ts'
import { describeWhen } from '../text/moment.ts'
import { describeRefusal } from './plan-text.ts'
import { describeBlock, valueOf } from './step.ts'
import { countOwners, describeStops } from './stop.ts'

/** Items that are shown of a report; more are in its file. */
const maxShown = 50
/** Columns before the times: the longest of the outcomes. */
const columns = 11

/** Outcomes whose items are named one by one. */
const named = new Set<string>(['failed', 'unknown', 'refused'] satisfies Outcome[])

const words: readonly [Outcome, string][] = [
  ['done', 'done'],
  ['exists', 'there already'],
  ['failed', 'failed'],
  ['unknown', 'unknown'],
  ['refused', 'refused'],
  ['skipped', 'skipped'],
]

/** Where the owners of a report are described, and what its reader may do next. */
export type ReportContext = {
  /** Owners by their key. */
  readonly owners: ReadonlyMap<string, Pick<PlannedOwner, 'name' | 'timeZone'>>
  /** Options that repeat the configuration. */
  readonly suffix: string
  /** True for a run of `import` or `holidays`. */
  readonly isImported?: boolean
  /** The run that has undone it. */
  readonly undoneBy?: string | undefined
  /** The file that has all of it, if it could be written. */
  readonly file?: string
  /** The owners whose stop was shown with the plan, by their key. */
  readonly shown?: ReadonlySet<string>
}

/**
 * Describes a report: its counts, and each item that was not done with the reason.
 *
 * @yields Lines of the page.
 */
export async function* describeReport(
  report: Report,
  { owners, suffix, isImported, file, undoneBy, shown = new Set() }: ReportContext,
): AsyncIterable<Output> {
  const { run, counts, stopped } = report
  let rest = 0
  let count = 0
  for await (const row of report.steps()) {
    if (!named.has(row.state)) continue
    count += 1
    if (count > maxShown) rest += 1
    else yield* describeItem(row, owners)
  }
  if (rest > 0) yield `  and ${formatCount(rest)} more${file === undefined ? '' : `, in ${file}`}`
  yield* describeStops(
    stopped.filter(({ owner }) => !shown.has(owner)),
    { suffix, isImported, undoes: run.undoes },
  )
  yield* wrap(`Run ${run.id}: ${describeOutcomes(report)}.`)
  if (counts.refused > 0) yield* wrap(describeRefusal(isImported))
  if (file !== undefined) yield `Report: ${file}`
  // A run that is applying was cut off: its state is open for this command alone.
  if (run.state === 'stopped' || run.state === 'applying') {
    yield `Continue with: block-slots apply ${run.id}${suffix}`
  } else if (counts.failed + counts.unknown > 0) {
    yield `Send what failed again with: block-slots apply ${run.id} --only-failed${suffix}`
  }
  if (undoneBy !== undefined) yield `Undone by: ${undoneBy}`
  else if (counts.done > 0 && run.undoes === undefined) {
    yield `Undo it with: block-slots undo ${run.id}${suffix}`
  }
}

function* describeItem(
  { owner, state, step, detail }: StoredStep,
  owners: ReportContext['owners'],
): Iterable<Output> {
  const { name, timeZone } = owners.get(owner) ?? { name: owner, timeZone: 'UTC' }
  yield* describeBlock(state, valueOf(step), timeZone, columns)
  const over = step.action === 'refuse' ? step.over[0] : undefined
  const reason =
    over === undefined
      ? describeMessage(detail?.message ?? step.action)
      : `over an appointment: ${describeWhen(over, timeZone)}`
  yield* wrap(`${name}: ${reason}`, ' '.repeat(columns))
}

/** `130 done, 1 failed`; what an item of a plan has come to. */
export function describeOutcomes({ run, counts, stopped }: Report): string {
  const isOpen = run.state === 'stopped' || run.state === 'applying'
  const items = words.flatMap(([outcome, word]) => {
    const count = counts[outcome]
    // What is skipped in a run that was cut off is carried out when it goes on.
    return count > 0 ? [`${formatCount(count)} ${isOpen && outcome === 'skipped' ? 'not sent' : word}`] : []
  })
  return [...(items.length === 0 ? ['nothing to do'] : items), ...countOwners(stopped, 'stopped')].join(', ')
}
