import { valueKey, type Value } from '../block.ts'
import { syncError } from '../error.ts'
import type { SourceItem, Wanted } from '../wanted.ts'
import { compareTexts, sorted, sortedByTime } from './sort.ts'

/** An item and the name of the source that yields it. */
export type NamedItem = { readonly source: string; readonly item: SourceItem }

/** `Date.parse` would read a time without an offset in the zone of the machine. */
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

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
 * @throws BlockSlotsError of code `invalid-input` for an item whose times cannot be read or are in the wrong order: to leave
 * it out would delete its block.
 */
export function mergeWanted(items: Iterable<NamedItem>): Wanted[] {
  const merged = new Map<string, { value: Value; reasons: Set<string> }>()
  for (const { source, item } of items) {
    const reason = `${source}/${item.item}`
    checkTimes(reason, item)
    const { startTime, endTime, title } = item
    const value = { startTime, endTime, title }
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
    reasons: sorted(reasons, compareTexts),
  }))
  return sortedByTime(wanted, (want) => want)
}

const textOf = ({ startTime, endTime, title }: Value): string => `${startTime} ${endTime} ${title}`

function checkTimes(reason: string, { startTime, endTime }: Value): void {
  for (const [name, text] of Object.entries({ startTime, endTime })) {
    if (!dateTime.test(text) || Number.isNaN(Date.parse(text)))
      throw itemError(reason, `${name} to be an RFC 3339 date-time with an offset`, text)
  }
  if (Date.parse(startTime) >= Date.parse(endTime))
    throw itemError(reason, `startTime to be before endTime, ${endTime},`, startTime)
}

const itemError = (reason: string, expected: string, got: string): Error =>
  syncError('invalid-input', `Expected ${expected} and got ${got}, in the item ${reason}.`, {
    hint: 'Correct the item in its source; until then the blocks of its owner are left as they are.',
  })
