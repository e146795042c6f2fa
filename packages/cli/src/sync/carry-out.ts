import { join } from 'node:path'
import type { Plan, PlannedOwner, Report, SyncEvent } from '@block-slots/sync'
import type { Session } from '../session.ts'
import { confirm, type YesFlags } from '../confirm.ts'
import { signalCode } from '../exit-code.ts'
import { formatCount } from '../text/columns.ts'
import { displayPath } from '../text/path.ts'
import { serializeReport, saveDocument } from './document.ts'
import { eventLines, planLine, reportLine } from './event-lines.ts'
import type { SyncFlags, SyncSession } from './open.ts'
import { printAll } from './print-all.ts'
import { createPrintQueue } from './print-queue.ts'
import { createProgress } from './progress.ts'
import { describeReport } from './report-text.ts'
import { showPlan, type ShowFlags } from './show.ts'

/** The options of every command that carries out a plan. */
export type CarryOutFlags = SyncFlags & ShowFlags & YesFlags

/** A command in progress: its flags, and what it works with. */
export type Context = {
  readonly flags: CarryOutFlags
  readonly session: Session
  readonly syncSession: SyncSession
  /** The days of the plan, in words. */
  readonly days?: string | undefined
}

/** Shows a plan, asks, and carries it out. */
export async function confirmAndCarryOut(plan: Plan, context: Context): Promise<void> {
  const { flags, session, syncSession } = context
  const { note, print, progress } = session
  // With --json the plan is for the person who is asked, and stdout for the events.
  const show = flags.json ? note : print
  await showPlan(plan, { ...context, print: flags.json && flags.yes ? undefined : show, isApplied: true })
  const question = `Carry out ${formatCount(plan.changes)} ${plan.changes === 1 ? 'change' : 'changes'}?`
  if (plan.changes > 0 && !(await confirm(question, flags, session))) {
    progress.code = 2
    await note(
      `Nothing was changed. Carry it out later with: block-slots apply ${plan.run.id}${syncSession.suffix}`,
    )
    return
  }
  await carryOut(plan, { ...context, isShown: true })
}

type CarryOut = Context & {
  readonly only?: 'failed' | undefined
  /** The plan was shown, with the owners that it has stopped. */
  readonly isShown?: boolean
}

/** Carries out a plan, and reports its outcome, also when it was interrupted. */
export async function carryOut(plan: Plan, context: CarryOut): Promise<void> {
  const { flags, session, syncSession, only, isShown = false } = context
  const { progress, signal, note } = session
  const { sync, folder, suffix, isImported, call } = syncSession
  const { id } = plan.run
  const owners = await readOwners(plan)
  const queue = createPrintQueue(session)
  if (flags.json) queue.add(planLine(plan))
  progress.resume = `block-slots apply ${id}${suffix}`
  const shown = createProgress(session, await countOpen(plan, context))
  // The rate limit lets nothing through for seconds.
  const timer = session.showsProgress ? setInterval(shown.show, 1000) : undefined
  progress.onWait = shown.wait
  const onEvent = (event: SyncEvent): void => {
    call.onEvent(event)
    if (flags.json) queue.add(...eventLines(event, owners))
    shown.add(event)
  }
  const onAbort = (): void => {
    void note('Interrupted. Waiting for the responses to what was sent;', 'interrupt again to end at once.')
  }
  signal.addEventListener('abort', onAbort)
  const report = await sync.apply(plan, { ...call, onEvent, only }).finally(async () => {
    clearInterval(timer)
    progress.onWait = undefined
    signal.removeEventListener('abort', onAbort)
    // Also when it has failed: the lines say what was done until then.
    await queue.written().catch(() => {})
  })
  const file = await saveReport(report, join(folder, `${id}.report.json`), session)
  if (flags.json) {
    queue.add(reportLine(report, { file, resume: progress.resume }))
    await queue.written()
  } else {
    const known = new Set(isShown ? plan.stopped.map(({ owner }) => owner) : [])
    const about = { owners, suffix, isImported, shown: known, ...(file !== undefined && { file }) }
    await printAll(session, describeReport(report, about))
  }
  progress.code = codeOf(report, session)
  // All of it is reported.
  progress.applied = 'no'
}

/** Counts the changes that are to be sent: of a run that was begun, those that are left. */
async function countOpen({ run, changes }: Plan, { syncSession, only }: CarryOut): Promise<number> {
  if (run.state === 'planned') return changes
  const { planned, sent, failed, unknown } = await syncSession.store.counts(run.id)
  return Math.min(changes, planned + sent + (only === 'failed' ? failed + unknown : 0))
}

/** Writes the report beside the state. A failure is only noted, because the report is printed as well. */
async function saveReport(report: Report, path: string, { note }: Session): Promise<string | undefined> {
  try {
    await saveDocument(path, serializeReport(report))
    return displayPath(path)
  } catch (error) {
    await note(
      `Note: the report could not be written: ${error instanceof Error ? error.message : String(error)}`,
    )
    return undefined
  }
}

/** Reads the owners of a plan by their key. */
export async function readOwners(plan: Pick<Plan, 'owners'>): Promise<Map<string, PlannedOwner>> {
  const owners = new Map<string, PlannedOwner>()
  for await (const owner of plan.owners()) owners.set(owner.owner, owner)
  return owners
}

/** The exit code of a run that was reported. A signal counts only when nothing was sent. */
function codeOf({ run, counts, stopped }: Report, { signal, progress }: Session): number {
  if (counts.failed + counts.unknown > 0 || stopped.length > 0) return 7
  if (run.state !== 'stopped') return 0
  return signal.aborted && progress.applied === 'no' ? signalCode(signal) : 7
}
