import type { BlockSlotsClient } from '@block-slots/client'
import type { TimeRange } from '../time.ts'
import { countSteps } from '../diff/count.ts'
import { diff } from '../diff/diff.ts'
import { checkCovered } from '../diff/covered.ts'
import { mergeWanted } from '../diff/wanted.ts'
import type { Stop } from '../plan.ts'
import { syncError } from '../error.ts'
import type { OwnerConfig, SyncConfig } from '../options.ts'
import { ownerKey, type Owner } from '../owner.ts'
import type { Plan } from '../report.ts'
import type { SyncWindow } from '../source/source.ts'
import type { PlanOptions } from '../sync.ts'
import { isPlacing, mayExist, type Step } from '../step.ts'
import type { OwnerPlan } from '../store/store.ts'
import { waitForLate, type SyncCall } from './context.ts'
import { mapInOrder } from './concurrency.ts'
import { openSteps, readOwner, recordFound } from './read.ts'
import { alignTeams } from './team.ts'
import { createSourceReader } from './sources.ts'
import { storePlan } from './store-plan.ts'
import { wasInterrupted } from './stored.ts'
import { stopOwner, unreadable } from './stop.ts'
import { resolveOwners, groupByLocation, type ResolvedOwner } from './resolve-owners.ts'
import { createWindows, runWindow, type Windows } from './window.ts'

/** Locations that are read at a time: each waits for the network, and none for another's rate limit. */
const maxLocations = 32

/** Plans the owners of a configuration, and stores the plan. */
export async function planOwners(call: SyncCall, options: PlanOptions): Promise<Plan> {
  // One clock reading: at midnight the windows of owners must not be a day ahead of that of their run.
  const windowOf = createWindows(call.config, call.clock.now())
  const window = runWindow(call.config, windowOf)
  return storePlan(call, { window }, compareOwners(call, { ...options, windowOf }))
}

/**
 * Compares the owners of a configuration with their lists, and plans the steps that make them equal.
 *
 * @yields The owners of one location, in the order of the configuration.
 */
export async function* compareOwners(
  call: SyncCall,
  {
    only,
    allow,
    windowOf = createWindows(call.config, call.clock.now()),
    keepExisting = false,
  }: Pick<PlanOptions, 'only' | 'allow'> & { readonly windowOf?: Windows; readonly keepExisting?: boolean },
): AsyncGenerator<OwnerPlan[], void, undefined> {
  const { config } = call
  checkNames(config, only)
  const isInterrupted = await wasInterrupted(call)
  // Blocks that the interrupted process has sent may still appear.
  if (isInterrupted) await waitForLate(call, call.startedAt)
  const readItems = createSourceReader(windowOf)
  yield* mapInOrder(groupByLocation(config, only), maxLocations, async ([locationId, named]) => {
    let client: BlockSlotsClient
    try {
      client = await call.clientOf(locationId)
    } catch (error) {
      call.signal.throwIfAborted()
      // Such as a token that is missing: the other locations have their own.
      return named
        .filter(([name]) => only?.includes(name) !== false)
        .map(([name, owner]) => stopNamed(call, { name, owner, error }))
    }
    const resolvedOwners = await resolveOwners(call, client, { named, readItems, only })
    return compareLocation(call, client, { resolvedOwners, windowOf, isInterrupted, allow, keepExisting })
  })
}

/** Rejects names that no owner has: one that is mistyped must not pass for an owner with nothing to do. */
export function checkNames({ owners }: SyncConfig, only: readonly string[] = []): void {
  const unknown = only.filter((name) => !Object.hasOwn(owners, name))
  if (unknown.length === 0) return
  throw syncError('invalid-input', `Expected only to name owners and got ${unknown.join(', ')}.`, {
    hint: `Owners are ${Object.keys(owners).slice(0, maxNames).join(', ')}.`,
  })
}

/** More names are not listed in an error. */
const maxNames = 20

type Comparison = {
  readonly resolvedOwners: readonly ResolvedOwner[]
  readonly windowOf: Windows
  readonly isInterrupted: boolean
  readonly allow: number | undefined
  /** Keeps the steps of blocks that exist, which are only counted otherwise. */
  readonly keepExisting: boolean
}

