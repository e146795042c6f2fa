import type { BlockSlotsClient, Clock } from '@block-slots/client'
import type { Rules } from './rules.ts'
import type { Source } from './source/source.ts'
import type { Store } from './store/store.ts'

/** An owner of blocked time: a user, or a calendar of any type. */
export type OwnerConfig = {
  /** Id of the sub-account. */
  readonly locationId: string
  /** IANA name, by which the owner's days begin. Default: that of the configuration. */
  readonly timeZone?: string | undefined
} & (
  | {
      /** Id of a user, whose blocks apply to all calendars of that user. */
      readonly userId: string
      readonly calendarId?: never
    }
  | {
      /** Id of a calendar. One that is not of type `event` stands for its team members, who get the same blocks or none. */
      readonly calendarId: string
      readonly userId?: never
    }
)

/** A source and the owners whose time it blocks. */
export type SourceConfig = {
  /** Names of owners in the configuration; `all` for every one. */
  readonly for: readonly string[] | 'all'
  /** Such as `ics(…)`, `holidays(…)`, `hours(…)`, `weekly(…)`, `days(…)`, or a function of your own. */
  readonly items: Source
}

/** The longest window in days: a series is written out, and a list has all its rows at once. */
export const maxDays = 1000

/** The owners, the sources and the rules by which they are kept equal. */
export type SyncConfig = {
  /** Shown in plans. */
  readonly name: string
  /** IANA name, such as `Europe/Berlin`: the zone of owners that have none of their own. */
  readonly timeZone: string
  /** The days that are kept equal. Blocks outside of them stay as they are. */
  readonly window: {
    /** How many days, from 1 to 1,000. */
    readonly days: number
    /** First day: a date such as `2026-12-24`, or `today` in each owner's zone. Default: `today`. */
    readonly from?: string | undefined
  }
  /** By name. */
  readonly owners: Readonly<Record<string, OwnerConfig>>
  /** By name, which has no slash. */
  readonly sources: Readonly<Record<string, SourceConfig>>
  /** Default of each: see `Rules`. */
  readonly rules?: Partial<Rules> | undefined
}

/** Options of `createSync`. */
export type SyncOptions = {
  readonly config: SyncConfig
  /**
   * Returns the client for a sub-account. Called each time that work on it begins, and not kept when that ends. Where it throws,
   * the owners of that sub-account are stopped.
   */
  readonly clientOf: (locationId: string) => BlockSlotsClient | Promise<BlockSlotsClient>
  /** The store of plans and of the ledger, such as `sqliteStore(path)`. The caller closes it. */
  readonly store: Store
  /** Default: the wall clock. */
  readonly clock?: Clock | undefined
  /**
   * Milliseconds after an interruption until the lists are read: until then, a block that was sent before it may still appear.
   * Default: 10,000, as in the client.
   */
  readonly reconcileTimeoutMs?: number | undefined
}
