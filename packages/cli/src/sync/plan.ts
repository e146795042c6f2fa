import type { Plan } from '@block-slots/sync'
import type { Session } from '../session.ts'
import { readAllow, type AllowFlags } from './allow.ts'
import { serializePlan } from './document.ts'
import { withSync, type SyncFlags, type SyncSession } from './open.ts'
import { printAll } from './print-all.ts'
import { saveOutput } from './save.ts'
import { showPlan, type ShowFlags } from './show.ts'

/** The options that choose what is planned. */
export type PlanFlags = SyncFlags & AllowFlags

/** `block-slots plan`: compares calendars with their sources, and prints what would be done. Changes no calendar. */
export async function plan(
  flags: PlanFlags & ShowFlags & { readonly exitCode?: true; readonly out?: string },
  session: Session,
): Promise<void> {
  const { out, exitCode } = flags
  const allow = readAllow(flags)
  await withSync(flags, session, async (syncSession) => {
    const planned = await syncSession.sync.plan({ ...syncSession.call, only: syncSession.only, allow })
    if (out !== undefined) await saveOutput(out, serializePlan(planned))
    await printPlan(planned, { flags, session, syncSession, days: syncSession.days })
    if (session.progress.code === undefined && exitCode && planned.changes > 0) session.progress.code = 6
  })
}

/** Prints a plan that is not carried out now. */
export async function printPlan(
  planned: Plan,
  context: {
    readonly flags: SyncFlags & ShowFlags
    readonly session: Session
    readonly syncSession: SyncSession
    readonly days?: string | undefined
  },
): Promise<void> {
  const { flags, session } = context
  await showPlan(planned, { ...context, print: flags.json ? undefined : session.print })
  if (flags.json) await printAll(session, serializePlan(planned))
  if (planned.stopped.length > 0) session.progress.code = 7
}
