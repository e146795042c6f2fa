import { overlaps, valueKey, type Value } from '../block.ts'
import { storedValue, type Ledger, type LedgerChange, type Made } from '../ledger.ts'
import { isAsStored, type ListedBlock, type ListIndex } from './list.ts'
import { compareTexts, compareValues, sorted } from './sort.ts'

/** A block that was made here. */
export type OwnBlock = {
  readonly id: string
  readonly made: Made
  /** `valueKey` of what was asked for. */
  readonly wantedKey: string
  /** The block as the list shows it. */
  readonly listed?: ListedBlock
  /** The list shows it as it was made. */
  readonly isAsStored: boolean
}

type Range = { readonly from: string; readonly to: string }

/**
 * Splits the ledger into the blocks that overlap the window, by time, and those to forget because they are past. Blocks behind
 * the window are in neither.
 */
export function splitLedger(
  ledger: Ledger,
  index: ListIndex,
  window: Range,
): { readonly owns: readonly OwnBlock[]; readonly past: readonly LedgerChange[] } {
  const owns: OwnBlock[] = []
  const past: LedgerChange[] = []
  for (const [id, made] of ledger) {
    const listed = index.byId.get(id)
    // A person may have moved it, and the service may have rounded it: it is in the window if any of its times is.
    const values: Value[] = [made.wanted, storedValue(made), ...(listed === undefined ? [] : [listed.value])]
    if (values.some((value) => overlaps(value, window)))
      owns.push({
        id,
        made,
        wantedKey: valueKey(made.wanted),
        ...(listed !== undefined && { listed }),
        isAsStored: listed !== undefined && isAsStored(listed, made),
      })
    else if (values.every(({ endTime }) => Date.parse(endTime) <= Date.parse(window.from)))
      past.push({ id, made: null })
  }
  return { owns: sorted(owns, compareOwns), past }
}

const compareOwns = (one: OwnBlock, other: OwnBlock): number =>
  compareValues(one.made.wanted, other.made.wanted) || compareTexts(one.id, other.id)
