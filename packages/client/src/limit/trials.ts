import type { Trials } from './trial.ts'
import { quotaTrials } from './trials/quota.ts'
import { slotTrials } from './trials/slot.ts'
import { turnTrials } from './trials/turn.ts'

/** Statements that every limiter has to keep, and how each is tried. */
export const trials: Trials = { ...slotTrials, ...turnTrials, ...quotaTrials }
