import { valueKey } from '../block.ts'
import type { TimeRange } from '../time.ts'
import type { Ledger, LedgerChange, LedgerEntry } from '../ledger.ts'
import type { ListedBlock, ListIndex } from './list.ts'
import { sortByTime } from './sort.ts'

/** A block that this program created. */
export type OwnBlock = {
  readonly id: string
  readonly entry: LedgerEntry
  /** `valueKey` of the value that was sent. */
  readonly wantedKey: string
  /** The block as the list shows it. */
  readonly listed?: ListedBlock
  /** The list shows the value that the service stored. */
  readonly isAsStored: boolean
}

/**
 * Splits the ledger into the blocks that overlap the window, in order of time, and those to forget because they ended before it.
 * Blocks after the window are in neither.
 */
export function splitLedger(
  ledger: Ledger,
  index: ListIndex,
  window: TimeRange,
): { readonly owns: readonly OwnBlock[]; readonly past: readonly LedgerChange[] } {
  const owns: OwnBlock[] = []
  const past: LedgerChange[] = []
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)]
  for (const [id, entry] of ledger) {
    const listed = index.byId.get(id)
    const times = timesOf(entry, listed)
    if (times.some(({ start, end }) => start < to && end > from)) {
      const { wantedKey, isAsStored } = listed?.own ?? {
        wantedKey: valueKey(entry.wanted),
        isAsStored: false,
      }
      owns.push({ id, entry, wantedKey, isAsStored, ...(listed && { listed }) })
    } else if (times.every(({ end }) => end <= from)) past.push({ id, entry: null })
  }
  const byTime = sortByTime(
    owns,
    ({ entry }) => entry.wanted,
    ({ id }) => id,
  )
  return { owns: byTime, past }
}

/** A person may have moved it, and the service may have rounded it: it is in the window if any of its times is. */
function timesOf(
  entry: LedgerEntry,
  listed: ListedBlock | undefined,
): { readonly start: number; readonly end: number }[] {
  const values = [entry.wanted, entry.stored, listed?.own?.isAsStored === true ? undefined : listed?.value]
  return values.flatMap((value) =>
    value === undefined ? [] : [{ start: Date.parse(value.startTime), end: Date.parse(value.endTime) }],
  )
}
