import type { SyncEvent } from './event.ts'
import type { Difference, Plan, Report } from './report.ts'

/** Options of every call. */
export type SyncCallOptions = {
  readonly signal?: AbortSignal | undefined
  /** Called with every step and its outcome. Errors that it throws are ignored. */
  readonly onEvent?: ((event: SyncEvent) => void) | undefined
}

/** Options of `plan` and `verify`. */
export type PlanOptions = SyncCallOptions & {
  /** Names of owners; the others are left alone. Default: all. */
  readonly only?: readonly string[] | undefined
  /** The exact number that a stopped owner names, once a person has looked: it is not stopped for that. */
  readonly allow?: number | undefined
}

/** Options of `undo`. */
export type UndoOptions = Omit<PlanOptions, 'only'>

/** Options of `apply`. */
export type ApplyOptions = SyncCallOptions & {
  /** Sends again only what has failed or is unknown in a run that has ended. */
  readonly only?: 'failed' | undefined
  /** One location of a run that is being applied; used where several processes share a run. */
  readonly locationId?: string | undefined
}

/** Options of `watch`. */
export type WatchOptions = SyncCallOptions & {
  /** Time between two plans, as an ISO 8601 duration such as `PT15M`. */
  readonly every: string
  /** Which plans are applied: those that only create, all, or those that a function approves. */
  readonly approve: 'creates' | 'all' | ((plan: Plan) => boolean | Promise<boolean>)
}

/** Keeps blocked time equal to its sources. */
export type Sync = {
  /** Reads the sources and one list of each owner, and stores what would have to be done. Changes no calendar. */
  readonly plan: (options?: PlanOptions) => Promise<Plan>
  /** Carries out a plan, or continues one that was interrupted. */
  readonly apply: (plan: Plan | string, options?: ApplyOptions) => Promise<Report>
  /** Compares the calendars with the sources. Changes nothing, not even the store. */
  readonly verify: (options?: PlanOptions) => Promise<Difference>
  /** Plans the reverse of what a run has done. */
  readonly undo: (run: string, options?: UndoOptions) => Promise<Plan>
  /** Takes blocks for ones that were made here, after the state was lost. */
  readonly claim: (ids: readonly string[], options?: SyncCallOptions) => Promise<void>
  /** Plans again and again, and applies what is approved, until the signal aborts or the iteration ends. */
  readonly watch: (options: WatchOptions) => AsyncIterable<SyncEvent>
}
