import type { Ledger, LedgerChange } from '../ledger.ts'
import type { PlannedOwner, Run } from '../plan.ts'
import type { Outcome, OutcomeDetail, Step, StepState, StoredStep } from '../step.ts'

/** The exclusive use of a scope. */
export type StoreLock = {
  /** Aborts when the lock is lost, as with the connection to a database: nothing may be sent any more. */
  readonly signal: AbortSignal
  readonly release: () => Promise<void>
}

/** An owner of a plan with its steps, and what its list has shown to be remembered differently. */
export type OwnerPlan = PlannedOwner & {
  readonly steps: readonly Step[]
  /** Changes of the ledger that the plan has found; carried out when the run is started. */
  readonly ledger: readonly LedgerChange[]
}

/** One change of a store. `step` is the id of a stored step, `owner` the key of an owner. */
export type StoreChange =
  /** Recorded before a step is sent: its state becomes `sent`. */
  | { readonly change: 'intent'; readonly step: number }
  /** The outcome of a step, with the change of the ledger that goes with it. `planned` takes an intent back: nothing was sent. */
  | {
      readonly change: 'outcome'
      readonly step: number
      readonly state: Outcome | 'planned'
      readonly detail?: OutcomeDetail | undefined
      readonly ledger?: LedgerChange | undefined
      /** The owner of the step, in whose ledger the block is. */
      readonly owner: string
    }
  /** A change of the ledger alone. */
  | { readonly change: 'ledger'; readonly owner: string; readonly ledger: LedgerChange }

/** The last complete response of a feed, which is kept between runs. */
export type FeedRecord = {
  /** Its `etag` header, as it was sent. */
  readonly etag?: string
  /** Its `last-modified` header, as it was sent. */
  readonly lastModified?: string
  /** The body of the last complete response. */
  readonly body: Uint8Array
}

/**
 * The store of plans, intents and the ledger. A call that has resolved is durable: it survives a crash of the process, of the
 * machine, and of the database.
 */
export type Store = {
  /**
   * Takes the lock of a scope, against calls of this process and of others: the id of a location whose steps are sent, or `run`
   * for calls that work on all locations. Does not wait.
   *
   * @throws BlockSlotsError of code `store-locked` when another call has it.
   */
  readonly lock: (scope: string) => Promise<StoreLock>

  /**
   * Adds a run in the state `planning`, and removes earlier ones that were left in it. Returns its serial. Rejects an id that
   * another run has.
   */
  readonly addRun: (run: Omit<Run, 'state' | 'serial'>) => Promise<number>
  /** Adds owners with their steps to a run that is being planned; each owner once, in one transaction. */
  readonly addOwners: (run: string, owners: readonly OwnerPlan[]) => Promise<void>
  /** Ends planning: the run is `planned`, and its owners and steps do not change any more. */
  readonly finishPlan: (run: string) => Promise<void>
  /**
   * Marks a run as `applying`, in one transaction, and any other run that is applying as `stopped`. Raises the serial, so that
   * plans from before are stale. Where the run was `planned`, it also takes over its owners that are not stopped: it carries out
   * the changes of their ledgers, and marks steps of earlier runs that are `planned`, `sent` or `unknown` as `skipped`.
   *
   * @throws BlockSlotsError of code `plan-stale` when another run was started since the plan was made, or since this one was.
   */
  readonly startRun: (run: string) => Promise<void>
  /** Ends the application of a run; `stopped` when it has steps that were not sent. */
  readonly endRun: (run: string, state: 'done' | 'stopped') => Promise<void>
  /** Removes runs with their owners and steps: neither the newest, nor the one that was started last. The ledger stays. */
  readonly removeRuns: (ids: readonly string[]) => Promise<void>
  /** Returns the runs, newest first, without those in the state `planning`: all, or those whose id begins with a text. */
  readonly runs: (id?: string) => Promise<readonly Run[]>

  /**
   * Returns the ids of the locations of a run in the order of the plan: all, or with `unfinished` those that have steps in the
   * state `planned` or `sent`.
   */
  readonly locations: (run: string, only?: 'unfinished') => Promise<readonly string[]>
  /** Reads the owners of a run, or of one of its locations, in the order in which they were added. */
  readonly owners: (run: string, locationId?: string) => AsyncIterable<PlannedOwner>
  /** Reads the steps of a run in the order of their ids, page by page: all, or those of a location or in certain states. */
  readonly steps: (
    run: string,
    filter?: { readonly locationId?: string; readonly states?: readonly StepState[] },
  ) => AsyncIterable<StoredStep>
  /** Counts the steps of a run by their state. */
  readonly counts: (run: string) => Promise<Readonly<Record<StepState, number>>>
  /** Returns the steps of an owner in any started run that are `planned`, `sent` or `unknown`: their blocks may exist. */
  readonly unresolved: (owner: string) => Promise<readonly StoredStep[]>

  /** Carries out changes in their order, in one transaction. Rejects all of them when one names an unknown step. */
  readonly commit: (changes: readonly StoreChange[]) => Promise<void>
  /** Returns the ledger of an owner, by its key; empty for an unknown one. */
  readonly ledger: (owner: string) => Promise<Ledger>

  /** Returns the record of a feed that was saved last. */
  readonly feed: (key: string) => Promise<FeedRecord | undefined>
  readonly saveFeed: (key: string, record: FeedRecord) => Promise<void>

  /** Closes the store; no other call may follow. */
  readonly close: () => Promise<void>
}
