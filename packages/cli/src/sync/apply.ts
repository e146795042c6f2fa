import { join, relative } from 'node:path'
import type { Plan, PlannedOwner, Report, Store, SyncEvent } from '@block-slots/sync'
import type { Session } from '../session.ts'
import { signalCode, UsageError } from '../failure.ts'
import { formatCount } from '../text/columns.ts'
import { serializeReport, saveDocument } from './document.ts'
import { type SyncSession, withSync, type SyncFlags } from './open.ts'
import { describePlan } from './plan-text.ts'
import { readAllow, type AllowFlags } from './allow.ts'
import { printAll } from './print-all.ts'
import { createProgress } from './progress.ts'
import { describeReport } from './report-text.ts'

type ApplyFlags = SyncFlags & { readonly yes?: true; readonly onlyFailed?: true }

/** `block-slots apply`: carries out a plan that was made before, or makes one, shows it and asks. */
export async function apply(run: string | undefined, flags: ApplyFlags, session: Session): Promise<void> {
  const { onlyFailed } = flags
  if (run === undefined && onlyFailed) {
    throw new UsageError(
      'Expected a run with --only-failed and got none. Write block-slots apply RUN --only-failed; a report names its run.',
    )
  }
  const only = onlyFailed ? 'failed' : undefined
  if (run === undefined) checkCanConfirm(flags, session)
  await withSync(flags, session, async (syncSession) => {
    if (run !== undefined) return carryOut(run, { flags, session, syncSession, only })
    const planned = await syncSession.sync.plan(syncSession.call)
    await confirmAndCarryOut(planned, { flags, session, syncSession, days: syncSession.days })
  })
}

/** `block-slots undo`: plans the reverse of a run, shows it, asks, and carries it out. */
export async function undo(run: string, flags: ApplyFlags & AllowFlags, session: Session): Promise<void> {
  checkCanConfirm(flags, session)
  const allow = readAllow(flags)
  await withSync(flags, session, async (syncSession) => {
    const planned = await syncSession.sync.undo(run, { ...syncSession.call, allow })
    await confirmAndCarryOut(planned, { flags, session, syncSession })
  })
}

/** A command in progress: its flags, and what it works with. */
type Context = {
  readonly flags: ApplyFlags
  readonly session: Session
  readonly syncSession: SyncSession
  readonly only?: 'failed' | undefined
}

/**
 * Makes sure that a plan can be confirmed, before anything is read.
 *
 * @throws UsageError when there is neither a terminal nor `--yes`.
 */
function checkCanConfirm({ yes }: ApplyFlags, { ask }: Session): void {
  if (yes || ask !== undefined) return
  throw new UsageError(
    'Expected a terminal to ask on, or --yes, and got neither. Add --yes to carry out the plan without a question, or run ' +
      'block-slots plan first and then block-slots apply RUN.',
  )
}

async function confirmAndCarryOut(
  planned: Plan,
  { days, ...context }: Context & { readonly days?: string },
): Promise<void> {
  const { flags, session, syncSession } = context
  const { ask, note, print, isClosed, signal } = session
  const show = { print: flags.json ? note : print, isClosed }
  if (!(flags.json && flags.yes))
    await printAll(show, describePlan(planned, { suffix: syncSession.suffix, days, isApplied: true }))
  if (planned.changes > 0 && !flags.yes) {
    const answer = (await ask?.(`Carry out ${formatCount(planned.changes)} changes? [y/N] `)) ?? ''
    signal.throwIfAborted()
    if (!/^y(es)?$/i.test(answer.trim())) {
      session.progress.code = 2
      await note(
        `Nothing was changed. Carry it out later with: block-slots apply ${planned.run.id}${syncSession.suffix}`,
      )
      return
    }
  }
  await carryOut(planned, context)
}

/** Carries out a plan, and reports its outcome, also when it was interrupted. */
async function carryOut(
  planned: Plan | string,
  { flags, session, syncSession, only }: Context,
): Promise<void> {
  const { progress, signal, note } = session
  const { sync, store, folder, suffix, call } = syncSession
  const id = typeof planned === 'string' ? planned : planned.run.id
  progress.resume = `block-slots apply ${id}${suffix}`
  const showProgress = createProgress(session, typeof planned === 'string' ? undefined : planned.changes)
  const onEvent = (event: SyncEvent): void => {
    call.onEvent(event)
    showProgress(event)
  }
  const onAbort = (): void => {
    void note('Interrupted. Waiting for the responses to what was sent; interrupt again to end at once.')
  }
  signal.addEventListener('abort', onAbort)
  const report = await sync
    .apply(planned, { ...call, onEvent, only })
    .finally(() => signal.removeEventListener('abort', onAbort))
  const file = await saveReport(report, join(folder, `${report.run.id}.report.json`), session)
  const owners = await readOwners(store, report.run.id)
  // A plan that was made for this run was shown, with the owners that it has stopped.
  const shown = new Set(typeof planned === 'string' ? [] : planned.stopped.map(({ owner }) => owner))
  const context = { owners, suffix, shown, ...(file !== undefined && { file }) }
  await printAll(session, flags.json ? serializeReport(report) : describeReport(report, context))
  progress.code = codeOf(report, session)
  // All of it is reported.
  progress.applied = 'no'
}

/** Writes the report beside the state. A failure is only noted, because the report is printed as well. */
async function saveReport(report: Report, path: string, { note }: Session): Promise<string | undefined> {
  try {
    await saveDocument(path, serializeReport(report))
    const near = relative(process.cwd(), path)
    return near.startsWith('..') ? path : near
  } catch (error) {
    await note(
      `Note: the report could not be written: ${error instanceof Error ? error.message : String(error)}`,
    )
    return undefined
  }
}

async function readOwners(store: Store, run: string): Promise<Map<string, PlannedOwner>> {
  const owners = new Map<string, PlannedOwner>()
  for await (const owner of store.owners(run)) owners.set(owner.owner, owner)
  return owners
}

/** The exit code of a run that was reported. A signal counts only when nothing was sent. */
function codeOf({ run, counts, stopped }: Report, { signal, progress }: Session): number {
  if (counts.failed + counts.unknown > 0 || stopped.length > 0) return 7
  if (run.state !== 'stopped') return 0
  return signal.aborted && progress.applied === 'no' ? signalCode(signal) : 7
}
