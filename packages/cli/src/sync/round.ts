import type { Plan, PlannedOwner, Report, SyncEvent } from '@block-slots/sync'
import type { Session } from '../session.ts'
import type { Output } from '../io.ts'
import { wrap } from '../text/columns.ts'
import { formatClock } from '../text/moment.ts'
import { shownZone } from '../time/zone.ts'
import { readOwners } from './carry-out.ts'
import { eventLines, planLine, reportLine } from './event-lines.ts'
import type { SyncSession } from './open.ts'
import { describeCounts } from './plan-text.ts'
import type { PrintQueue } from './print-queue.ts'
import { describeOutcomes } from './report-text.ts'
import { describeBlock, isChange, valueOf, wordOf } from './step.ts'
import { describeStops } from './stop.ts'

const approvals = ['creates', 'all'] as const

/** The plans that `watch` applies: those that only create blocks, or all. */
export type Approval = (typeof approvals)[number]

/** True for a value of `--approve`. */
export const isApproval = (text: string): text is Approval => approvals.some((each) => each === text)

/** What the rounds of a watch share. */
export type Round = {
  readonly isJson: boolean
  readonly session: Session
  readonly approve: Approval
  readonly queue: PrintQueue
  /** A round has changed a calendar. */
  hasChanged: boolean
  /** The last round has left something undone. */
  isIncomplete: boolean
  /** The run of the last round, if that had nothing to change. */
  idleRun?: string | undefined
}

/** The time of a line of a log. */
export const clockOf = (ms: number, session: Session): string => formatClock(ms, shownZone(session))

/** Plans, and applies the plan when it is approved. */
export async function runRound(syncSession: SyncSession, round: Round): Promise<void> {
  const { sync, store, call, suffix } = syncSession
  const { session, approve, queue } = round
  const { progress } = session
  const plan = await sync.plan(call)
  const owners = await readOwners(plan)
  const isApproved = approve === 'all' || plan.counts.create === plan.changes
  say(round, planLine(plan, isApproved), () => describePlanned(plan, round, suffix, isApproved))
  round.isIncomplete = plan.stopped.length > 0
  if (!isApproved) return
  progress.resume = `block-slots apply ${plan.run.id}${suffix}`
  const onEvent = (event: SyncEvent): void => {
    call.onEvent(event)
    for (const line of eventLines(event, owners)) say(round, line, () => describeOutcome(event, owners))
  }
  // Without changes as well: what the plan has found is remembered, such as the new names of items.
  const report = await sync.apply(plan, { ...call, onEvent })
  if (plan.changes > 0)
    say(round, reportLine(report, { resume: progress.resume }), () => describeDone(report, round))
  await queue.written()
  round.hasChanged ||= progress.applied !== 'no'
  round.isIncomplete ||= isIncomplete(report)
  // All of it is reported.
  progress.applied = 'no'
  // A state keeps a number of runs. Those without changes must not push out the ones that can be undone.
  if (round.idleRun !== undefined) await store.removeRuns([round.idleRun])
  round.idleRun = plan.changes === 0 ? plan.run.id : undefined
}

const isIncomplete = ({ run, counts, stopped }: Report): boolean =>
  run.state === 'stopped' || counts.failed + counts.unknown + stopped.length > 0

/** Prints a line of JSON, or the same in words. */
function say({ isJson, queue }: Round, json: Output, describe: () => readonly Output[]): void {
  queue.add(...(isJson ? [json] : describe()))
}

function describePlanned(plan: Plan, { session }: Round, suffix: string, isApproved: boolean): string[] {
  const { run, counts, changes, stopped } = plan
  const time = clockOf(session.now(), session)
  const about = changes === 0 ? 'Nothing to change' : `Plan ${run.id}`
  return [
    ...wrap(`${about}: ${describeCounts(counts).join(', ') || 'no blocks'}.`, `${time}  `, {
      hanging: indent,
    }),
    ...describeStops(stopped, { suffix }).filter((line) => line !== ''),
    ...(isApproved
      ? []
      : [
          ...wrap(
            'Not carried out: --approve creates leaves plans that change or delete blocks to a person.',
            '  ',
          ),
          `  block-slots apply ${run.id}${suffix}`,
        ]),
  ]
}

/** Describes the outcome of a change. What is refused in each round is only counted. */
function describeOutcome(event: SyncEvent, owners: ReadonlyMap<string, PlannedOwner>): Output[] {
  if (event.type !== 'step' || !isChange(event.step)) return []
  const { owner, step, outcome, detail } = event
  const { name, timeZone } = owners.get(owner) ?? { name: owner, timeZone: 'UTC' }
  const value = valueOf(step)
  const word = outcome === 'done' ? wordOf(step, timeZone) : outcome
  const reason = outcome === 'done' || detail?.message === undefined ? [] : wrap(detail.message, indent)
  return [...describeBlock(word, { ...value, title: `${name}: ${value.title}` }, timeZone), ...reason]
}

function describeDone(report: Report, { session }: Round): string[] {
  const time = clockOf(session.now(), session)
  return wrap(`Run ${report.run.id}: ${describeOutcomes(report)}.`, `${time}  `, { hanging: indent })
}

const indent = ' '.repeat(10)
