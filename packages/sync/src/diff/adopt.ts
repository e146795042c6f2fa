import type { BlockedSlot } from '@block-slots/client'
import { isSameTime, isSameValue, valueKey, type Value } from '../block.ts'
import { madeOf, type Ledger, type LedgerChange } from '../ledger.ts'
import { isPlacing, type Change, type StoredStep } from '../step.ts'
import { indexList, type ListedBlock } from './list.ts'

type Update = Extract<Change, { readonly action: 'update' }>

/** An unfinished step that the list shows to be done, and what to remember of its block. */
export type Adoption = { readonly step: number; readonly ledger: LedgerChange }

/**
 * Finds the unfinished steps that were carried out although that was never recorded. The block of a create is the one with the
 * smallest id that is equal and not in the ledger: when the plan was made, none was there. A step that was
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
  const found = steps.flatMap(({ id, state, step }): Adoption[] => {
    if (!isPlacing(step)) return []
    const block = step.action === 'create' ? findCreated(step.wanted) : findUpdated(step, state !== 'planned')
    if (block === undefined || adopted.has(block.id)) return []
    adopted.add(block.id)
    return [{ step: id, ledger: { id: block.id, made: madeOf(step.wanted, block.value) } }]
  })
  return found.toSorted((one, other) => one.step - other.step)

  function findCreated(wanted: Value): ListedBlock | undefined {
    return byKey.get(valueKey(wanted))?.find(({ id }) => !ledger.has(id) && !adopted.has(id))
  }

  function findUpdated({ id, wanted, was }: Update, isSent: boolean): ListedBlock | undefined {
    const block = ledger.has(id) ? byId.get(id) : undefined
    if (block === undefined || block.key === valueKey(wanted)) return block
    const isAltered = isSent && isShortened(block.value, wanted) && !isSameValue(block.value, was)
    return isAltered ? block : undefined
  }
}

/** True for a value of which the service has kept the beginning of the title. Any other title may be that of a person. */
const isShortened = (shown: Value, wanted: Value): boolean =>
  isSameTime(shown, wanted) && shown.title !== '' && wanted.title.startsWith(shown.title)
