import type { Plan } from '@block-slots/sync'
import type { Session } from '../session.ts'
import type { SyncSession } from './open.ts'
import { describePlan } from './plan-text.ts'
import { printAll } from './print-all.ts'

/** The options that choose how a plan is shown. */
export type ShowFlags = {}

/** What a plan is shown with. */
type ShowContext = {
  readonly flags: ShowFlags
  readonly syncSession: Pick<SyncSession, 'suffix'>
  readonly days?: string | undefined
  readonly print: Session['print']
  readonly session: Pick<Session, 'isClosed'>
  /** True when the plan is carried out next: how to do that goes without saying. */
  readonly isApplied?: boolean
}

/** Shows a plan: its steps in words. */
export async function showPlan(
  plan: Plan,
  { syncSession: { suffix }, session: { isClosed }, days, print, isApplied }: ShowContext,
): Promise<void> {
  await printAll({ print, isClosed }, describePlan(plan, { suffix, days, ...(isApplied && { isApplied }) }))
}
