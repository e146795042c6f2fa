import type { Checks } from './harness.ts'
import { headerChecks } from './headers.ts'
import { slotChecks } from './slots.ts'
import { fairnessChecks } from './fairness.ts'

/** The checks of a limiter, by what they show. */
export const checks: Checks = { ...slotChecks, ...fairnessChecks, ...headerChecks }
