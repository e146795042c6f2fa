import { collect } from '../collect.ts'
import type { SourceItem } from '../wanted.ts'
import type { Source, SourceContext, SyncWindow } from './source.ts'

/**
 * Reads a source by itself: shows what it would block, without a calendar and without a store. A feed is fetched whole, because
 * nothing is remembered of it.
 *
 * @example
 * ```ts
 * import { readSource, weekly } from '@block-slots/sync'
 *
 * const lunch = weekly({ days: ['monday'], at: '12:00-13:00', title: 'Lunch' })
 * const window = { from: '2026-12-01T00:00:00Z', to: '2026-12-15T00:00:00Z', timeZone: 'Europe/Berlin' }
 * console.log(await readSource(lunch, window))
 * // => [
 * // =>   {
 * // =>     startTime: '2026-12-07T12:00:00+01:00',
 * // =>     endTime: '2026-12-07T13:00:00+01:00',
 * // =>     title: 'Lunch',
 * // =>     item: '2026-12-07'
 * // =>   },
 * // =>   {
 * // =>     startTime: '2026-12-14T12:00:00+01:00',
 * // =>     endTime: '2026-12-14T13:00:00+01:00',
 * // =>     title: 'Lunch',
 * // =>     item: '2026-12-14'
 * // =>   }
 * // => ]
 * ```
 *
 * @param context - The rest of the environment. Default: nothing is remembered, and nothing reported.
 * @throws What the source throws.
 */
export async function readSource(
  source: Source,
  window: SyncWindow,
  context: Partial<SourceContext> = {},
): Promise<readonly SourceItem[]> {
  const full: SourceContext = {
    owner: '',
    signal: new AbortController().signal,
    once: async (_key, load) => load(),
    feed: async () => undefined,
    saveFeed: async () => {},
    warn: () => {},
    unreadable: () => {},
    ...context,
  }
  return collect(source(window, full))
}
