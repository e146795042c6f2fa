import type { SyncEvent } from './event.ts'
import type { Difference, Plan, Report, StoredRun } from './report.ts'
import type { OwnerCalendar } from './view/calendar.ts'

/** Options of every call. */
export type SyncCallOptions = {
  /**
   * Ends the call. `apply` then sends no new step, and waits up to 10 seconds for the responses to those in flight; its report
   * has their outcomes.
   */
  readonly signal?: AbortSignal | undefined
  /** Receives each event as it happens. What it throws is ignored. */
  readonly onEvent?: ((event: SyncEvent) => void) | undefined
}

/** Options of `plan` and `verify`. */
export type PlanOptions = SyncCallOptions & {
  /** Names of owners in the configuration; the others are left alone. Default: all. */
  readonly only?: readonly string[] | undefined
  /**
   * The number of blocks that a stop has named as its `count`, once a person has looked into it: an owner whose count is exactly
   * this number is not stopped. Default: every owner with a reason to stop is stopped.
   */
  readonly allow?: number | undefined
}

/** Options of `undo`. */
export type UndoOptions = Omit<PlanOptions, 'only'>

/** Options of `apply`. */
export type ApplyOptions = SyncCallOptions & {
  /** Also sends the steps again that have failed or whose outcome is unknown, each after a look at the list. */
  readonly only?: 'failed' | undefined
  /** Applies the steps of one location alone, in a run that is `applying`: several processes can share a run like this. */
  readonly locationId?: string | undefined
}

/** Options of `show`. */
export type ShowOptions = SyncCallOptions & {
  /**
   * The plan whose steps are marked, also one of `undo`: as a plan, or as the id of a run or its first four digits or more.
   * Default: none, and only what is there is shown.
   */
  readonly run?: Plan | string | undefined
  /** Names of owners in the configuration. Default: all. */
  readonly only?: readonly string[] | undefined
}

/** Options of `watch`. */
export type WatchOptions = SyncCallOptions & {
  /** Time between two plans, as an ISO 8601 duration such as `PT15M`. */
  readonly every: string
  /** The plans that are applied: those that only create blocks, all, or those for which a function returns true. */
  readonly approve: 'creates' | 'all' | ((plan: Plan) => boolean | Promise<boolean>)
}

/** The calls that keep blocked time equal to its sources. */
export type Sync = {
  /**
   * Reads the sources and the list of each owner, and stores the steps that would make them equal. Changes no calendar.
   *
   * @throws BlockSlotsError of code `store-locked` while another call works with the store, `invalid-input` for an unknown
   *   owner in `only`.
   */
  readonly plan: (options?: PlanOptions) => Promise<Plan>
  /**
   * Carries out a plan, or continues a run that was interrupted: given as a plan, or as the id of a run or its first four digits
   * or more. A step that fails does not end the run; it is in the report.
   *
   * @throws BlockSlotsError of code `plan-stale` when another run was started since, `store-locked` while another call works
   *   with the store, `invalid-input` for an unknown run.
   */
  readonly apply: (plan: Plan | string, options?: ApplyOptions) => Promise<Report>
  /** Compares the calendars with the sources. Changes neither a calendar nor the store. */
  readonly verify: (options?: PlanOptions) => Promise<Difference>
  /**
   * Plans the reverse of the done steps of a run, which is applied like any other plan. Blocks that have changed since stay as
   * they are.
   */
  readonly undo: (run: string, options?: UndoOptions) => Promise<Plan>
  /**
   * Reads a run from the store, by its id or its first four digits or more. Sends nothing.
   *
   * @throws BlockSlotsError of code `invalid-input` for an unknown run.
   */
  readonly readRun: (run: string) => Promise<StoredRun>
  /**
   * Records blocks, by their ids, as created by this program, for example after the state was lost: the next runs may update and
   * delete them.
   *
   * @throws BlockSlotsError of code `not-found` when no list shows one of them; none is recorded then.
   */
  readonly claim: (ids: readonly string[], options?: SyncCallOptions) => Promise<void>
  /**
   * Reads the calendars of the owners, one after another, and marks what is there and what a plan would change: for `renderWeek`
   * and `renderPage` of `@block-slots/sync/view`. Changes neither a calendar nor the store. An owner that cannot be read has a
   * stop and no blocks. Appointments are shown without their titles, unless the rules ignore them.
   *
   * @throws BlockSlotsError of code `invalid-input` for an unknown run, or an unknown owner in `only`.
   */
  readonly show: (options?: ShowOptions) => AsyncIterable<OwnerCalendar>
  /** Plans at an interval and applies the plans that are approved, until the signal aborts or the caller stops iterating. */
  readonly watch: (options: WatchOptions) => AsyncIterable<SyncEvent>
}
