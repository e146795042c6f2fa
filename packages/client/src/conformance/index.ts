import type { Trials } from './harness.ts'
import { quotaTrials } from './headers.ts'
import { slotTrials } from './slots.ts'
import { turnTrials } from './fairness.ts'

/** Statements that every limiter has to keep, and how each is tried. */
export const trials: Trials = { ...slotTrials, ...turnTrials, ...quotaTrials }
