import type { BlockSlotsClient, Clock } from '@block-slots/client'
import type { Rules } from './rules.ts'
import type { Source } from './source/source.ts'
import type { Store } from './store/store.ts'

/** An owner by its name: a user, or a calendar of any type. */
export type OwnerConfig = {
  readonly locationId: string
  /** Default: the configuration's. */
  readonly timeZone?: string | undefined
} & (
  | { readonly userId: string; readonly calendarId?: never }
  | { readonly calendarId: string; readonly userId?: never }
)

/** A source, and whose time it blocks. */
export type SourceConfig = {
  /** Names of owners; `all` for every owner. */
  readonly for: readonly string[] | 'all'
  readonly items: Source
}

/** The longest window in days: a series is written out, and a list has all its rows at once. */
export const maxDays = 1000

/** What is kept equal to what. */
export type SyncConfig = {
  /** Shown in plans. */
  readonly name: string
  /** IANA name. */
  readonly timeZone: string
  readonly window: {
    /** Days from the first one. */
    readonly days: number
    /** First day as a date, or `today` in each owner's zone. Default: `today`. */
    readonly from?: string | undefined
  }
  /** By name; a name has no slash but that between a location and an owner. */
  readonly owners: Readonly<Record<string, OwnerConfig>>
  /** By name, which has no slash. */
  readonly sources: Readonly<Record<string, SourceConfig>>
  readonly rules?: Partial<Rules> | undefined
}

/** Options of `createSync`. */
export type SyncOptions = {
  readonly config: SyncConfig
  /** Returns the client for a sub-account. Called when work on it begins; the client is dropped when that ends. */
  readonly clientOf: (locationId: string) => BlockSlotsClient | Promise<BlockSlotsClient>
  readonly store: Store
  readonly clock?: Clock | undefined
  /**
   * Milliseconds to wait before the lists are read after a run was interrupted: until then a block that was sent before may
   * still appear. Default: 10,000, as in the client.
   */
  readonly reconcileTimeoutMs?: number | undefined
}
