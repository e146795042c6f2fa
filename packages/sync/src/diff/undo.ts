import type { BlockedSlot } from '@block-slots/client'
import { isSameValue, valueKey, type Value } from '../block.ts'
import { storedValue, type Ledger, type LedgerEntry } from '../ledger.ts'
import type { Step, StoredStep } from '../step.ts'
import { askedFor, indexList, type ListedBlock, type ListIndex } from './list.ts'

/** Plans the reverse of the done steps of a run, newest first. What has changed since stays as it is. */
export function undoSteps(
  done: readonly StoredStep[],
  listed: readonly BlockedSlot[],
  ledger: Ledger,
): { readonly steps: readonly Step[] } {
  const index = indexList(listed, ledger)
  const deleted = new Set(done.flatMap(({ step }) => (step.action === 'delete' ? step.id : [])))
  const hidden = findHidden(index, ledger, deleted)
  const context: Context = { index, ledger, restored: new Set(), hidden }
  const newestFirst = done.toSorted((one, other) => other.id - one.id)
  return { steps: newestFirst.flatMap((stored) => undoStep(stored, context) ?? []) }
}

type Context = {
  readonly index: ListIndex
  readonly ledger: Ledger
  /** Values that the steps so far put back: equal blocks are put back once. */
  readonly restored: Set<string>
  /** Blocks that this program created and that the list does not show, by value: deleted by a person, or not listed yet. */
  readonly hidden: ReadonlyMap<string, string>
}

/**
 * Finds the blocks that the list does not show although the ledger has them.
 *
 * @param deleted - Ids of blocks that this program may have deleted without recording it.
 */
function findHidden({ byId }: ListIndex, ledger: Ledger, deleted: ReadonlySet<string>): Map<string, string> {
  const hidden = new Map<string, string>()
  for (const [id, entry] of ledger) {
    if (!byId.has(id) && !deleted.has(id)) hidden.set(valueKey(entry.wanted), id)
  }
  return hidden
}

function undoStep({ state, step, detail }: StoredStep, context: Context): Step | undefined {
  if (state !== 'done') return undefined
  switch (step.action) {
    case 'create':
      return detail?.id === undefined ? undefined : undoCreate(detail.id, step.wanted, context)
    case 'update':
      return undoUpdate(step, context)
    case 'delete':
      return undoDelete(step, context)
    default:
      return undefined
  }
}

function undoCreate(id: string, wanted: Value, { index, ledger }: Context): Step | undefined {
  const block = index.byId.get(id)
  // Deleted already, or hidden by a truncated list: what is not seen is not deleted.
  if (block === undefined) return undefined
  const entry = ledger.get(id)
  if (!isUnchanged(block, entry, wanted)) return keep(id, block)
  return {
    action: 'delete',
    id,
    was: block.value,
    ...askedFor(entry, block),
    reasons: entry.reasons,
    why: 'undo',
  }
}

function undoUpdate(
  { id, wanted, was, asked = was }: Extract<Step, { action: 'update' }>,
  { index, ledger, restored }: Context,
): Step | undefined {
  const block = index.byId.get(id)
  const entry = ledger.get(id)
  if (block === undefined)
    return entry && { action: 'keep', id, was: storedValue(entry), why: 'deleted-by-hand' }
  if (isSameValue(block.value, was)) return undefined
  if (!isUnchanged(block, entry, wanted)) return keep(id, block)
  restored.add(valueKey(was))
  const back = { ...asked, reasons: entry.reasons }
  return { action: 'update', id, wanted: back, was: block.value, ...askedFor(entry, block), by: 'source' }
}

function undoDelete(
  { was, asked = was, reasons }: Extract<Step, { action: 'delete' }>,
  { index, ledger, restored, hidden }: Context,
): Step | undefined {
  // What the service makes of it again; what it has made of it before would be altered once more.
  const wanted = { ...asked, reasons }
  const key = valueKey(was)
  const equal = index.byKey.get(key)?.[0]
  if (equal !== undefined) return { action: 'exists', id: equal.id, wanted, owned: ledger.has(equal.id) }
  if (restored.has(key)) return undefined
  restored.add(key)
  const hiddenId = hidden.get(key)
  // An earlier call has put it back.
  if (hiddenId !== undefined) return { action: 'keep', id: hiddenId, was, why: 'deleted-by-hand' }
  return { action: 'create', wanted }
}

/** True for a block that was created with a value, and that the list shows as the service stored it. */
const isUnchanged = (
  block: ListedBlock,
  entry: LedgerEntry | undefined,
  wanted: Value,
): entry is LedgerEntry =>
  entry !== undefined && isSameValue(entry.wanted, wanted) && block.own?.isAsStored === true

/** Where the list shows what the ledger has, the change since was made by this program. */
const keep = (id: string, { value, own }: ListedBlock): Step => ({
  action: 'keep',
  id,
  was: value,
  why: own?.isAsStored === true ? 'changed-by-run' : 'edited-by-hand',
})
