import type { Stop } from '../plan.ts'
import { describeError } from '../error.ts'
import type { SourceContext, SyncWindow } from '../source/source.ts'
import { reasonOf, type SourceItem } from '../wanted.ts'
import { overlaps } from '../time.ts'
import { checkItem } from '../diff/item.ts'
import type { NamedItem } from '../diff/wanted.ts'
import { unlessAborted } from './concurrency.ts'
import type { SyncCall } from './context.ts'
import type { Windows } from './window.ts'

/** Reads the items of an owner from its sources. */
export type SourceReader = (
  call: SyncCall,
  owner: string,
  timeZone: string,
) => Promise<{
  readonly items: readonly NamedItem[]
  /** Reasons whose items could not be read. */
  readonly unreadable: readonly string[]
  readonly stop?: Stop
}>

/** Creates the reader of one plan, which reads each feed once. */
export function createSourceReader(windowOf: Windows): SourceReader {
  const shared = new Map<string, Promise<unknown>>()
  return async (call, owner, timeZone) => {
    const { config, signal, store, emit, clock } = call
    const window = windowOf(timeZone)
    const items: NamedItem[] = []
    const unreadable: string[] = []
    for (const [source, { for: owners, items: read }] of Object.entries(config.sources)) {
      if (owners !== 'all' && !owners.includes(owner)) continue
      const context: SourceContext = {
        owner,
        signal,
        once: (key, load) => shareOnce(shared, `${source} ${key}`, load),
        feed: async (key) => store.feed(`${source} ${key}`),
        saveFeed: async (key, record) => store.saveFeed(`${source} ${key}`, record),
        warn: (message) => emit({ type: 'warning', at: clock.now(), source, message }),
        unreadable: (item) => void unreadable.push(reasonOf(source, item)),
      }
      try {
        // oxlint-disable-next-line no-await-in-loop -- One source after another: an owner has few.
        const found = await unlessAborted(signal, readItems(read(window, context), window))
        for (const item of found) items.push({ source, item })
      } catch (error) {
        signal.throwIfAborted()
        const message = `source ${source}: ${describeError(error)}`
        return { items: [], unreadable: [], stop: { reason: 'source-failed', source, message } }
      }
    }
    return { items, unreadable }
  }
}

/** The most items that a source yields for one owner: one that never ends is not one. */
const maxItems = 1_000_000

/** Reads the items that overlap the window. */
async function readItems(items: AsyncIterable<SourceItem>, window: SyncWindow): Promise<SourceItem[]> {
  const found: SourceItem[] = []
  let count = 0
  for await (const item of items) {
    checkItem(item.item, item)
    count += 1
    if (count > maxItems)
      throw new RangeError(
        `Expected at most ${maxItems} items and got more. Yield only those that overlap the window.`,
      )
    if (overlaps(item, window)) found.push(item)
  }
  return found
}

/** Shares the result of a function by its key, for callers of any type. */
function shareOnce<Result>(
  shared: Map<string, Promise<unknown>>,
  key: string,
  load: () => Promise<Result>,
): Promise<Result> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- One key stands for one function.
  const result = (shared.get(key) as Promise<Result> | undefined) ?? load()
  shared.set(key, result)
  return result
}
