import { pickValue } from '../block.ts'
import type { DifferentBlock, Difference } from '../report.ts'
import type { PlannedOwner } from '../plan.ts'
import type { PlanOptions } from '../sync.ts'
import type { Wanted } from '../wanted.ts'
import type { SyncCall } from './context.ts'
import { compareOwners } from './plan.ts'

/** Compares the calendars with the sources, and stores nothing. */
export async function verifyOwners(call: SyncCall, options: PlanOptions): Promise<Difference> {
  const missing: (Wanted & { owner: string })[] = []
  const surplus: DifferentBlock[] = []
  const drifted: (DifferentBlock & { wanted: Wanted })[] = []
  const unclaimed: DifferentBlock[] = []
  const stopped: PlannedOwner[] = []
  const readOnly: SyncCall = {
    ...call,
    // Appointments decide what is made, not whether calendar and source differ.
    rules: { ...call.rules, onAppointments: 'ignore' },
    store: { ...call.store, saveFeed: async () => {}, commit: async () => {} },
  }
  for await (const plans of compareOwners(readOnly, { ...options, keepExisting: true })) {
    for (const { steps, ...planned } of plans) {
      const { name: owner } = planned
      if (planned.stop !== undefined) stopped.push(planned)
      for (const step of steps) {
        if (step.action === 'create') missing.push({ owner, ...step.wanted })
        else if (step.action === 'delete') surplus.push({ owner, id: step.id, value: step.was })
        else if (step.action === 'update')
          drifted.push({ owner, id: step.id, value: step.was, wanted: step.wanted })
        else if (step.action === 'exists' && !step.owned) {
          unclaimed.push({ owner, id: step.id, value: pickValue(step.wanted) })
        }
      }
    }
  }
  const isEqual = missing.length + surplus.length + drifted.length + stopped.length === 0
  return { missing, surplus, drifted, unclaimed, stopped, isEqual }
}
