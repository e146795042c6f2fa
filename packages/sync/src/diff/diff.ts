import type { BlockedSlot } from '@block-slots/client'
import { valueKey } from '../block.ts'
import { overlaps, type TimeRange } from '../time.ts'
import type { Ledger, LedgerChange } from '../ledger.ts'
import type { PlanCounts, Stop } from '../plan.ts'
import type { Rules } from '../rules.ts'
import type { Step, StoredStep } from '../step.ts'
import type { Wanted } from '../wanted.ts'
import { countSteps } from './count.ts'
import { decideRest, decideWanted, rememberEqual, type Context } from './decide.ts'
import { findListStop, findStop, ownedBlocks } from './guard.ts'
import { indexList } from './list.ts'
import { matchWanted, type Matches } from './match.ts'
import { splitLedger } from './own.ts'

/** One owner: the blocks that it should have, those of its list, and its ledger. */
export type DiffInput = {
  /** As `mergeWanted` returns them. */
  readonly wanted: readonly Wanted[]
  /** The rows of the owner's list, at least those of the window. */
  readonly listed: readonly BlockedSlot[]
  readonly ledger: Ledger
  readonly rules: Rules
  /** The range that is kept equal: blocks outside of it stay as they are. */
  readonly window: TimeRange
  /** Steps of earlier runs without an outcome; those that the list shows to be done are in the ledger already. */
  readonly unresolved?: readonly StoredStep[] | undefined
  /** Reasons whose items could not be read: blocks that were created for them, or for their instances, stay. */
  readonly unreadable?: ReadonlySet<string> | undefined
  /** The number of blocks that a stop has named: exactly this count does not stop the owner. */
  readonly allow?: number | undefined
}

/** The steps that make the calendar of one owner equal to its sources. */
export type OwnerDiff = {
  readonly steps: readonly Step[]
  /** Changes of the ledger when the plan is started, which do not depend on the outcomes of its steps. */
  readonly ledger: readonly LedgerChange[]
  readonly counts: PlanCounts
  /** How many of the blocks that this program created the list shows. */
  readonly shown: number
  /** The reason for which the owner is left as it is. It has no steps then, and its ledger does not change. */
  readonly stop?: Stop
}

/**
 * Compares the blocks that an owner should have with its list. The list decides what has to be created, the ledger what may be
 * updated or deleted: without a ledger blocks may be left over, but none is created twice, and no block of a person is changed.
 *
 * @example
 * ```ts
 * import { diff, mergeWanted } from '@block-slots/sync'
 *
 * const day = { startTime: '2026-12-25T00:00:00Z', endTime: '2026-12-26T00:00:00Z', title: 'Christmas' }
 * const { steps } = diff({
 *   wanted: mergeWanted([{ source: 'holidays', item: { item: '2026-12-25', ...day } }]),
 *   listed: [{ id: 'ZcU2zCDEjpZYXq7pFWBG', ...day }],
 *   ledger: new Map(),
 *   rules: {
 *     mode: 'mirror',
 *     onAppointments: 'refuse',
 *     editedByHand: 'restore',
 *     deletedByHand: 'keep',
 *     maxDelete: '20%',
 *   },
 *   window: { from: '2026-12-01T00:00:00Z', to: '2027-01-01T00:00:00Z' },
 * })
 * console.log(steps.map(({ action }) => action)) // => [ 'exists' ]
 * ```
 */
export function diff({
  wanted,
  listed,
  ledger,
  rules,
  window,
  unresolved = [],
  unreadable = new Set(),
  allow,
}: DiffInput): OwnerDiff {
  const index = indexList(listed, ledger)
  const { owns, past } = splitLedger(ledger, index, window)
  const inWindow = wanted.filter((want) => overlaps(want, window))
  const found = matchWanted(inWindow, index, owns)
  const context: Context = { rules, ledger, unreadable, ...indexUnresolved(unresolved) }

  const { steps, changes } = decide(found, context)
  const { deleting } = context
  const guarded = { wanted: inWindow, owns, steps, changes, unreadable: index.unreadable, deleting }
  const { shown } = ownedBlocks(guarded)
  const stop = findStop(guarded, rules, allow)
  if (stop !== undefined) return { steps: [], ledger: [], counts: countSteps([]), shown, stop }
  // An empty list that is allowed is that of an account that was reset: no person has deleted the blocks one by one.
  const isReset = findListStop(guarded, rules)?.reason === 'list-empty'
  const decided = isReset
    ? decide(found, { ...context, rules: { ...rules, deletedByHand: 'restore' } })
    : { steps, changes }
  return {
    steps: decided.steps,
    ledger: [...decided.changes, ...past],
    counts: countSteps(decided.steps),
    shown,
  }
}

/** Decides about all blocks: the steps, and how the ledger changes before them. */
function decide(found: Matches, context: Context): { steps: Step[]; changes: LedgerChange[] } {
  const decisions = [
    ...found.matches.map((match) => decideWanted(match, context)),
    ...decideRest(found, context),
  ]
  return {
    steps: decisions.flatMap(({ step }) => step ?? []),
    changes: [
      ...decisions.flatMap(({ change }) => change ?? []),
      ...rememberEqual(found.matches, context.ledger),
    ],
  }
}

function indexUnresolved(unresolved: readonly StoredStep[]): Pick<Context, 'creating' | 'deleting'> {
  const steps = unresolved.map(({ step }) => step)
  return {
    creating: new Set(steps.flatMap((step) => (step.action === 'create' ? [valueKey(step.wanted)] : []))),
    deleting: new Set(steps.flatMap((step) => (step.action === 'delete' ? [step.id] : []))),
  }
}
