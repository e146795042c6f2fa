import type { PlanCounts, ReportCounts, Stop } from '@block-slots/sync/src/plan.ts'
import type { Rules } from '@block-slots/sync/src/rules.ts'
import type { Round, World } from './world.ts'

/** The work of one process, as plain data. */
export type Job = {
  readonly world: World
  readonly round: Round
  /** The sandbox. */
  readonly url: string
  /** Folder of the state. */
  readonly folder: string
  /** Speed of the clock, and its epoch, which the sandbox shares. The system's clock when missing. */
  readonly time?: { readonly scale: number; readonly epoch: number }
  readonly reconcileTimeoutMs: number
  readonly rules?: Partial<Rules>
  /** Runs to undo, in this order. Plans and applies the source when missing. */
  readonly undoes?: readonly string[]
  /** Waits for a message between plan and apply. */
  readonly waits?: true
  /** File with ids of blocks that lists do not show to the program: a program that reads no list again. */
  readonly hiddenFile?: string
  /** Requests of the local limiter in ten seconds. Default: the service's. */
  readonly quota?: number
}

/** One run as a process reports it. */
export type RunReport = {
  readonly run: string
  /** Steps of the plan by action, and what became of them. */
  readonly planned: PlanCounts
  readonly ended: ReportCounts
  readonly stopped: readonly Stop['reason'][]
}

/** What a process says: that it has planned, and at last what came of its runs. */
export type Message =
  | { readonly type: 'planned'; readonly changes: number; readonly at: number }
  | { readonly type: 'ended'; readonly runs: readonly RunReport[] }
  | { readonly type: 'failed'; readonly error: string }

/** The sum of counts by name. */
const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** True when every step of the plan is in exactly one count of the report. */
export const sumsAgree = ({ planned, ended }: RunReport): boolean => total(planned) === total(ended)

/** True when nothing is left to be done: no owner is stopped, and every step has an outcome that is known. */
export const isResolved = ({ planned, ended, stopped }: RunReport): boolean =>
  stopped.length === 0 && ended.failed + ended.unknown === 0 && ended.skipped === planned.keep
