import type { CoveredAppointment, ErrorCode } from '@block-slots/client'
import type { Value } from './block.ts'
import type { Wanted } from './wanted.ts'

/** One block of a plan. */
export type Step =
  /** Nothing equal is there. */
  | {
      readonly action: 'create'
      readonly wanted: Wanted
      /** Appointments that it will lie over, where the rules report them. */
      readonly over?: readonly CoveredAppointment[]
      /** An earlier run has sent it, and it is unknown what came of that. */
      readonly sentBefore?: true
    }
  /** The block of the same item is there with another value. */
  | {
      readonly action: 'update'
      readonly id: string
      readonly wanted: Wanted
      readonly was: Value
      /** Appointments that it will newly lie over, where the rules report them. */
      readonly over?: readonly CoveredAppointment[]
      /** Whose change makes the two differ. */
      readonly by: 'source' | 'person'
    }
  /** A block that was made here and is not wanted any more, or of which there are several. */
  | {
      readonly action: 'delete'
      readonly id: string
      readonly was: Value
      readonly reasons: readonly string[]
      readonly why: 'unwanted' | 'surplus' | 'undo'
    }
  /** An equal block is there; `owned` when it was made here. */
  | { readonly action: 'exists'; readonly id: string; readonly wanted: Wanted; readonly owned: boolean }
  /** A person has moved or deleted the block, and the rules let that stand; or its item cannot be read. */
  | {
      readonly action: 'keep'
      readonly id: string
      readonly was: Value
      readonly wanted?: Wanted
      readonly why: 'edited-by-hand' | 'deleted-by-hand' | 'unreadable'
    }
  /** Not carried out: there are appointments under it, or under that of another member of the same calendar. */
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

/** What became of a step. Every step of a run has exactly one in its report. */
export const outcomes = ['done', 'exists', 'failed', 'unknown', 'refused', 'skipped'] as const
/** What became of a step. */
export type Outcome = (typeof outcomes)[number]

/** `sent` from before its request until its outcome is recorded. */
export type StepState = 'planned' | 'sent' | Outcome

/** Details of an outcome, plain data. */
export type OutcomeDetail = {
  /** Id of the block, where there is one. */
  readonly id?: string
  /** Code of the error. */
  readonly code?: ErrorCode
  /** What happened, without secrets. */
  readonly message?: string
}

/** A step as a store keeps it. */
export type StoredStep = {
  /** Identifies it in its store; steps of one owner have ascending ids, in the order of the plan. */
  readonly id: number
  /** Key of its owner. */
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
