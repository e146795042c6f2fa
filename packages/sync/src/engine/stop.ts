import { countSteps } from '../diff/count.ts'
import { describeError } from '../error.ts'
import type { PlannedOwner, Stop } from '../plan.ts'
import type { OwnerPlan } from '../store/store.ts'

/** The reason for an owner that an error kept from being read or changed. */
export const unreadable = (error: unknown): Stop => ({ reason: 'unreadable', message: describeError(error) })

/** The plan of an owner that is left as it is. */
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