async function compareLocation(
  call: SyncCall,
  client: BlockSlotsClient,
  { resolvedOwners, windowOf, ...options }: Comparison,
): Promise<OwnerPlan[]> {
  const plans: OwnerPlan[] = []
  for (const resolved of resolvedOwners) {
    const window = windowOf(resolved.timeZone)
    // oxlint-disable-next-line no-await-in-loop -- The requests of a location share its rate limit.
    plans.push(await compareOwner(call, client, { resolved, window, ...options }))
  }
  return alignTeams(plans, resolvedOwners)
}

async function compareOwner(
  call: SyncCall,
  client: BlockSlotsClient,
  {
    resolved,
    window,
    isInterrupted,
    allow,
    keepExisting,
  }: { readonly resolved: ResolvedOwner; readonly window: SyncWindow } & Omit<
    Comparison,
    'resolvedOwners' | 'windowOf'
  >,
): Promise<OwnerPlan> {
  const { rules, store, clock, signal } = call
  const { owner, key, name, timeZone } = resolved
  const stopped = (stop: Stop): OwnerPlan =>
    stopOwner({ owner: key, name, timeZone, readAt: clock.now() }, stop)
  if (resolved.stop !== undefined) return stopped(resolved.stop)
  try {
    const unresolved = openSteps(await store.unresolved(key), isInterrupted)
    const reading = await readOwner(call, client, { owner, key, range: window, unresolved })
    const { listed, ledger, adopted, readAt } = reading
    const adoptedSteps = new Set(adopted.map(({ step }) => step))
    const wanted = mergeWanted(resolved.items)
    const open = unresolved.filter((one) => !adoptedSteps.has(one.id) && mayExist(one))
    const found = diff({
      wanted,
      listed,
      ledger,
      rules,
      window,
      unresolved: open,
      unreadable: resolved.unreadable,
      allow,
    })
    if (found.stop !== undefined) return stopped(found.stop)
    await recordFound(call, key, reading, unresolved)
    const ownSteps = found.steps.filter((step) => !isForOthers(step, resolved))
    const steps = await withAppointments(call, client, { owner, steps: ownSteps })
    return {
      owner: key,
      name,
      timeZone,
      readAt,
      shown: found.shown,
      counts: countSteps(steps),
      steps: keepExisting ? steps : steps.filter(({ action }) => action !== 'exists'),
      ledger: found.ledger,
    }
  } catch (error) {
    signal.throwIfAborted()
    return stopped(unreadable(error))
  }
}

/** True for a step that only owners want that are not selected. */
const isForOthers = (step: Step, { selected }: ResolvedOwner): boolean =>
  selected !== undefined &&
  'wanted' in step &&
  step.wanted !== undefined &&
  !step.wanted.reasons.some((reason) => selected.has(reason))

/** Reads the appointments that blocks would cover: one request for an owner, and none where nothing changes. */
async function withAppointments(
  { rules, signal }: SyncCall,
  client: BlockSlotsClient,
  { owner, steps }: { readonly owner: Owner; readonly steps: readonly Step[] },
): Promise<readonly Step[]> {
  const range = rangeOf(steps)
  if (rules.onAppointments === 'ignore' || range === undefined) return steps
  const query = { ...owner, startTime: range.from, endTime: range.to }
  const appointments = await client.appointments(query, { signal, priority: 'bulk' })
  return checkCovered(steps, appointments, rules)
}

/** The range in which steps place blocks. */
function rangeOf(steps: readonly Step[]): TimeRange | undefined {
  let [from, to] = [Infinity, -Infinity]
  for (const step of steps) {
    if (!isPlacing(step)) continue
    from = Math.min(from, Date.parse(step.wanted.startTime))
    to = Math.max(to, Date.parse(step.wanted.endTime))
  }
  return from < to ? { from: new Date(from).toISOString(), to: new Date(to).toISOString() } : undefined
}

/** Stops an owner of the configuration whose location has no client. */
const stopNamed = (
  { config, clock }: SyncCall,
  { name, owner, error }: { readonly name: string; readonly owner: OwnerConfig; readonly error: unknown },
): OwnerPlan => {
  const { timeZone = config.timeZone } = owner
  return stopOwner({ owner: ownerKey(owner), name, timeZone, readAt: clock.now() }, unreadable(error))
}
