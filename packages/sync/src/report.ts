import type { Value } from './block.ts'
import type { PlanCounts, PlannedOwner, ReportCounts, Run } from './plan.ts'
import type { Step, StoredStep } from './step.ts'
import type { Wanted } from './wanted.ts'

/** A plan: what would be done, and nothing has been. */
export type Plan = {
  readonly run: Run
  /** Steps of all owners by their action, without those of owners that are stopped. */
  readonly counts: PlanCounts
  /** Steps that would change a calendar: creates, updates and deletes. */
  readonly changes: number
  /** The owners that are left as they are, each with the reason. */
  readonly stopped: readonly PlannedOwner[]
  /** The owners, in the order of the configuration; read from the store. */
  readonly owners: () => AsyncIterable<PlannedOwner>
  /** The steps, by owner; read from the store. Those of blocks that exist are only counted. */
  readonly steps: () => AsyncIterable<StoredStep>
}

/** What became of a plan: every item is in exactly one count. */
export type Report = {
  readonly run: Run
  readonly counts: ReportCounts
  /** The owners that were left as they are. */
  readonly stopped: readonly PlannedOwner[]
  /** The steps with their outcomes; read from the store. */
  readonly steps: () => AsyncIterable<StoredStep>
}

/** A block that differs. */
export type DifferentBlock = { readonly owner: string; readonly id: string; readonly value: Value }

/** How the calendars differ from the sources now. Found by reading alone. */
export type Difference = {
  /** Wanted, and nothing equal is there. */
  readonly missing: readonly (Wanted & { readonly owner: string })[]
  /** Made here, and not wanted any more or there several times. */
  readonly surplus: readonly DifferentBlock[]
  /** Made here, and changed since by a person or by its source. */
  readonly drifted: readonly (DifferentBlock & { readonly wanted: Wanted })[]
  /** Equal to what is wanted, and not made here as far as is remembered; see `claim`. */
  readonly unclaimed: readonly DifferentBlock[]
  /** The owners that could not be compared, each with the reason. */
  readonly stopped: readonly PlannedOwner[]
  /** Nothing is missing, surplus or drifted, and every owner could be compared. */
  readonly isEqual: boolean
}

/** True for a step that is not carried out or has nothing to do, whatever becomes of the others. */
export const isSettled = (step: Step): boolean => step.action === 'keep' || step.action === 'refuse'
