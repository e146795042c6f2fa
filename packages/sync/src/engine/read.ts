import type { BlockedSlot, BlockSlotsClient } from '@block-slots/client'
import type { TimeRange } from '../time.ts'
import type { Owner } from '../owner.ts'
import { idsToDelete, mayExist, type StoredStep } from '../step.ts'
import type { StoreChange } from '../store/store.ts'
import { asDeleted, type Ledger, type LedgerChange } from '../ledger.ts'
import { adopt } from '../diff/adopt.ts'
import type { SyncCall } from './context.ts'

/** The list of an owner, its ledger, and the blocks of unfinished steps that the list shows. */
export type OwnerReading = {
  readonly listed: readonly BlockedSlot[]
  readonly ledger: Ledger
  /** Blocks of unfinished steps that the list shows. They are in `ledger`; `recordFound` stores them. */
  readonly adopted: readonly { readonly step: number; readonly ledger: LedgerChange }[]
  readonly readAt: number
}

/**
 * The steps that may have been carried out. Those of a run that has ended, and were not sent, are left out: a person may have
 * done meanwhile by hand what could not be done here, and that block is not ours.
 */
export const openSteps = (unresolved: readonly StoredStep[], isInterrupted: boolean): readonly StoredStep[] =>
  isInterrupted ? unresolved : unresolved.filter(mayExist)

/** How often an empty list is read before it is believed. */
const maxReads = 3

/** Reads the blocks of an owner: one request, however many there are. */
export async function readOwner(
  { store, signal, clock }: SyncCall,
  client: BlockSlotsClient,
  {
    owner,
    key,
    range,
    unresolved,
  }: {
    readonly owner: Owner
    readonly key: string
    readonly range: TimeRange
    readonly unresolved: readonly StoredStep[]
  },
): Promise<OwnerReading> {
  const query = { ...owner, startTime: range.from, endTime: range.to }
  const readAt = clock.now()
  const readList = async (): Promise<readonly BlockedSlot[]> =>
    client.list(query, { signal, priority: 'bulk' })
  let listed = await readList()
  // A service that fails shows nothing as well. Where something may have been created, it has to show nothing each time.
  for (let again = 1; listed.length === 0 && again < maxReads && unresolved.some(mayExist); again += 1) {
    // oxlint-disable-next-line no-await-in-loop -- One after another.
    listed = await readList()
  }
  const ledger = await store.ledger(key)
  const adopted = adopt(unresolved, listed, ledger)
  return {
    listed,
    adopted,
    ledger: withChanges(
      ledger,
      adopted.map((one) => one.ledger),
    ),
    readAt,
  }
}

/**
 * Records what the list shows of steps that were sent by an earlier process: creates and updates that it shows, and deletes
 * of blocks that it does not show. Without that, the reverse of their run would leave them out.
 */
export async function recordFound(
  { store }: SyncCall,
  owner: string,
  { adopted, listed, ledger }: OwnerReading,
  unresolved: readonly StoredStep[],
): Promise<void> {
  const shown = new Set(listed.map(({ id }) => id))
  const deleted = [...idsToDelete(unresolved)].filter((id) => !shown.has(id))
  const found: StoreChange[] = adopted.map((one) => ({
    change: 'outcome',
    step: one.step,
    state: 'done',
    owner,
    detail: { id: one.ledger.id },
    ledger: one.ledger,
  }))
  for (const { id: step, step: planned } of unresolved) {
    if (planned.action !== 'delete' || !deleted.includes(planned.id)) continue
    const { id } = planned
    const entry = ledger.get(id)
    const change = entry && { id, entry: asDeleted(entry) }
    found.push({ change: 'outcome', step, state: 'done', owner, detail: { id }, ledger: change })
  }
  if (found.length > 0) await store.commit(found)
}

/** A ledger with changes that are not yet stored. */
function withChanges(ledger: Ledger, changes: readonly LedgerChange[]): Ledger {
  if (changes.length === 0) return ledger
  const changed = new Map(ledger)
  for (const { id, entry } of changes) {
    if (entry === null) changed.delete(id)
    else changed.set(id, entry)
  }
  return changed
}
