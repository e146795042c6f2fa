import { join, relative } from 'node:path'
import type { Plan, PlannedOwner, Report, Store, SyncEvent } from '@block-slots/sync'
import type { Session } from '../connect.ts'
import { signalCode, UsageError } from '../failure.ts'
import { format } from './columns.ts'
import { serializeReport, saveDocument } from './document.ts'
import { type Opened, withSync, type SyncFlags } from './open.ts'
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
  if (run === undefined) checkCanAsk(flags, session)
  await withSync(flags, session, async (opened) => {
    if (run !== undefined) return carryOut(run, { flags, session, opened, only })
    const planned = await opened.sync.plan(opened.call)
    await confirmAndCarryOut(planned, { flags, session, opened, days: opened.days })
  })
}

/** `block-slots undo`: plans the reverse of a run, shows it, asks, and carries it out. */
export async function undo(run: string, flags: ApplyFlags & AllowFlags, session: Session): Promise<void> {
  checkCanAsk(flags, session)
  const allow = readAllow(flags)
  await withSync(flags, session, async (opened) => {
    const planned = await opened.sync.undo(run, { ...opened.call, allow })
    await confirmAndCarryOut(planned, { flags, session, opened })
  })
}

type Context = {
  readonly flags: ApplyFlags
  readonly session: Session
  readonly opened: Opened
  readonly only?: 'failed' | undefined
}

/**
 * Makes sure that a plan can be confirmed, before anything is read.
 *
 * @throws UsageError when there is neither a terminal nor `--yes`.
 */
function checkCanAsk({ yes }: ApplyFlags, { ask }: Session): void {
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
  const { flags, session, opened } = context
  const { ask, note, print, signal } = session
  const show = { print: flags.json ? note : print }
  if (!(flags.json && flags.yes))
    await printAll(show, describePlan(planned, { suffix: opened.suffix, days, isApplied: true }))
  if (planned.changes > 0 && !flags.yes) {
    const answer = (await ask?.(`Carry out ${format(planned.changes)} changes? [y/N] `)) ?? ''
    signal.throwIfAborted()
    if (!/^y(es)?$/i.test(answer.trim())) {
      session.progress.code = 2
      await note(
        `Nothing was changed. Carry it out later with: block-slots apply ${planned.run.id}${opened.suffix}`,
      )
      return
    }
  }
  await carryOut(planned, context)
}

/** Carries out a plan, and reports what has become of it, also when it was interrupted. */
async function carryOut(planned: Plan | string, { flags, session, opened, only }: Context): Promise<void> {
  const { progress, signal, note } = session
  const { sync, store, folder, suffix, call } = opened
  const id = typeof planned === 'string' ? planned : planned.run.id
  progress.resume = `block-slots apply ${id}${suffix}`
  const show = createProgress(session, typeof planned === 'string' ? undefined : planned.changes)
  const onEvent = (event: SyncEvent): void => {
    call.onEvent(event)
    show(event)
  }
  const onAbort = (): void => {
    void note('Interrupted. Waiting for the responses to what was sent; interrupt again to end at once.')
  }
  signal.addEventListener('abort', onAbort)
  const report = await sync
    .apply(planned, { ...call, onEvent, only })
    .finally(() => signal.removeEventListener('abort', onAbort))
  const file = await saveReport(report, join(folder, `${report.run.id}.report.json`), session)
  const owners = await ownersOf(store, report.run.id)
  // A plan that was made for this run was shown, with the owners that it has stopped.
  const shown = new Set(typeof planned === 'string' ? [] : planned.stopped.map(({ owner }) => owner))
  const context = { owners, suffix, shown, ...(file !== undefined && { file }) }
  await printAll(session, flags.json ? serializeReport(report) : describeReport(report, context))
  progress.code = codeOf(report, session)
  // All of it is reported.
  progress.applied = 'no'
}

/** Writes the report beside the state. That it cannot be written changes nothing: it is printed as well. */
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

async function ownersOf(store: Store, run: string): Promise<Map<string, PlannedOwner>> {
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
