import {
  type OwnerConfig,
  readSource,
  type Source,
  type SourceItem,
  type Store,
  type SyncConfig,
} from '@block-slots/sync'
import { findOwners, type FoundOwner, type OwnerFlags } from '../account/find-owners.ts'
import { resolveAccount } from '../account/account.ts'
import { locationOf } from '../account/connect.ts'
import { readZone } from '../account/zone.ts'
import { checkCanConfirm } from '../confirm.ts'
import type { Session } from '../session.ts'
import { wrap } from '../text/columns.ts'
import { chooseZone, describeZone } from '../time/zone.ts'
import { type AllowFlags, readAllow } from './allow.ts'
import { type CarryOutFlags, confirmAndCarryOut } from './carry-out.ts'
import { createSyncClient, statePathOf } from './imported.ts'
import { withSetup } from './open.ts'
import { printPlan } from './plan.ts'
import { readWindow, type WindowFlags } from './window.ts'

/** The options of `import` and `holidays`. */
export type ImportFlags = CarryOutFlags &
  OwnerFlags &
  AllowFlags &
  WindowFlags & {
    readonly title?: string
    readonly dryRun?: true
    readonly overAppointments?: true
  }

/** A source that is read without a configuration. */
export type ImportedSource = {
  /** Shown in plans and lists of runs. */
  readonly name: string
  /** Identifies the source: the same one has the same state. */
  readonly identity: string
  readonly items: Source
}

/** Plans what a source blocks, shows it, asks, and carries it out. A later run with the same source changes what differs. */
export async function importSource(
  source: ImportedSource,
  flags: ImportFlags,
  session: Session,
): Promise<void> {
  const { dryRun, overAppointments } = flags
  if (!dryRun) checkCanConfirm(flags, session, 'add --dry-run to see it first')
  const allow = readAllow(flags)
  const { zone: named, baseUrl } = await resolveAccount(flags, session)
  const zone = chooseZone(named?.value, session)
  const window = readWindow(flags, zone.name, session.now())
  const items = await readOnce(source.items, { ...window, zone: zone.name }, session)
  const locationId = await locationOf(flags, session)
  const client = await createSyncClient(locationId, flags, session)
  const found = await findOwners(flags, { client, locationId, session })
  const config: SyncConfig = {
    name: source.name,
    timeZone: zone.name,
    window,
    owners: nameOwners(found, locationId),
    sources: { import: { for: 'all', items } },
    rules: { onAppointments: overAppointments ? 'report' : 'refuse' },
  }
  if (zone.isMachine) {
    const { name } = await readZone(zone, locationId, { client, signal: session.signal })
    const other = name === zone.name ? '' : ` That of the sub-account is another one: --zone ${name}`
    await session.note(`Note: days and times are in ${describeZone(zone)}.${other}`)
  }
  const statePath = statePathOf({ ...source, locationId, baseUrl: baseUrl?.value }, session.env)
  await withSetup(
    { config, clientOf: () => client, statePath, isImported: true },
    flags,
    session,
    async (syncSession) => {
      const before = await lastZone(syncSession.store)
      if (before !== undefined && before !== zone.name) {
        await session.note(
          `Note: the last run of this import was in ${before}, and whole days are now those of ${zone.name}. To leave them as they are: --zone ${before}`,
        )
      }
      const plan = await syncSession.sync.plan({ ...syncSession.call, allow })
      const { days } = syncSession
      if (plan.stopped.length === 0 && Object.values(plan.counts).every((count) => count === 0)) {
        await session.note(
          ...wrap(`Note: ${source.name} has nothing in ${days}. Choose others with --from and --days.`),
        )
      }
      if (dryRun) await printPlan(plan, { flags, session, syncSession, days })
      else await confirmAndCarryOut(plan, { flags, session, syncSession, days })
    },
  )
}

/** The zone of the last run that was carried out. */
async function lastZone({ runs, owners }: Store): Promise<string | undefined> {
  const last = (await runs()).find(({ state }) => state !== 'planned')
  if (last === undefined) return undefined
  for await (const { timeZone } of owners(last.id)) return timeZone
  return undefined
}

/** Names each owner as a person knows it: by its name, or by its id where two have the same one. */
function nameOwners(found: readonly FoundOwner[], locationId: string): Record<string, OwnerConfig> {
  const names = found.map(({ name, id }) => name ?? id)
  return Object.fromEntries(
    found.map(({ type, id }, at) => {
      const name = names[at] ?? id
      const isUnique = names.filter((each) => each === name).length === 1
      const owner = type === 'user' ? { locationId, userId: id } : { locationId, calendarId: id }
      return [isUnique ? name : `${name} ${id}`, owner]
    }),
  )
}

/**
 * Reads a source before any calendar: what is wrong with it is an error of the command and not of each owner, and a feed is
 * fetched once.
 */
async function readOnce(
  source: Source,
  { days, from, zone }: { readonly days: number; readonly from: string; readonly zone: string },
  { signal, note }: Session,
): Promise<Source> {
  const unreadable: string[] = []
  const warnings: string[] = []
  const start = Date.parse(`${from}T00:00Z`)
  // A day more on both sides than any zone needs: the window of each owner is cut out of it.
  const [first, last] = [start - dayMs, start + (days + 1) * dayMs]
  const items: readonly SourceItem[] = await readSource(
    source,
    { from: new Date(first).toISOString(), to: new Date(last).toISOString(), timeZone: zone },
    { signal, warn: (message) => warnings.push(message), unreadable: (item) => unreadable.push(item) },
  )
  await note(...warnings.flatMap((message) => wrap(`Note: ${message}`)))
  if (warnings.some((message) => message.includes('neither known nor defined'))) {
    await note('Note: add --zone with the zone that the calendar means, such as --zone America/New_York.')
  }
  return async function* (window, context) {
    for (const item of unreadable) context.unreadable(item)
    for (const item of items) {
      const isInside =
        Date.parse(item.startTime) < Date.parse(window.to) &&
        Date.parse(item.endTime) > Date.parse(window.from)
      if (isInside) yield item
    }
  }
}

const dayMs = 86_400_000
