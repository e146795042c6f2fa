import type { BlockedSlot } from '@block-slots/client'
import { isSameValue, valueKey } from '../block.ts'
import type { Ledger, LedgerChange } from '../ledger.ts'
import { madeOf } from './made.ts'
import type { Step, StoredStep } from '../step.ts'
import { indexList, type ListedBlock, type ListIndex } from './list.ts'
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
  const index = indexList(listed, ledger)
  const adopted = new Set<string>()
  const isFree = (id: string): boolean => !ledger.has(id) && !adopted.has(id)
  // Of equal creates of several runs one that was sent comes first.
  const steps = [
    ...unresolved.filter(({ state }) => state !== 'planned'),
    ...unresolved.filter(({ state }) => state === 'planned'),
  ]
  const found = steps.flatMap(({ id, state, step }): Adoption[] => {
    if (step.action !== 'create' && step.action !== 'update') return []
    const block =
      step.action === 'create'
        ? index.byKey.get(valueKey(step.wanted))?.find((equal) => isFree(equal.id))
        : findUpdated(step, state, { index, ledger })
    if (block === undefined || adopted.has(block.id)) return []
    adopted.add(block.id)
    return [{ step: id, ledger: { id: block.id, made: madeOf(step.wanted, block) } }]
  })
  return sorted(found, (one, other) => one.step - other.step)
}

/** Returns the block of an update that was carried out. The service may have altered the title that was sent. */
function findUpdated(
  { id, wanted, was }: Extract<Step, { action: 'update' }>,
  state: StoredStep['state'],
  { index, ledger }: { readonly index: ListIndex; readonly ledger: Ledger },
): ListedBlock | undefined {
  const block = index.byId.get(id)
  if (block === undefined || !ledger.has(id)) return undefined
  const isSent = state !== 'planned' && !isSameValue(block.value, was)
  const { title } = isSent ? wanted : block.value
  return isSameValue({ ...block.value, title }, wanted) ? block : undefined
}
