import { OutputError } from '../failure.ts'
import type { Session } from '../session.ts'
import { readAllow, type AllowFlags } from './allow.ts'
import { serializePlan, saveDocument } from './document.ts'
import { withSync, type SyncFlags } from './open.ts'
import { describePlan } from './plan-text.ts'
import { printAll } from './print-all.ts'

/** The options that choose what is planned. */
export type PlanFlags = SyncFlags & AllowFlags

/** `block-slots plan`: compares calendars with their sources, and prints what would be done. Changes no calendar. */
export async function plan(
  flags: PlanFlags & { readonly exitCode?: true; readonly out?: string },
  session: Session,
): Promise<void> {
  const { out, json, exitCode } = flags
  const allow = readAllow(flags)
  await withSync(flags, session, async ({ sync, suffix, days, call }) => {
    const planned = await sync.plan({ ...call, only: flags.only, allow })
    if (out !== undefined) await save(out, serializePlan(planned))
    await printAll(session, json ? serializePlan(planned) : describePlan(planned, { suffix, days }))
    if (planned.stopped.length > 0) session.progress.code = 7
    else if (exitCode && planned.changes > 0) session.progress.code = 6
  })
}

async function save(path: string, document: Parameters<typeof saveDocument>[1]): Promise<void> {
  try {
    await saveDocument(path, document)
  } catch (cause) {
    throw new OutputError(cause)
  }
}
