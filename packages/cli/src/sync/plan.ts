import { OutputError, UsageError } from '../failure.ts'
import type { Session } from '../connect.ts'
import { serializePlan, saveDocument } from './document.ts'
import { withSync, type SyncFlags } from './open.ts'
import { describePlan } from './plan-text.ts'
import { printAll } from './print-all.ts'

/** The options that choose what is planned. */
export type PlanFlags = SyncFlags & { readonly allow?: string }

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

/** Reads the number of blocks that an override names. */
export function readAllow({ allow }: Pick<PlanFlags, 'allow'>): number | undefined {
  if (allow === undefined || /^\d{1,9}$/.test(allow)) return allow === undefined ? undefined : Number(allow)
  throw new UsageError(
    `Expected --allow to be a number of blocks and got "${allow}". Write the number that the stopped owner names.`,
  )
}

async function save(path: string, document: Parameters<typeof saveDocument>[1]): Promise<void> {
  try {
    await saveDocument(path, document)
  } catch (cause) {
    throw new OutputError(cause)
  }
}
