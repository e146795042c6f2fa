import type { BlockSlotsClient } from '@block-slots/client'
import { markBlocks } from '../diff/shown.ts'
import type { OwnerConfig } from '../options.ts'
import { ownerKey, ownerOf } from '../owner.ts'
import type { Run, Stop } from '../plan.ts'
import type { StoredStep } from '../step.ts'
import type { ShowOptions } from '../sync.ts'
import type { TimeRange } from '../time.ts'
import type { OwnerCalendar } from '../view/calendar.ts'
import { beginCall, type SyncCall, type SyncContext } from './context.ts'
import { checkNames } from './plan.ts'
import { openSteps, readOwner } from './read.ts'
import { groupByLocation, resolveOwners } from './resolve-owners.ts'
import type { SourceReader } from './sources.ts'
import { unreadable } from './stop.ts'
import { findRun, wasInterrupted } from './stored.ts'
import { createWindows } from './window.ts'

/** An owner to show. */
type OwnerToShow = {
  readonly key: string
  readonly name: string
  readonly timeZone: string
  readonly range: TimeRange
  readonly stop?: Stop | undefined
  readonly steps: readonly StoredStep[]
}

/**
 * Reads the lists of the owners one after another, and marks what is there and what a plan would change. Changes nothing.
 *
 * @yields Each owner as soon as it is read.
 */
export async function* showOwners(
  context: SyncContext,
  { run: given, only, ...options }: ShowOptions,
): AsyncGenerator<OwnerCalendar, void, undefined> {
  const call = beginCall(context, options)
  checkNames(call.config, only)
  const run =
    given === undefined ? undefined : await findRun(call, typeof given === 'string' ? given : given.run.id)
  const isInterrupted = await wasInterrupted(call)
  const clientOf = createClients(call)
  const owners = run === undefined ? configuredOwners(call, clientOf, only) : plannedOwners(call, run, only)
  for await (const owner of owners) yield await showOwner(call, clientOf, { owner, isInterrupted })
}

type Clients = (locationId: string) => Promise<BlockSlotsClient>

/** Returns one client for owners of the same location that follow each other. */
function createClients(call: SyncCall): Clients {
  let latest: { readonly locationId: string; readonly client: Promise<BlockSlotsClient> } | undefined
  return async (locationId) => {
    if (latest?.locationId !== locationId) latest = { locationId, client: call.clientOf(locationId) }
    return latest.client
  }
}

/** What the sources want is no part of a calendar. */
const readItems: SourceReader = async () => Promise.resolve({ items: [], unreadable: [] })

/**
 * The owners of the configuration, with the members of teams.
 *
 * @yields In the order of the configuration.
 */
async function* configuredOwners(
  call: SyncCall,
  clientOf: Clients,
  only: ShowOptions['only'],
): AsyncGenerator<OwnerToShow, void, undefined> {
  const windowOf = createWindows(call.config, call.clock.now())
  for (const [locationId, named] of groupByLocation(call.config, only)) {
    // oxlint-disable-next-line no-await-in-loop -- Location by location.
    const client = await clientOf(locationId).catch(() => call.signal.throwIfAborted())
    const owners =
      client === undefined
        ? named.filter(([name]) => isNamed(name, only)).map((one) => describeNamed(call, one))
        : // oxlint-disable-next-line no-await-in-loop -- Location by location.
          await resolveOwners(call, client, { named, readItems, only })
    for (const { key, name, timeZone, stop } of owners)
      yield { key, name, timeZone, range: windowOf(timeZone), stop, steps: [] }
  }
}

/** An owner whose location has no client: reading it says why. */
const describeNamed = (
  { config }: SyncCall,
  [name, owner]: readonly [string, OwnerConfig],
): Pick<OwnerToShow, 'key' | 'name' | 'timeZone' | 'stop'> => ({
  key: ownerKey(owner),
  name,
  timeZone: owner.timeZone ?? config.timeZone,
})

/**
 * The owners of a plan, each with its steps.
 *
 * @yields In the order of the plan, which is that of the steps as well: those of one owner are in memory at a time.
 */
async function* plannedOwners(
  { store }: SyncCall,
  run: Run,
  only: ShowOptions['only'],
): AsyncGenerator<OwnerToShow, void, undefined> {
  const iterator = store.steps(run.id)[Symbol.asyncIterator]()
  try {
    let next = await iterator.next()
    for await (const { owner: key, name, timeZone, stop } of store.owners(run.id)) {
      const steps: StoredStep[] = []
      for (; next.done !== true && next.value.owner === key; next = await iterator.next())
        steps.push(next.value)
      if (isNamed(name, only)) yield { key, name, timeZone, range: run.window, stop, steps }
    }
  } finally {
    await iterator.return?.()
  }
}

/** True for an owner of one of the names, and for a member of the team that has one. */
const isNamed = (name: string, only: ShowOptions['only']): boolean =>
  only === undefined || only.some((each) => name === each || name.startsWith(`${each} (`))

async function showOwner(
  call: SyncCall,
  clientOf: Clients,
  { owner: shown, isInterrupted }: { readonly owner: OwnerToShow; readonly isInterrupted: boolean },
): Promise<OwnerCalendar> {
  const { rules, store, signal } = call
  const { key, name, timeZone, range, stop, steps } = shown
  const owner = ownerOf(key)
  const detail = owner.userId === undefined ? `calendar ${owner.calendarId}` : `user ${owner.userId}`
  try {
    const client = await clientOf(owner.locationId)
    const unresolved = openSteps(await store.unresolved(key), isInterrupted)
    const { listed, ledger } = await readOwner(call, client, { owner, key, range, unresolved })
    const query = { ...owner, startTime: range.from, endTime: range.to }
    const appointments =
      rules.onAppointments === 'ignore' ? [] : await client.appointments(query, { signal, priority: 'bulk' })
    const blocks = markBlocks({ listed, appointments, ledger, steps })
    return { name, timeZone, detail, blocks, ...(stop && { stop }) }
  } catch (error) {
    signal.throwIfAborted()
    return { name, timeZone, detail, blocks: [], stop: stop ?? unreadable(error) }
  }
}
