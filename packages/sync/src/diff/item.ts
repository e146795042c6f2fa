import { syncError } from '../error.ts'
import { isDateTime } from '../time.ts'
import type { SourceItem } from '../wanted.ts'

/**
 * Checks an item, since users write sources as well: to leave out one that cannot be compared would delete its block.
 *
 * @param name Names the item in the message, which also shows the value that is wrong.
 * @throws BlockSlotsError of code `invalid-input` for an item without an id or a title, or whose times cannot be read or are in
 *   the wrong order.
 */
export function checkItem(name: string, { item, title, startTime, endTime }: SourceItem): void {
  if (typeof item !== 'string' || item === '') throw itemError('an item to have an id', item)
  if (typeof title !== 'string') throw itemError(`the title of item ${name} to be a text`, title)
  for (const [field, time] of Object.entries({ startTime, endTime })) {
    if (typeof time !== 'string' || !isDateTime(time))
      throw itemError(`${field} of item ${name} to be an RFC 3339 date-time with an offset`, time)
  }
  if (Date.parse(startTime) >= Date.parse(endTime))
    throw itemError(`startTime of item ${name} to be before endTime, ${endTime},`, startTime)
}

const itemError = (expected: string, got: unknown): Error =>
  syncError('invalid-input', `Expected ${expected} and got ${String(got)}.`, {
    hint: 'Correct the item in its source; until then the blocks of its owner are left as they are.',
  })
