import { undoSteps } from '../diff/undo.ts'
import { describeError } from '../error.ts'
import { ownerOf } from '../owner.ts'
import type { PlannedOwner, Run } from '../plan.ts'
import type { Plan } from '../report.ts'
import { isChange, mayExist, type StoredStep } from '../step.ts'
import type { OwnerPlan } from '../store/store.ts'
import { waitForLate, type SyncCall } from './context.ts'
import { collect, mapInOrder } from './concurrency.ts'
import { countSteps } from '../diff/count.ts'
import { findListStop, ownedBlocks } from '../diff/guard.ts'
import { indexList } from '../diff/list.ts'
import { splitLedger } from '../diff/own.ts'
import { stopOwner } from './plan.ts'
import { readOwner } from './read.ts'
import { storePlan } from './store-plan.ts'

/** Locations that are read at a time. */
const maxLocations = 32

/** Plans the reverse of what a run has done. What has changed since stays as it is. */
export async function undoRun(call: SyncCall, run: Run): Promise<Plan> {
  const { store } = call
  if (run.state === 'applying') await waitForLate(call, call.startedAt)
  const locations = await store.locations(run.id)
  const owners = mapInOrder(locations, maxLocations, async (locationId) => reverse(call, run, locationId))
  return storePlan(call, { window: run.window, undoes: run.id }, owners)
}

/** Plans the reverse of one location. */
async function reverse(call: SyncCall, run: Run, locationId: string): Promise<OwnerPlan[]> {
  const { store } = call
  const done = await collect(store.steps(run.id, { locationId, states: ['done'] }))
  const plans: OwnerPlan[] = []
  for await (const owner of store.owners(run.id, locationId)) {
    const steps = done.filter((step) => step.owner === owner.owner && isChange(step.step))
    if (steps.length > 0) plans.push(await reverseOwner(call, run, { owner, steps }))
  }
  return plans
}

async function reverseOwner(
  call: SyncCall,
  run: Run,
  { owner, steps: done }: { readonly owner: PlannedOwner; readonly steps: readonly StoredStep[] },
): Promise<OwnerPlan> {
  const { store, clock, signal } = call
  const { owner: key } = owner
  try {
    const client = await call.clientOf(ownerOf(key).locationId)
    const unresolved = await store.unresolved(key)
    const reading = await readOwner(call, client, { owner: ownerOf(key), key, range: run.window, unresolved })
    const { listed, ledger, adopted, readAt } = reading
    const { owns } = splitLedger(ledger, indexList(listed, ledger), run.window)
    const deleting = new Set(
      unresolved.flatMap((open) => (mayExist(open) && open.step.action === 'delete' ? open.step.id : [])),
    )
    const stop = findListStop({ owns, deleting }, call.rules)
    if (stop !== undefined) {
      const message = `${stop.message}. Undo again once it shows them.`
      return stopOwner({ ...owner, readAt }, { ...stop, message })
    }
    const { steps } = undoSteps(done, listed, ledger)
    return {
      ...owner,
      readAt,
      shown: ownedBlocks({ owns, deleting }).shown,
      counts: countSteps(steps),
      // Those of blocks that exist are only counted.
      steps: steps.filter(({ action }) => action !== 'exists'),
      ledger: adopted.map((one) => one.ledger),
    }
  } catch (error) {
    signal.throwIfAborted()
    return stopOwner(
      { ...owner, readAt: clock.now() },
      { reason: 'unreadable', message: describeError(error) },
    )
  }
}
