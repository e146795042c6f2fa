import { randomBytes } from 'node:crypto'
import type { Run } from '../plan.ts'
import type { Plan } from '../report.ts'
import type { OwnerPlan } from '../store/store.ts'
import type { SyncCall } from './context.ts'
import { findExpired } from './retention.ts'
import { planOf } from './stored.ts'

/** Steps that are stored in one transaction; an owner is never divided. */
const maxSteps = 2000

/** An id that no run has: of 35,000 runs, those of a year, two would have the same in one of seven states. */
async function newId({ store }: Pick<SyncCall, 'store'>): Promise<string> {
  const id = randomBytes(4).toString('hex')
  return (await store.runs(id)).length === 0 ? id : newId({ store })
}

/** Stores owners with their steps as a run, and reads it as a plan. A run that is cut off is removed by the next one. */
export async function storePlan(
  call: SyncCall,
  { window, undoes }: Pick<Run, 'window' | 'undoes'>,
  owners: AsyncIterable<readonly OwnerPlan[]>,
): Promise<Plan> {
  const { store, clock, config, ownPlans, emit } = call
  const id = await newId(call)
  await store.addRun({
    id,
    name: config.name,
    createdAt: clock.now(),
    window,
    ...(undoes !== undefined && { undoes }),
  })
  let group: OwnerPlan[] = []
  const flush = async (): Promise<void> => {
    if (group.length > 0) await store.addOwners(id, group)
    group = []
  }
  for await (const some of owners) {
    for (const { owner, stop } of some) {
      emit({ type: 'owner', at: clock.now(), run: id, owner, ...(stop && { stop }) })
    }
    group.push(...some)
    if (group.reduce((sum, { steps }) => sum + steps.length + 1, 0) >= maxSteps) await flush()
  }
  await flush()
  await store.finishPlan(id)
  const expired = await findExpired(store)
  if (expired.length > 0) await store.removeRuns(expired)
  ownPlans.add(id)
  const plan = await planOf(call, id)
  emit({ type: 'run', at: clock.now(), run: plan.run, state: 'planned', changes: plan.changes })
  return plan
}
