export type { Value } from './block.ts'
export type { SyncEvent } from './event.ts'
export type { Ledger, LedgerChange, Made } from './ledger.ts'
export type { OwnerConfig, SourceConfig, SyncConfig, SyncOptions } from './options.ts'
export type { Owner } from './owner.ts'
export type { PlanCounts, PlannedOwner, ReportCounts, Run, RunState, Stop } from './plan.ts'
export type { DifferentBlock, Difference, Plan, Report } from './report.ts'
export type { Rules } from './rules.ts'
export type { Source, SourceContext, SyncWindow } from './source/source.ts'
export type { Change, Outcome, OutcomeDetail, Step, StepState, StoredStep } from './step.ts'
export type { FeedRecord, OwnerPlan, Store, StoreChange, StoreLock } from './store/store.ts'
export {
  createSync,
  type ApplyOptions,
  type PlanOptions,
  type Sync,
  type SyncCallOptions,
  type WatchOptions,
} from './sync.ts'
export type { SourceItem, Wanted } from './wanted.ts'
