import type { PlanCounts } from '../plan.ts'
import type { Step } from '../step.ts'

/** Counts steps by their action. */
export function countSteps(steps: readonly Step[]): PlanCounts {
  const counts = { create: 0, update: 0, delete: 0, exists: 0, keep: 0, refuse: 0 }
  for (const { action } of steps) counts[action] += 1
  return counts
}

/** Adds counts. */
export const addCounts = (one: PlanCounts, other: PlanCounts): PlanCounts => ({
  create: one.create + other.create,
  update: one.update + other.update,
  delete: one.delete + other.delete,
  exists: one.exists + other.exists,
  keep: one.keep + other.keep,
  refuse: one.refuse + other.refuse,
})
