import type { BlockedSlot } from '@block-slots/client'
import { valueKey } from '../block.ts'
import type { Ledger, LedgerChange } from '../ledger.ts'
import type { Step, StoredStep } from '../step.ts'
import type { Wanted } from '../wanted.ts'
import { indexList } from './list.ts'
import { sorted } from './sort.ts'

/** An unfinished step that the list shows to be done, and what to remember of its block. */
export type Adoption = { readonly step: number; readonly ledger: LedgerChange }

/**
 * Finds the unfinished steps that were carried out although that was never recorded. The block of a create is the one with the
 * smallest id that is equal and not made here as far as is remembered: when the plan was made, none was there. A step that was
 * only planned counts as well, because a store that was set back to an older copy has forgotten what it sent.
 */
export function adopt(
  unresolved: readonly StoredStep[],
  listed: readonly BlockedSlot[],
  ledger: Ledger,
): readonly Adoption[] {
  const { byId, byKey } = indexList(listed, ledger)
  const adopted = new Set<string>()
  // Of equal creates of several runs one that was sent comes first.
  const steps = [
    ...unresolved.filter(({ state }) => state !== 'planned'),
    ...unresolved.filter(({ state }) => state === 'planned'),
  ]
  const found = steps.flatMap(({ id: step, step: unfinished }): Adoption[] => {
    const block = findBlock(unfinished)
    if (block === undefined) return []
    adopted.add(block.id)
    return [{ step, ledger: { id: block.id, made: madeOf(block.wanted) } }]
  })
  return sorted(found, (one, other) => one.step - other.step)

  function findBlock(step: Step): { readonly id: string; readonly wanted: Wanted } | undefined {
    if (step.action === 'create') {
      const equal = byKey.get(valueKey(step.wanted)) ?? []
      const block = equal.find(({ id }) => !ledger.has(id) && !adopted.has(id))
      return block && { id: block.id, wanted: step.wanted }
    }
    if (step.action !== 'update' || !ledger.has(step.id) || adopted.has(step.id)) return undefined
    const isDone = byId.get(step.id)?.key === valueKey(step.wanted)
    return isDone ? { id: step.id, wanted: step.wanted } : undefined
  }
}

const madeOf = ({ reasons, startTime, endTime, title }: Wanted): NonNullable<LedgerChange['made']> => ({
  reasons,
  wanted: { startTime, endTime, title },
})
