import type { TimeRange } from '../time.ts'
import type { SourceItem } from '../wanted.ts'
import type { FeedRecord } from '../store/store.ts'

/** The time that is kept equal: what lies outside is left alone. */
export type SyncWindow = TimeRange & {
  /** The owner's time zone: wall-clock times of a source are in it, unless the source has one of its own. */
  readonly timeZone: string
}

/** What a source is asked with beside the window. */
export type SourceContext = {
  /** Name of the owner in the configuration. */
  readonly owner: string
  readonly signal: AbortSignal
  /** Runs a function once for each plan and key, and shares its result: a feed of several owners is read once. */
  readonly once: <Result>(key: string, load: () => Promise<Result>) => Promise<Result>
  /** What is remembered of a feed between runs. */
  readonly feed: (key: string) => Promise<FeedRecord | undefined>
  readonly saveFeed: (key: string, record: FeedRecord) => Promise<void>
  /** Reports something that was left out or guessed. */
  readonly warn: (message: string) => void
  /**
   * Names an item that cannot be read, or not all of it. What was made for it stays, and for its instances: items whose ids
   * begin with its id and a blank.
   */
  readonly unreadable: (item: string) => void
}

/**
 * Yields the times that a source wants blocked in a window: every item that overlaps it, with its whole length, each with an
 * id that stays the same from run to run. Has to throw when it cannot say for certain: an empty result means that nothing is
 * wanted.
 */
export type Source = (window: SyncWindow, context: SourceContext) => AsyncIterable<SourceItem>
