import type { Run, RunState, Stop } from './plan.ts'
import type { Outcome, OutcomeDetail, Step } from './step.ts'

/** Something that happens during a call: plain data without secrets. `at` is in epoch milliseconds; `owner` is the key of one. */
export type SyncEvent =
  /** A run has come to a state: `planned` with the number of changes in its plan, or the one in which `apply` leaves it. */
  | {
      readonly type: 'run'
      readonly at: number
      readonly run: Run
      readonly state: RunState
      readonly changes: number
    }
  /** An owner was planned, or stopped. */
  | {
      readonly type: 'owner'
      readonly at: number
      readonly run: string
      readonly owner: string
      readonly stop?: Stop
    }
  /** The outcome of a step is stored. */
  | {
      readonly type: 'step'
      readonly at: number
      readonly run: string
      readonly owner: string
      readonly step: Step
      readonly outcome: Outcome
      readonly detail?: OutcomeDetail
    }
  /** A source has left something out, or guessed it. */
  | { readonly type: 'warning'; readonly at: number; readonly source: string; readonly message: string }
  /** A wait until `until`, in epoch milliseconds: for the next plan of `watch`, or for blocks of an interrupted run to appear. */
  | {
      readonly type: 'wait'
      readonly at: number
      readonly until: number
      readonly why: 'next-plan' | 'interrupted'
    }
