import type { CoveredAppointment, ErrorCode } from '@block-slots/client'
import type { Value } from './block.ts'
import type { Wanted } from './wanted.ts'

/** The action of a plan for one block. */
export type Step =
  /** The calendar has no equal block. */
  | {
      readonly action: 'create'
      readonly wanted: Wanted
      /** Appointments that the block will cover, with `onAppointments: 'report'`. */
      readonly over?: readonly CoveredAppointment[]
      /** An earlier run has sent this create, and its outcome is unknown. */
      readonly sentBefore?: true
    }
  /** The calendar has the block of the same item with another value. */
  | {
      readonly action: 'update'
      readonly id: string
      readonly wanted: Wanted
      /** The value that the calendar showed when the plan was made; with any other, the step is skipped. */
      readonly was: Value
      /** What had been asked for, where the service has made something else of it. */
      readonly asked?: Value
      /** Appointments that the block will cover and did not cover before, with `onAppointments: 'report'`. */
      readonly over?: readonly CoveredAppointment[]
      /** The side that has changed: the source, or a person on the calendar. */
      readonly by: 'source' | 'person'
    }
  /** A block that this program created. */
  | {
      readonly action: 'delete'
      readonly id: string
      readonly was: Value
      /** What had been asked for, where the service has made something else of it. */
      readonly asked?: Value
      /** The items that it was created for; see `Wanted`. */
      readonly reasons: readonly string[]
      /** No item wants it, another equal block stays, or its create is undone. */
      readonly why: 'unwanted' | 'surplus' | 'undo'
    }
  /** The calendar has an equal block; `owned` when this program created it. */
  | { readonly action: 'exists'; readonly id: string; readonly wanted: Wanted; readonly owned: boolean }
  /**
   * A block that stays as it is: a person has edited or deleted it, and the rules keep that; its item cannot be read; or a later
   * run than the one that is undone has changed it.
   */
  | {
      readonly action: 'keep'
      readonly id: string
      readonly was: Value
      readonly wanted?: Wanted
      readonly why: 'edited-by-hand' | 'deleted-by-hand' | 'unreadable' | 'changed-by-run'
      /** Id of the last run that has changed it, with `changed-by-run`. */
      readonly run?: string
    }
  /**
   * A create or update that is left out, with `onAppointments: 'refuse'`: it would cover appointments, or the block of another
   * member of the same calendar would.
   */
  | {
      readonly action: 'refuse'
      readonly wanted: Wanted
      readonly over: readonly CoveredAppointment[]
    }

/** The steps that change a calendar. */
export type Change = Extract<Step, { readonly action: 'create' | 'update' | 'delete' }>

/** True for a step that changes a calendar. */
export const isChange = (step: Step): step is Change =>
  step.action === 'create' || step.action === 'update' || step.action === 'delete'

/** True for a step that places a block on the calendar. */
export const isPlacing = (step: Step): step is Extract<Step, { readonly action: 'create' | 'update' }> =>
  step.action === 'create' || step.action === 'update'

/** The outcomes of steps. A step of a run has exactly one of them in its report. */
export const outcomes = ['done', 'exists', 'failed', 'unknown', 'refused', 'skipped'] as const
/**
 * The outcome of a step: `done`; `exists`, an equal block was there; `failed`, the service rejected it; `unknown`, it may or may
 * not have been applied; `refused`, because of appointments; `skipped`, not
 * carried out.
 */
export type Outcome = (typeof outcomes)[number]

/** `planned` until it is about to be sent, then `sent` until its outcome is recorded. */
export type StepState = 'planned' | 'sent' | Outcome

/** Details of an outcome: plain data, without secrets. */
export type OutcomeDetail = {
  /** Id of the block, where it is known. */
  readonly id?: string
  /** Code of the client's error, where one was thrown. */
  readonly code?: ErrorCode
  /** The reason in a sentence, where the step was not carried out. */
  readonly message?: string
}

/** A step as a store keeps it. */
export type StoredStep = {
  /** Identifies it in its store; steps of one owner have ascending ids, in the order of the plan. */
  readonly id: number
  /** Key of its owner: `<locationId>/calendar/<id>` or `<locationId>/user/<id>`. */
  readonly owner: string
  readonly state: StepState
  readonly step: Step
  readonly detail?: OutcomeDetail
}

/** Steps by their owner, in their order. */
export function groupByOwner(steps: readonly StoredStep[]): ReadonlyMap<string, readonly StoredStep[]> {
  const groups = new Map<string, StoredStep[]>()
  for (const step of steps) {
    const group = groups.get(step.owner)
    if (group === undefined) groups.set(step.owner, [step])
    else group.push(step)
  }
  return groups
}

/** True for a step that may have been carried out: it was sent, or an earlier run has sent it. */
export const mayExist = ({ state, step }: Pick<StoredStep, 'state' | 'step'>): boolean =>
  state === 'sent' || state === 'unknown' || (step.action === 'create' && step.sentBefore === true)

/** The blocks that a step may have deleted. */
export const idsToDelete = (steps: readonly StoredStep[]): ReadonlySet<string> =>
  new Set(
    steps.flatMap((stored) => (stored.step.action === 'delete' && mayExist(stored) ? stored.step.id : [])),
  )

/** How many steps are in which state, where there are none. */
export const noSteps: Readonly<Record<StepState, number>> = {
  planned: 0,
  sent: 0,
  done: 0,
  exists: 0,
  failed: 0,
  unknown: 0,
  refused: 0,
  skipped: 0,
}
