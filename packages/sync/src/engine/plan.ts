import type { BlockSlotsClient } from '@block-slots/client'
import type { TimeRange } from '../time.ts'
import { countSteps } from '../diff/count.ts'
import { diff } from '../diff/diff.ts'
import { checkCovered, refuseGroup } from '../diff/covered.ts'
import { mergeWanted } from '../diff/wanted.ts'
import type { PlannedOwner, Stop } from '../plan.ts'
import { describeError, syncError } from '../error.ts'
import type { OwnerConfig, SyncConfig } from '../options.ts'
import { ownerKey } from '../owner.ts'
import type { SyncWindow } from '../source/source.ts'
import type { PlanOptions } from '../sync.ts'
import { mayExist, type Step } from '../step.ts'
import type { OwnerPlan } from '../store/store.ts'
import { waitForLate, type SyncCall } from './context.ts'
import { mapInOrder } from './concurrency.ts'
import { openSteps, readOwner } from './read.ts'
import { createSourceReader } from './sources.ts'
import { wasInterrupted } from './stored.ts'
import { findTargets, ownersByLocation, type Target } from './target.ts'
import { createWindows, type Windows } from './window.ts'

/** Locations that are read at a time: each waits for the network, and none for another's rate limit. */
const maxLocations = 32

/**
 * Compares the owners of a configuration with what is there.
 *
 * @yields The owners of one location, in the order of the configuration.
 */
export async function* comparePlans(
  call: SyncCall,
  {
    only,
    allow,
    keepExisting = false,
  }: Pick<PlanOptions, 'only' | 'allow'> & { readonly keepExisting?: boolean },
): AsyncGenerator<OwnerPlan[], void, undefined> {
  const { config, clock } = call
  checkNames(config, only)
  const isInterrupted = await wasInterrupted(call)
  // What the interrupted process has sent may still appear.
  if (isInterrupted) await waitForLate(call, call.startedAt)
  const windowOf = createWindows(config, clock.now())
  const readItems = createSourceReader(windowOf)
  yield* mapInOrder(ownersByLocation(config, only), maxLocations, async ([locationId, named]) => {
    let client: BlockSlotsClient
    try {
      client = await call.clientOf(locationId)
    } catch (error) {
      // Such as a token that is missing: the other locations have theirs.
      return named.map(([name, owner]) => stopNamed(call, { name, owner, error }))
    }
    const targets = await findTargets(call, client, { named, readItems })
    return compareTargets(call, client, { targets, windowOf, isInterrupted, allow, keepExisting })
  })
}

/** A name that is mistyped must not pass for an owner with nothing to do. */
function checkNames({ owners }: SyncConfig, only: readonly string[] = []): void {
  const unknown = only.filter((name) => !Object.hasOwn(owners, name))
  if (unknown.length === 0) return
  throw syncError('invalid-input', `Expected only to name owners and got ${unknown.join(', ')}.`, {
    hint: `Owners are ${Object.keys(owners).slice(0, maxNames).join(', ')}.`,
  })
}

/** Names that are listed in an error. */
const maxNames = 20

type Comparison = {
  readonly targets: readonly Target[]
  readonly windowOf: Windows
  readonly isInterrupted: boolean
  readonly allow: number | undefined
  /** Whether steps of blocks that exist are kept, not only counted. */
  readonly keepExisting: boolean
}

async function compareTargets(
  call: SyncCall,
  client: BlockSlotsClient,
  { targets, windowOf, ...how }: Comparison,
): Promise<OwnerPlan[]> {
  const plans: OwnerPlan[] = []
  for (const target of targets) {
    const window = windowOf(target.timeZone)
    // oxlint-disable-next-line no-await-in-loop -- The requests of a location share its rate limit.
    plans.push(await compareTarget(call, client, { target, window, ...how }))
  }
  return refuseGroups(plans, targets)
}

