import type { BlockTimes } from '../block.ts'
import { quote } from '../zone/quote.ts'

/** The part of a busy time that a block has. */
export type BusyBlock = BlockTimes & {
  /** Absent for a busy time without a title. */
  readonly title?: string
}

/**
 * Collects busy times as blocks: their times and titles, without what a block does not have, such as `uid`.
 *
 * @example
 * ```ts
 * import { busyTimes, toBlocks } from '@block-slots/helpers/icalendar'
 *
 * const text = `BEGIN:VCALENDAR
 * BEGIN:VEVENT
 * UID:trip
 * SUMMARY:Trip
 * DTSTART;VALUE=DATE:20261110
 * END:VEVENT
 * END:VCALENDAR`
 * const between = { from: '2026-11-01', to: '2026-11-30' }
 * const busy = busyTimes(text, { between, defaultTimeZone: 'America/New_York' })
 * console.log(await toBlocks(busy))
 * // => [
 * // =>   {
 * // =>     title: 'Trip',
 * // =>     startTime: '2026-11-10T00:00:00-05:00',
 * // =>     endTime: '2026-11-10T23:59:00-05:00'
 * // =>   }
 * // => ]
 * ```
 *
 * @param times - Busy times, as `busyTimes` gives them, or as an array or another iterable.
 * @returns Blocks to spread into the call that creates them, and to merge, subtract or split.
 * @throws {TypeError} When the argument is not iterable.
 */
export async function toBlocks<T extends BlockTimes & { readonly title?: string | undefined }>(
  times: AsyncIterable<T> | Iterable<T>,
): Promise<BusyBlock[]> {
  const list: unknown = times
  if (
    typeof list !== 'object' ||
    list === null ||
    !(Symbol.asyncIterator in list || Symbol.iterator in list)
  ) {
    throw new TypeError(
      `Expected "times" to be an iterable of busy times and got ${quote(list)}. Give the result of busyTimes.`,
    )
  }
  const blocks: BusyBlock[] = []
  for await (const { title = '', startTime, endTime } of times) {
    blocks.push({ ...(title !== '' && { title }), startTime, endTime })
  }
  return blocks
}
