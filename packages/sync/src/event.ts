import type { Run, RunState, Stop } from './plan.ts'
import type { Outcome, OutcomeDetail, Step } from './step.ts'

/** What happens during a run; plain data, safe to print. */
export type SyncEvent =
  | {
      readonly type: 'run'
      readonly at: number
      readonly run: Run
      readonly state: RunState
      readonly changes: number
    }
  | {
      readonly type: 'owner'
      readonly at: number
      readonly run: string
      readonly owner: string
      readonly stop?: Stop
    }
  | {
      readonly type: 'step'
      readonly at: number
      readonly run: string
      readonly owner: string
      readonly step: Step
      readonly outcome: Outcome
      readonly detail?: OutcomeDetail
    }
  /** Something was left out or guessed while a source was read. */
  | { readonly type: 'warning'; readonly at: number; readonly source: string; readonly message: string }
  /** A wait of `watch` until the next plan, or before lists are read after an interruption. */
  | {
      readonly type: 'wait'
      readonly at: number
      readonly until: number
      readonly why: 'next-plan' | 'interrupted'
    }