async function compareTarget(
  call: SyncCall,
  client: BlockSlotsClient,
  {
    target,
    window,
    isInterrupted,
    allow,
    keepExisting,
  }: { readonly target: Target; readonly window: SyncWindow } & Omit<Comparison, 'targets' | 'windowOf'>,
): Promise<OwnerPlan> {
  const { rules, store, clock, signal } = call
  const { owner, key, name, timeZone } = target
  const stopped = (stop: Stop): OwnerPlan =>
    stopOwner({ owner: key, name, timeZone, readAt: clock.now() }, stop)
  if (target.stop !== undefined) return stopped(target.stop)
  try {
    const unresolved = openSteps(await store.unresolved(key), isInterrupted)
    const reading = await readOwner(call, client, { owner, key, range: window, unresolved })
    const { listed, ledger, adopted, readAt } = reading
    const known = new Set(adopted.map(({ step }) => step))
    const wanted = mergeWanted(target.items)
    const open = unresolved.filter((one) => !known.has(one.id) && mayExist(one))
    const found = diff({
      wanted,
      listed,
      ledger,
      rules,
      window,
      unresolved: open,
      unreadable: target.unreadable,
      allow,
    })
    if (found.stop !== undefined) return stopped(found.stop)
    const steps = await withAppointments(call, client, { target, steps: found.steps })
    return {
      owner: key,
      name,
      timeZone,
      readAt,
      shown: found.shown,
      counts: countSteps(steps),
      steps: keepExisting ? steps : steps.filter(({ action }) => action !== 'exists'),
      ledger: [...adopted.map((one) => one.ledger), ...found.ledger],
    }
  } catch (error) {
    signal.throwIfAborted()
    return stopped({ reason: 'unreadable', message: describeError(error) })
  }
}

/** Looks for appointments under what would be blocked: one request for an owner, and none where nothing changes. */
async function withAppointments(
  { rules, signal }: SyncCall,
  client: BlockSlotsClient,
  { target: { owner }, steps }: { readonly target: Target; readonly steps: readonly Step[] },
): Promise<readonly Step[]> {
  const range = rangeOf(steps)
  if (rules.onAppointments === 'ignore' || range === undefined) return steps
  const query = { ...owner, startTime: range.from, endTime: range.to }
  const appointments = await client.appointments(query, { signal, priority: 'bulk' })
  return checkCovered(steps, appointments, rules)
}

/** The range of what would be blocked. */
function rangeOf(steps: readonly Step[]): TimeRange | undefined {
  let [from, to] = [Infinity, -Infinity]
  for (const step of steps) {
    if (step.action !== 'create' && step.action !== 'update') continue
    from = Math.min(from, Date.parse(step.wanted.startTime))
    to = Math.max(to, Date.parse(step.wanted.endTime))
  }
  return from < to ? { from: new Date(from).toISOString(), to: new Date(to).toISOString() } : undefined
}

/** Refuses for all members of a team what is refused for one, and stops all of them with one. */
function refuseGroups(plans: readonly OwnerPlan[], targets: readonly Target[]): OwnerPlan[] {
  const byKey = new Map(plans.map((plan) => [plan.owner, plan]))
  const groups = new Map(
    targets.flatMap(({ groups: of }) => of.map((keys) => [keys.join(' '), keys] as const)),
  )
  for (const keys of groups.values()) {
    const members = keys.flatMap((key) => byKey.get(key) ?? [])
    const first = members.find(({ stop }) => stop !== undefined)
    if (first?.stop !== undefined) {
      const { reason, message } = first.stop
      for (const member of members) {
        const stop = member.stop ?? {
          reason,
          message: `${first.name}, a member of the same calendar: ${message}`,
        }
        byKey.set(member.owner, stopOwner(member, stop))
      }
      continue
    }
    const refused = refuseGroup(members.map(({ steps }) => steps))
    for (const [index, member] of members.entries()) {
      const steps = refused[index] ?? member.steps
      const { exists } = member.counts
      byKey.set(member.owner, { ...member, steps, counts: { ...countSteps(steps), exists } })
    }
  }
  return [...byKey.values()]
}

/** An owner whose location has no client. */
const stopNamed = (
  { config, clock }: SyncCall,
  { name, owner, error }: { readonly name: string; readonly owner: OwnerConfig; readonly error: unknown },
): OwnerPlan => {
  const { timeZone = config.timeZone } = owner
  const stop = { reason: 'unreadable', message: describeError(error) } as const
  return stopOwner({ owner: ownerKey(owner), name, timeZone, readAt: clock.now() }, stop)
}

/** An owner that is left as it is. */
export const stopOwner = (
  { owner, name, timeZone, readAt }: Pick<PlannedOwner, 'owner' | 'name' | 'timeZone' | 'readAt'>,
  stop: Stop,
): OwnerPlan => ({
  owner,
  name,
  timeZone,
  readAt,
  stop,
  shown: 0,
  counts: countSteps([]),
  steps: [],
  ledger: [],
})
