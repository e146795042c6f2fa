import type { TimeRange } from '../time.ts'
import type { SourceItem } from '../wanted.ts'
import type { FeedRecord } from '../store/store.ts'

/** The range in which the calendar of an owner is kept equal. Blocks outside of it stay as they are. */
export type SyncWindow = TimeRange & {
  /** The owner's time zone: wall-clock times of a source are in it, unless the source has one of its own. */
  readonly timeZone: string
}

/** The environment in which a source is read. */
export type SourceContext = {
  /** Name of the owner in the configuration. */
  readonly owner: string
  /** Aborts when the call does. */
  readonly signal: AbortSignal
  /** Runs a function once for each plan and key, and shares its result: the feed of several owners is read once. */
  readonly once: <Result>(key: string, load: () => Promise<Result>) => Promise<Result>
  /** Returns the record of a feed that `saveFeed` has stored last, in this run or an earlier one. */
  readonly feed: (key: string) => Promise<FeedRecord | undefined>
  /** Stores the record of a feed. Does nothing in `verify`. */
  readonly saveFeed: (key: string, record: FeedRecord) => Promise<void>
  /** Reports something that was left out or guessed. */
  readonly warn: (message: string) => void
  /**
   * Names an item that cannot be read completely. The blocks that were created for it stay, and those of its instances: items
   * whose ids are its id, a blank, and the id of the instance.
   */
  readonly unreadable: (item: string) => void
}

/**
 * A function that yields the times to block in a window: every item that overlaps it, with its whole length, each with an id
 * that stays the same from run to run. It has to throw when it does not know all of them: an empty result means that nothing is
 * wanted.
 */
export type Source = (window: SyncWindow, context: SourceContext) => AsyncIterable<SourceItem>
