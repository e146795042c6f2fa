import { pickValue, valueKey, type Value } from '../block.ts'
import { reasonOf, type SourceItem, type Wanted } from '../wanted.ts'
import { checkItem } from './item.ts'
import { sortByTime } from './sort.ts'

/** An item and the name of the source that yields it. */
export type NamedItem = { readonly source: string; readonly item: SourceItem }

/**
 * Merges the items of all sources to the blocks that an owner should have, by time. Equal values are one block, with every
 * reason for it. Different values of one item are different blocks.
 *
 * @example
 * ```ts
 * import { mergeWanted } from '@block-slots/sync'
 *
 * const day = { startTime: '2026-12-25T00:00:00Z', endTime: '2026-12-26T00:00:00Z', title: 'Closed' }
 * const wanted = mergeWanted([
 *   { source: 'holidays', item: { item: '2026-12-25', ...day } },
 *   { source: 'team', item: { item: 'party', ...day } },
 * ])
 * console.log(wanted.map(({ reasons }) => reasons)) // => [ [ 'holidays/2026-12-25', 'team/party' ] ]
 * ```
 *
 * @throws BlockSlotsError of code `invalid-input` for an item without an id or a title, or whose times cannot be read or
 *   are in the wrong order: to leave it out would delete its block.
 */
export function mergeWanted(items: Iterable<NamedItem>): Wanted[] {
  const merged = new Map<string, { value: Value; reasons: Set<string> }>()
  for (const { source, item } of items) {
    const reason = reasonOf(source, item.item)
    checkItem(reason, item)
    const value = pickValue(item)
    const key = valueKey(value)
    const entry = merged.get(key)
    if (entry === undefined) merged.set(key, { value, reasons: new Set([reason]) })
    else {
      entry.reasons.add(reason)
      // Equal values may be written differently: the result must not depend on the order of the sources.
      if (textOf(value) < textOf(entry.value)) entry.value = value
    }
  }
  const wanted = [...merged.values()].map(({ value, reasons }) => ({
    ...value,
    reasons: [...reasons].toSorted(),
  }))
  return sortByTime(wanted, (want) => want)
}

const textOf = ({ startTime, endTime, title }: Value): string => `${startTime} ${endTime} ${title}`
