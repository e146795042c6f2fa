import type { Session } from '../session.ts'
import { describeDifference } from './difference-text.ts'
import { withSync } from './open.ts'
import { readAllow } from './allow.ts'
import type { PlanFlags } from './plan.ts'
import { printAll } from './print-all.ts'

/** `block-slots verify`: compares calendars with their sources. Changes none, and makes no plan. */
export async function verify(flags: PlanFlags, session: Session): Promise<void> {
  const allow = readAllow(flags)
  await withSync(flags, session, async ({ sync, zoneOf, suffix, only, call }) => {
    const difference = await sync.verify({ ...call, only, allow })
    if (flags.json) await session.print({ json: difference, indent: 2 })
    else await printAll(session, describeDifference(difference, { zoneOf, suffix }))
    if (difference.stopped.length > 0) session.progress.code = 7
    else if (!difference.isEqual) session.progress.code = 6
  })
}
