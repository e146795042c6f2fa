import { isSameValue, pickValue, type Value } from './block.ts'
import type { Wanted } from './wanted.ts'

/** The ledger's entry of a block that this program created, and may therefore update or delete. */
export type LedgerEntry = {
  /** As in `Wanted`; empty for a block that was claimed and that no item wants. */
  readonly reasons: readonly string[]
  /** The value that was sent. */
  readonly wanted: Value
  /** The value that the service stored, where it differs from the one that was sent. */
  readonly stored?: Value
  /** A person has deleted the block. It stays deleted until its source changes. */
  readonly deletedByHand?: true
  /** No item wanted the block when a list did not show it. Wanted again, it is created again. */
  readonly unwanted?: true
}

/** The blocks of one owner that this program created, by id. */
export type Ledger = ReadonlyMap<string, LedgerEntry>

/** One change of a ledger: the new entry of a block, or `null` to forget the block. */
export type LedgerChange = { readonly id: string; readonly entry: LedgerEntry | null }

/** The entry of a block that was sent for a wanted one, and that the service shows with a value. */
export function entryOf(wanted: Wanted, shown: Value): LedgerEntry {
  const entry = { reasons: wanted.reasons, wanted: pickValue(wanted) }
  return isSameValue(wanted, shown) ? entry : { ...entry, stored: pickValue(shown) }
}

/** The value that a block was last seen with. */
export const storedValue = ({ stored, wanted }: LedgerEntry): Value => stored ?? wanted

/** Remembered until it is past: it may only be missing from a truncated list, and has to be deleted when it shows again. */
export const asDeleted = (entry: LedgerEntry): LedgerEntry => ({
  ...entry,
  deletedByHand: true,
  unwanted: true,
})
