import { isSameValue, valueKey } from '../block.ts'
import { asDeleted, entryOf, type Ledger, type LedgerChange } from '../ledger.ts'
import type { Change, Outcome, OutcomeDetail } from '../step.ts'
import type { ListIndex } from './list.ts'

/** `send`, or what became of a step that must not be sent. */
export type Check =
  | 'send'
  | { readonly state: Outcome; readonly detail?: OutcomeDetail; readonly ledger?: LedgerChange }

/**
 * Compares a step with the list as it is when the plan is applied: what the plan has not seen is not changed or deleted.
 *
 * @param index - Of the owner's list; see `indexList`.
 */
export function checkStep(step: Change, index: ListIndex, ledger: Ledger): Check {
  switch (step.action) {
    case 'create': {
      const equal = index.byKey.get(valueKey(step.wanted))?.[0]
      return equal === undefined ? 'send' : { state: 'exists', detail: { id: equal.id } }
    }
    case 'update':
      return checkUpdate(step, index, ledger)
    case 'delete':
      return checkDelete(step, index, ledger)
    default:
      return step satisfies never
  }
}

function checkUpdate(
  { id, wanted, was }: Extract<Change, { action: 'update' }>,
  { byId, byKey }: ListIndex,
  ledger: Ledger,
): Check {
  const block = byId.get(id)
  const entry = ledger.get(id)
  if (entry === undefined) return skipped(id, notOurs)
  if (block === undefined) return skipped(id, 'The block was deleted after the plan was made.')
  const equal = byKey.get(valueKey(wanted)) ?? []
  if (equal.some((each) => each.id === id))
    return { state: 'done', detail: { id }, ledger: { id, entry: entryOf(wanted, block.value) } }
  if (!isSameValue(block.value, was)) return skipped(id, changed)
  return equal.length === 0 ? 'send' : skipped(id, 'An equal block was created after the plan was made.')
}

function checkDelete(
  { id, was, why }: Extract<Change, { action: 'delete' }>,
  { byId, byKey }: ListIndex,
  ledger: Ledger,
): Check {
  const block = byId.get(id)
  const entry = ledger.get(id)
  if (entry === undefined) return skipped(id, notOurs)
  // A truncated list does not show it either, and what is not seen is not deleted: when a list shows it again, a plan does.
  if (block === undefined) return { state: 'done', detail: { id }, ledger: { id, entry: asDeleted(entry) } }
  if (!isSameValue(block.value, was)) return skipped(id, changed)
  // Of equal blocks the smallest id stays, so one has to be there that does.
  const isEqualLeft = [block.key, valueKey(entry.wanted)].some((key) => (byKey.get(key)?.[0]?.id ?? id) < id)
  if (why === 'surplus' && !isEqualLeft)
    return skipped(id, 'The equal block that was to stay was deleted after the plan was made.')
  return 'send'
}

const notOurs = 'This program does not remember having created the block.'
const changed = 'The block was changed after the plan was made.'

const skipped = (id: string, message: string): Check => ({ state: 'skipped', detail: { id, message } })
