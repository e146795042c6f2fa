import { overlaps } from '../time.ts'
import type { SourceItem } from '../wanted.ts'
import type { SyncWindow } from './source.ts'

/**
 * Lists the items that overlap a window, in order of their starts, each with an id of its own: the second of several with the
 * same id gets `#2`.
 */
export function uniqueItems(candidates: readonly SourceItem[], window: SyncWindow): readonly SourceItem[] {
  const counts = new Map<string, number>()
  // A feed may have an event whose id looks like that of a second one.
  const used = new Set<string>()
  const found = candidates
    .filter((each) => overlaps(each, window))
    .map((each) => ({ each, start: Date.parse(each.startTime), end: Date.parse(each.endTime) }))
  found.sort((one, other) => one.start - other.start || one.end - other.end)
  return found.map(({ each }) => {
    let count = (counts.get(each.item) ?? 0) + 1
    const idOf = (): string => (count === 1 ? each.item : `${each.item} #${count}`)
    while (used.has(idOf())) count += 1
    const item = idOf()
    counts.set(each.item, count)
    used.add(item)
    return { ...each, item }
  })
}
