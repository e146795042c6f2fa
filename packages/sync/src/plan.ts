import type { TimeRange } from './time.ts'
import type { Outcome, Step } from './step.ts'

/**
 * The reason for which an owner is left as it is: its sources or its list look as if they had failed, not as if they had
 * changed. Nothing is created, updated or deleted for it.
 */
export type Stop = {
  readonly reason:
    /** A source yields nothing although blocks were created for it, and they would be lost; has `source` and `count`. */
    | 'source-empty'
    /** A source could not be read completely; has `source`. */
    | 'source-failed'
    /** The list shows none of the blocks that this program created; has `count`. Allowed, those that are wanted are created again. */
    | 'list-empty'
    /** The list lacks more of the blocks that this program created than a person is likely to delete; has `count`. */
    | 'list-truncated'
    /** More blocks would be deleted than `maxDelete` of the rules allows; has `count`. */
    | 'max-delete'
    /**
     * The owner could not be read: the token, the calendar, the service. Has `count` where the list was read and blocks in it
     * have times without an offset.
     */
    | 'unreadable'
  /** One sentence without secrets: what was seen, and what to type to go on anyway. */
  readonly message: string
  /** Name of the source that failed or is empty. */
  readonly source?: string
  /** The number of blocks concerned. A plan with `allow` set to exactly this number does not stop the owner for it. */
  readonly count?: number
}

/** The number of steps of each action. */
export type PlanCounts = Readonly<Record<Step['action'], number>>

/** An owner in a plan. One that the plan stops has no steps, and its counts are 0. */
export type PlannedOwner = {
  /** Key of the owner: `<locationId>/calendar/<id>` or `<locationId>/user/<id>`. */
  readonly owner: string
  /** Name in the configuration; that of a team member is `<name of the calendar> (<id of the user>)`. */
  readonly name: string
  /** IANA name. */
  readonly timeZone: string
  readonly counts: PlanCounts
  /** Epoch milliseconds at which its list was read. */
  readonly readAt: number
  /** How many of the blocks that this program created its list showed. */
  readonly shown: number
  readonly stop?: Stop
}

/**
 * `planning` until the plan is complete; `planned` until it is applied; `applying` while it is, and after a crash; then `stopped`
 * when steps were not sent, or else `done`.
 */
export type RunState = 'planning' | 'planned' | 'applying' | 'done' | 'stopped'

/** A stored plan and the state of its application. */
export type Run = {
  /** Eight hexadecimal digits. */
  readonly id: string
  /** Name of the configuration. */
  readonly name: string
  readonly state: RunState
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** From the first of the owners' windows to the last. */
  readonly window: TimeRange
  /** How often runs of the store had been started or continued when this one was planned. It is stale once that number has grown. */
  readonly serial: number
  /** Id of the run that this one undoes. */
  readonly undoes?: string
}

/** The number of steps with each outcome. */
export type ReportCounts = Readonly<Record<Outcome, number>>
