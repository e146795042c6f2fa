import { valueKey } from '../block.ts'
import type { Made } from '../ledger.ts'
import type { Wanted } from '../wanted.ts'
import type { ListedBlock } from './list.ts'

/** What is remembered of a block that was made for a wanted one, and that the list shows. */
export function madeOf({ reasons, startTime, endTime, title }: Wanted, { key, value }: ListedBlock): Made {
  const wanted = { startTime, endTime, title }
  return { reasons, wanted, ...(key !== valueKey(wanted) && { stored: value }) }
}
