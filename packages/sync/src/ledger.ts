import { isSameValue, pickValue, type Value } from './block.ts'
import type { Wanted } from './wanted.ts'

/** A block that was made by this program, and may therefore be changed or deleted by it. */
export type Made = {
  readonly reasons: readonly string[]
  /** What was asked for. */
  readonly wanted: Value
  /** What the service made of it, where that differs. */
  readonly stored?: Value
  /** A person has deleted it; it stays deleted until its source changes. */
  readonly deletedByHand?: true
}

/** The blocks of one owner that were made by this program, by id. */
export type Ledger = ReadonlyMap<string, Made>

/** A change of what is remembered; `null` forgets the block. */
export type LedgerChange = { readonly id: string; readonly made: Made | null }

/** The entry of a block that was sent for a wanted one, and that the service shows with a value. */
export function madeOf(wanted: Wanted, shown: Value): Made {
  const made = { reasons: wanted.reasons, wanted: pickValue(wanted) }
  return isSameValue(wanted, shown) ? made : { ...made, stored: pickValue(shown) }
}

/** The value that a block was last seen with. */
export const storedValue = ({ stored, wanted }: Made): Value => stored ?? wanted
