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

/** A change of a store. */
export type StoreChange =
  /** The step is about to be sent: `sent`. */
  | { readonly change: 'intent'; readonly step: number }
  /** What became of a step, and what is remembered of its block. `planned` returns it to where it was before its intent. */
  | {
      readonly change: 'outcome'
      readonly step: number
      readonly state: Outcome | 'planned'
      readonly detail?: OutcomeDetail | undefined
      readonly ledger?: LedgerChange | undefined
      /** Key of the owner of the ledger's block. */
      readonly owner: string
    }
  | { readonly change: 'ledger'; readonly owner: string; readonly ledger: LedgerChange }

/** What is remembered of a feed between runs. */
export type FeedRecord = {
  readonly etag?: string
  readonly lastModified?: string
  /** The body of the last complete response. */
  readonly body: Uint8Array
}

/**
 * Where plans, intents and the ledger are kept. Whatever resolves is durable: it survives the end of the process, of the
 * machine, and of the database.
 */
export type Store = {
  /**
   * Excludes all other processes from a scope: a location, or everything (`*`).
   *
   * @throws BlockSlotsError of code `store-locked` when it is in use.
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
   * Marks a run as `applying`, in one transaction. A run that was `planned`: raises the serial, carries out the changes of the
   * ledger of its owners, and marks `planned`, `sent` and `unknown` steps of earlier runs as `skipped` where the owner is not stopped
   * in this one, since it has taken them over. Any other run that is applying is `stopped`. One that was `applying`, `stopped` or `done` continues,
   * which raises the serial as well: plans from before are stale.
   *
   * @throws BlockSlotsError of code `plan-stale` when another run was started since the plan was made, or since this one was.
   */
  readonly startRun: (run: string) => Promise<void>
  readonly endRun: (run: string, state: 'done' | 'stopped') => Promise<void>
  /** Removes runs with their owners and steps: neither the newest, nor the one that was started last. The ledger stays. */
  readonly removeRuns: (ids: readonly string[]) => Promise<void>
  /** The runs, newest first, without those being planned; of an id, or of the start of one. */
  readonly runs: (id?: string) => Promise<readonly Run[]>

  /** The locations of a run, in order: with `unfinished` those that have steps in the state `planned` or `sent`. */
  readonly locations: (run: string, only?: 'unfinished') => Promise<readonly string[]>
  /** The owners of a run, or of one of its locations, in the order in which they were added. */
  readonly owners: (run: string, locationId?: string) => AsyncIterable<PlannedOwner>
  /** The steps of a run in the order of their ids: of a location, in certain states. Never all in memory at once. */
  readonly steps: (
    run: string,
    filter?: { readonly locationId?: string; readonly states?: readonly StepState[] },
  ) => AsyncIterable<StoredStep>
  /** How many steps of a run are in which state. */
  readonly counts: (run: string) => Promise<Readonly<Record<StepState, number>>>
  /** Steps of an owner in any started run that are `planned`, `sent` or `unknown`: their blocks may exist. */
  readonly unresolved: (owner: string) => Promise<readonly StoredStep[]>

  /** Carries out changes in their order, in one transaction. Rejects all of them when one names an unknown step. */
  readonly commit: (changes: readonly StoreChange[]) => Promise<void>
  /** The ledger of an owner. */
  readonly ledger: (owner: string) => Promise<Ledger>

  readonly feed: (key: string) => Promise<FeedRecord | undefined>
  readonly saveFeed: (key: string, record: FeedRecord) => Promise<void>

  readonly close: () => Promise<void>
}
