import type { Plan } from '@block-slots/sync'
import { type OwnerCalendar, renderPage, renderWeek } from '@block-slots/sync/view'
import type { Session } from '../session.ts'
import { formatCount } from '../text/columns.ts'
import { displayPath } from '../text/path.ts'
import type { SyncSession } from './open.ts'
import { describeEnd, describeHead, describePlan } from './plan-text.ts'
import { printAll } from './print-all.ts'
import { saveOutput } from './save.ts'
import { chooseShownWeek, isInWeek } from './week.ts'

/** The options that choose how a plan is shown. */
export type ShowFlags = { readonly week?: string | true; readonly html?: string }

/** What a plan is shown with. */
type ShowContext = {
  readonly flags: ShowFlags
  readonly session: Session
  readonly syncSession: Pick<SyncSession, 'sync' | 'suffix' | 'isImported' | 'call'>
  /** The days of the plan, in words. */
  readonly days?: string | undefined
  /** What prints it; missing where only its page is written. */
  readonly print: Session['print'] | undefined
  /** True when the plan is carried out next: how to do that goes without saying. */
  readonly isApplied?: boolean
}

/** More owners than these are in the page alone. */
const maxOwners = 12

/** Shows a plan: its steps in words, or one week of it as a picture; and writes its page. */
export async function showPlan(plan: Plan, context: ShowContext): Promise<void> {
  const { flags, session, print, days, isApplied = false } = context
  const { suffix, isImported } = context.syncSession
  const words = { suffix, isImported, days, isApplied }
  const calendars = await readCalendars(plan, context)
  if (flags.html !== undefined) await savePage(flags.html, plan, { calendars, isApplied })
  if (print === undefined) return
  const { isClosed, columns } = session
  const output = { print, isClosed, columns }
  if (flags.week === undefined) await printAll(output, describePlan(plan, words))
  else {
    await printAll(output, describeHead(plan, words))
    await printWeek(plan, calendars, { ...context, print })
    await printAll(output, describeEnd(plan, words))
  }
  if (flags.html !== undefined) await print(`Page: ${displayPath(flags.html)}`)
}

/** Reads what is there and what the plan changes; nothing where no picture is wanted. */
async function readCalendars(
  plan: Plan,
  { flags, syncSession: { sync, call } }: ShowContext,
): Promise<OwnerCalendar[]> {
  if (flags.week === undefined && flags.html === undefined) return []
  const calendars: OwnerCalendar[] = []
  for await (const calendar of sync.show({ ...call, run: plan })) calendars.push(calendar)
  return calendars
}

/** Writes the page of a plan, which is complete or not there. */
async function savePage(
  path: string,
  { run }: Plan,
  { calendars, isApplied }: { readonly calendars: readonly OwnerCalendar[]; readonly isApplied: boolean },
): Promise<void> {
  const about = run.undoes === undefined ? '' : `, which undoes ${run.undoes}`
  const page = renderPage(calendars, {
    title: `Plan ${run.name}`,
    subtitle: `plan ${run.id}${about}${isApplied ? '' : ', nothing has been changed'}`,
  })
  await saveOutput(path, [page.trimEnd()])
}

async function printWeek(
  plan: Plan,
  calendars: readonly OwnerCalendar[],
  { flags: { week = true }, session, print }: ShowContext & { readonly print: Session['print'] },
): Promise<void> {
  const { columns, now } = session
  const from = chooseShownWeek(week, { calendars, window: plan.run.window, now: now() })
  const changed = calendars.filter(({ blocks, timeZone }) =>
    blocks.some((block) => block.state !== 'there' && isInWeek(block, from, timeZone)),
  )
  const owners = changed.length > 0 ? changed : calendars
  const lines = renderWeek(owners.slice(0, maxOwners), { from, columns, now: now() })
  await print(...lines.map((line) => ({ line })))
  const more = owners.length - maxOwners
  if (more > 0) await print(`and ${formatCount(more)} more owners, which --html shows`)
  await print('')
}
