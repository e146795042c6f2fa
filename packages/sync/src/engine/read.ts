import type { BlockedSlot, BlockSlotsClient } from '@block-slots/client'
import type { TimeRange } from '../time.ts'
import type { Owner } from '../owner.ts'
import { mayExist, type StoredStep } from '../step.ts'
import type { Ledger, LedgerChange } from '../ledger.ts'
import { adopt } from '../diff/adopt.ts'
import type { SyncCall } from './context.ts'

/** The list of an owner, its ledger, and the blocks of unfinished steps that the list shows. */
export type OwnerReading = {
  readonly listed: readonly BlockedSlot[]
  readonly ledger: Ledger
  /** Blocks of unfinished steps that the list shows. They are in `ledger`, and not yet in the store. */
  readonly adopted: readonly { readonly step: number; readonly ledger: LedgerChange }[]
  readonly readAt: number
}

/**
 * The steps that may have been carried out. Those of a run that has ended, and were not sent, are left out: a person may have
 * done meanwhile by hand what could not be done here, and that block is not ours.
 */
export const openSteps = (unresolved: readonly StoredStep[], isInterrupted: boolean): readonly StoredStep[] =>
  isInterrupted ? unresolved : unresolved.filter(mayExist)

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
  const listed = await client.list(query, { signal, priority: 'bulk' })
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
