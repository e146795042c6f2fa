import type { TimeRange } from './time.ts'
import type { Outcome, Step } from './step.ts'

/** Why an owner is left as it is: something looks like a failure of the source or of the list, not like a change. */
export type Stop = {
  readonly reason:
    /** A source that had items has none. */
    | 'source-empty'
    /** A source could not be read, or only a part of it. */
    | 'source-failed'
    /** The list shows none of the blocks that were made here. */
    | 'list-empty'
    /** The list lacks more of the blocks that were made here than a person is likely to delete. */
    | 'list-truncated'
    /** More would be deleted than the rules allow. */
    | 'max-delete'
    /** The owner could not be read: the token, the calendar, the service. */
    | 'unreadable'
  /** One sentence, without secrets: what was seen, and what to type when it is meant. */
  readonly message: string
  /** The source that failed or is empty. */
  readonly source?: string
  /** The blocks that this is about: an override names this number. */
  readonly count?: number
}

/** Steps of a plan by their action. */
export type PlanCounts = Readonly<Record<Step['action'], number>>

/** One owner of a plan. */
export type PlannedOwner = {
  /** Key of the owner. */
  readonly owner: string
  /** Its name in the configuration. */
  readonly name: string
  readonly timeZone: string
  readonly counts: PlanCounts
  /** When its list was read, in epoch milliseconds, and how many blocks that were made here it showed. */
  readonly readAt: number
  readonly shown: number
  readonly stop?: Stop
}

/** `planning` until the plan is complete; one that was cut off there is removed. */
export type RunState = 'planning' | 'planned' | 'applying' | 'done' | 'stopped'

/** A plan, and what became of it. */
export type Run = {
  /** Eight hexadecimal digits. */
  readonly id: string
  readonly name: string
  readonly state: RunState
  readonly createdAt: number
  /** From the first of the owners' windows to the last. */
  readonly window: TimeRange
  /** How often the store's runs were started or continued when it was made: the plan is stale once another one is. */
  readonly serial: number
  /** The run that this one undoes. */
  readonly undoes?: string
}

/** How many steps have ended how. */
export type ReportCounts = Readonly<Record<Outcome, number>>
