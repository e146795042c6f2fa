import { undoSteps } from '../diff/undo.ts'
import { ownerOf } from '../owner.ts'
import type { PlannedOwner, Run } from '../plan.ts'
import type { Plan } from '../report.ts'
import {
  groupByOwner,
  idsToDelete,
  isChange,
  mayExist,
  type Step,
  type StepState,
  type StoredStep,
} from '../step.ts'
import type { OwnerPlan } from '../store/store.ts'
import type { UndoOptions } from '../sync.ts'
import { waitForLate, type SyncCall } from './context.ts'
import { collect } from '../collect.ts'
import { mapInOrder } from './concurrency.ts'
import { countSteps } from '../diff/count.ts'
import { findListStop, ownedBlocks, withAllowed } from '../diff/guard.ts'
import { indexList } from '../diff/list.ts'
import { splitLedger } from '../diff/own.ts'
import { stopOwner, unreadable } from './stop.ts'
import { openSteps, readOwner, recordFound, type OwnerReading } from './read.ts'
import { storePlan } from './store-plan.ts'
import { wasInterrupted } from './stored.ts'

/** Locations that are read at a time. */
const maxLocations = 32

/** States of steps that were carried out, or may have been. */
const begunStates: readonly StepState[] = ['planned', 'sent', 'unknown', 'done']

type Undo = { readonly run: Run; readonly isInterrupted: boolean; readonly allow: number | undefined }

/** Plans the reverse of what a run has done. What has changed since stays as it is. */
export async function undoRun(call: SyncCall, run: Run, { allow }: UndoOptions): Promise<Plan> {
  const { store } = call
  const isInterrupted = await wasInterrupted(call)
  if (isInterrupted) await waitForLate(call, call.startedAt)
  const locations = await store.locations(run.id)
  const owners = mapInOrder(locations, maxLocations, async (locationId) =>
    reverse(call, { run, isInterrupted, allow }, locationId),
  )
  return storePlan(call, { window: run.window, undoes: run.id }, owners)
}

/** Plans the reverse of one location. */
async function reverse(call: SyncCall, undo: Undo, locationId: string): Promise<OwnerPlan[]> {
  const { store } = call
  const { id } = undo.run
  const begun = await collect(store.steps(id, { locationId, states: begunStates }))
  const byOwner = groupByOwner(begun.filter(({ step }) => isChange(step)))
  const plans: OwnerPlan[] = []
  for await (const owner of store.owners(id, locationId)) {
    const steps = byOwner.get(owner.owner)
    if (steps !== undefined) plans.push(await reverseOwner(call, undo, { owner, steps }))
  }
  return plans
}

async function reverseOwner(
  call: SyncCall,
  { run, isInterrupted, allow }: Undo,
  { owner, steps: begun }: { readonly owner: PlannedOwner; readonly steps: readonly StoredStep[] },
): Promise<OwnerPlan> {
  const { store, clock, signal } = call
  const { owner: key } = owner
  try {
    const client = await call.clientOf(ownerOf(key).locationId)
    const unresolved = openSteps(await store.unresolved(key), isInterrupted)
    const reading = await readOwner(call, client, { owner: ownerOf(key), key, range: run.window, unresolved })
    const { listed, ledger, readAt } = reading
    const { owns } = splitLedger(ledger, indexList(listed, ledger), run.window)
    const deleting = idsToDelete(unresolved)
    const stop = findListStop({ owns, deleting }, call.rules)
    if (stop !== undefined && stop.count !== allow) {
      return stopOwner({ ...owner, readAt }, withAllowed(stop))
    }
    await recordFound(call, key, reading, unresolved)
    const { steps: found } = undoSteps(carriedOut(begun, reading), listed, ledger)
    const steps = await nameLaterRuns(found, { store, run, locationId: ownerOf(key).locationId })
    return {
      ...owner,
      readAt,
      shown: ownedBlocks({ owns, deleting }).shown,
      counts: countSteps(steps),
      // Those of blocks that exist are only counted.
      steps: steps.filter(({ action }) => action !== 'exists'),
      ledger: [],
    }
  } catch (error) {
    signal.throwIfAborted()
    return stopOwner({ ...owner, readAt: clock.now() }, unreadable(error))
  }
}

/** Names the run that has changed a block since. Without one, as after its run was removed, a person may have done it. */
async function nameLaterRuns(
  steps: readonly Step[],
  {
    store,
    run,
    locationId,
  }: { readonly store: SyncCall['store']; readonly run: Run; readonly locationId: string },
): Promise<readonly Step[]> {
  const open = new Set(
    steps.flatMap((step) => (step.action === 'keep' && step.why === 'changed-by-run' ? step.id : [])),
  )
  const changedBy = new Map<string, string>()
  const runs = await store.runs()
  const later = runs.slice(
    0,
    runs.findIndex(({ id }) => id === run.id),
  )
  for (const { id } of later) {
    if (changedBy.size === open.size) break
    // oxlint-disable-next-line no-await-in-loop -- The newest is found first.
    for await (const { step } of store.steps(id, { locationId, states: ['done'] })) {
      if (step.action === 'update' && open.has(step.id) && !changedBy.has(step.id)) changedBy.set(step.id, id)
    }
  }
  return steps.map((step): Step => {
    if (step.action !== 'keep' || !open.has(step.id)) return step
    const by = changedBy.get(step.id)
    return by === undefined ? { ...step, why: 'edited-by-hand' } : { ...step, run: by }
  })
}

/** The steps that are done, and those of which only the list shows that they are. */
function carriedOut(steps: readonly StoredStep[], { listed, ledger, adopted }: OwnerReading): StoredStep[] {
  const found = new Map(adopted.map(({ step, ledger: { id } }) => [step, id]))
  const shown = new Set(listed.map(({ id }) => id))
  return steps.flatMap((stored): StoredStep[] => {
    if (stored.state === 'done') return [stored]
    const id = found.get(stored.id)
    if (id !== undefined) return [{ ...stored, state: 'done', detail: { id } }]
    const { step } = stored
    const isDeleted =
      step.action === 'delete' && mayExist(stored) && ledger.has(step.id) && !shown.has(step.id)
    return isDeleted ? [{ ...stored, state: 'done' }] : []
  })
}
