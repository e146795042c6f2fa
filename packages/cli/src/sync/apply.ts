import { checkCanConfirm } from '../confirm.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../error.ts'
import { quoteArgument } from '../text/quote.ts'
import { readAllow, type AllowFlags } from './allow.ts'
import { carryOut, confirmAndCarryOut, type CarryOutFlags } from './carry-out.ts'
import { checkRunId, withRun } from './find-run.ts'
import { withSync } from './open.ts'

/** `block-slots apply`: carries out a plan that was made before, or makes one, shows it and asks. */
export async function apply(
  run: string | undefined,
  flags: CarryOutFlags & { readonly onlyFailed?: true },
  session: Session,
): Promise<void> {
  const { onlyFailed, week, html } = flags
  if (run !== undefined) {
    if (week !== undefined || html !== undefined) {
      throw new UsageError(
        `Expected --${week === undefined ? 'html' : 'week'} without a run, whose plan was shown when it was made, and got ${run}. ` +
          `Leave it out, or see the run with: block-slots runs ${quoteArgument(run)}`,
      )
    }
    const only = onlyFailed ? 'failed' : undefined
    return withRun(run, flags, session, async (syncSession) => {
      const { plan } = await syncSession.sync.readRun(run)
      await carryOut(plan, { flags, session, syncSession, only })
    })
  }
  if (onlyFailed) {
    throw new UsageError(
      'Expected a run with --only-failed and got none. Write block-slots apply RUN --only-failed; a report names its run.',
    )
  }
  checkCanConfirm(flags, session, 'run block-slots plan first and then block-slots apply RUN')
  await withSync(flags, session, async (syncSession) => {
    const plan = await syncSession.sync.plan(syncSession.call)
    await confirmAndCarryOut(plan, { flags, session, syncSession, days: syncSession.days })
  })
}

/** `block-slots undo`: plans the reverse of a run, shows it, asks, and carries it out. */
export async function undo(run: string, flags: CarryOutFlags & AllowFlags, session: Session): Promise<void> {
  checkRunId(run)
  checkCanConfirm(flags, session, 'run it on a terminal')
  const allow = readAllow(flags)
  await withRun(run, flags, session, async (syncSession) => {
    const plan = await syncSession.sync.undo(run, { ...syncSession.call, allow })
    await confirmAndCarryOut(plan, { flags, session, syncSession })
  })
}
