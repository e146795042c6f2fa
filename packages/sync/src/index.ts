export type { Value } from './block.ts'
export { diff, type DiffInput, type OwnerDiff } from './diff/diff.ts'
export { mergeWanted, type NamedItem } from './diff/wanted.ts'
export type { SyncEvent } from './event.ts'
export type { Ledger, LedgerChange, LedgerEntry } from './ledger.ts'
export type { OwnerConfig, SourceConfig, SyncConfig, SyncOptions } from './options.ts'
export type { Owner } from './owner.ts'
export type { PlanCounts, PlannedOwner, ReportCounts, Run, RunState, Stop } from './plan.ts'
export type { DifferentBlock, Difference, Plan, Report, StoredRun } from './report.ts'
export type { Rules } from './rules.ts'
export { days } from './source/days.ts'
export type { DaysEntry, DaysOptions } from './source/days.ts'
export type { FeedOptions } from './source/feed.ts'
export { holidays } from './source/holidays.ts'
export type { HolidayKind, HolidaysOptions } from './source/holidays.ts'
export { hours } from './source/hours.ts'
export type { HoursSourceOptions } from './source/hours.ts'
export { ics } from './source/ics.ts'
export type { CalendarOrigin, FeedAddress, IcsOptions, KeepOptions } from './source/ics-options.ts'
export { readSource } from './source/read-source.ts'
export type { Source, SourceContext, SyncWindow } from './source/source.ts'
export { weekly } from './source/weekly.ts'
export type { WeekdayName, WeeklyOptions } from './source/weekly.ts'
export type { Change, Outcome, OutcomeDetail, Step, StepState, StoredStep } from './step.ts'
export type { FeedRecord, OwnerPlan, Store, StoreChange, StoreLock } from './store/store.ts'
export { createSync } from './create-sync.ts'
export type {
  ApplyOptions,
  PlanOptions,
  ShowOptions,
  Sync,
  SyncCallOptions,
  UndoOptions,
  WatchOptions,
} from './sync.ts'
export type { TimeRange } from './time.ts'
export type { OwnerCalendar, ShownBlock, ShownState } from './view/calendar.ts'
export type { SourceItem, Wanted } from './wanted.ts'
