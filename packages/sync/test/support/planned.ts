import type { OwnerPlan } from '../../src/store/store.ts'
import type { Step } from '../../src/step.ts'

/** A create of an hour. */
export const createStep = (index: number, title = 'Busy'): Step => ({
  action: 'create',
  wanted: {
    startTime: new Date(Date.UTC(2030, 0, 1, index)).toISOString(),
    endTime: new Date(Date.UTC(2030, 0, 1, index + 1)).toISOString(),
    title,
    reasons: [`feed/${index}`],
  },
})

/** An owner with so many creates. */
export const plannedOwner = (
  owner: string,
  creates: number,
  changes: Partial<OwnerPlan> = {},
): OwnerPlan => ({
  owner,
  name: owner,
  timeZone: 'Europe/Berlin',
  counts: { create: creates, update: 0, delete: 0, exists: 0, keep: 0, refuse: 0 },
  readAt: 1_900_000_000_000,
  shown: 0,
  steps: Array.from({ length: creates }, (_, index) => createStep(index)),
  ledger: [],
  ...changes,
})

/** A run as it is added. */
export const newRun = (
  id: string,
): {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly window: { readonly from: string; readonly to: string }
} => ({
  id,
  name: 'Nights',
  createdAt: 1_900_000_000_000,
  window: { from: '2030-01-01T00:00:00Z', to: '2030-02-01T00:00:00Z' },
})
