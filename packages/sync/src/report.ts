import type { Value } from './block.ts'
import type { PlanCounts, PlannedOwner, ReportCounts, Run } from './plan.ts'
import type { StoredStep } from './step.ts'
import type { Wanted } from './wanted.ts'

/** A plan: the steps that would be carried out. No calendar was changed. */
export type Plan = {
  readonly run: Run
  /** Steps of all owners by their action, without those of owners that are stopped. */
  readonly counts: PlanCounts
  /** How many steps would change a calendar: creates, updates and deletes. */
  readonly changes: number
  /** The owners that are left as they are, each with the reason. */
  readonly stopped: readonly PlannedOwner[]
  /** Reads the owners from the store, in the order of the configuration. */
  readonly owners: () => AsyncIterable<PlannedOwner>
  /** Reads the steps from the store, owner by owner. Those of blocks that exist are only counted. */
  readonly steps: () => AsyncIterable<StoredStep>
}

/** The outcome of a plan: each of its steps is in exactly one count. */
export type Report = {
  readonly run: Run
  readonly counts: ReportCounts
  /** The owners that the plan left as they are, and those of which steps were not sent, each with the reason. */
  readonly stopped: readonly PlannedOwner[]
  /** Reads the steps with their outcomes from the store. */
  readonly steps: () => AsyncIterable<StoredStep>
}

/** A run as it is stored: its plan, and what has become of it. */
export type StoredRun = {
  readonly plan: Plan
  /** Steps that were not sent are counted as `skipped`, also before the run is applied. */
  readonly report: Report
}

/** A block in which a calendar and its sources differ. */
export type DifferentBlock = {
  /** Name of the owner in the configuration. */
  readonly owner: string
  readonly id: string
  /** The value on the calendar. */
  readonly value: Value
}

/** The differences between the calendars and their sources, found by reading alone. */
export type Difference = {
  /** Wanted blocks without an equal one on the calendar. */
  readonly missing: readonly (Wanted & { readonly owner: string })[]
  /** Blocks that this program created and that are not wanted any more, or are there several times. */
  readonly surplus: readonly DifferentBlock[]
  /** Blocks that this program created and that a person or their source has changed since. */
  readonly drifted: readonly (DifferentBlock & { readonly wanted: Wanted })[]
  /** Blocks that are equal to wanted ones, and that this program does not remember to have created; see `claim`. */
  readonly unclaimed: readonly DifferentBlock[]
  /** The owners that could not be compared, each with the reason. */
  readonly stopped: readonly PlannedOwner[]
  /** Nothing is missing, surplus or drifted, and every owner could be compared. */
  readonly isEqual: boolean
}
