import { overlaps } from '../block.ts'
import type { SourceItem } from '../wanted.ts'
import type { SyncWindow } from './source.ts'

/**
 * Lists the items that overlap a window, in order of their starts, each with an id of its own: the second of several with the
 * same id gets `#2`.
 */
export function uniqueItems(candidates: readonly SourceItem[], window: SyncWindow): readonly SourceItem[] {
  const counts = new Map<string, number>()
  const found = candidates
    .filter((each) => overlaps(each, window))
    .map((each) => ({ each, start: Date.parse(each.startTime), end: Date.parse(each.endTime) }))
  found.sort((one, other) => one.start - other.start || one.end - other.end)
  return found.map(({ each }) => {
    const count = (counts.get(each.item) ?? 0) + 1
    counts.set(each.item, count)
    return count === 1 ? each : { ...each, item: `${each.item} #${count}` }
  })
}
