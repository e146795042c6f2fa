import type { NewBlockOnCalendar, NoBusyTime } from '../block.ts'
import type { BlockSlotsClient } from '../methods.ts'
import type { Clock } from '../clock.ts'
import type { Deadline } from './deadline.ts'
import type { BlockOwner } from './owner.ts'

/** The part of a client that `blockCalendar` uses. */
export type CalendarClient = Pick<BlockSlotsClient, 'appointments' | 'calendar' | 'delete' | 'ensure'>

/** A time to block on a calendar of any type. */
export type CalendarBlock = NoBusyTime &
  Pick<NewBlockOnCalendar, 'locationId' | 'title' | 'startTime' | 'endTime'> & {
    /** Id of the calendar, of any type: its type decides whose time is blocked. */
    readonly calendarId: string
  }

/** Options of `blockCalendar`. */
export type BlockCalendarOptions = {
  /** Ends the call when it aborts. Blocks of this call are rolled back even then. */
  readonly signal?: AbortSignal | undefined
  /**
   * Bounds all reads and creates together in milliseconds; a rollback has 30,000, and 1,000 more for each block. Default: no
   * bound for the whole, and for each request that of the client.
   */
  readonly timeoutMs?: number | undefined
  /**
   * Handling of appointments under the block: create nothing, do not look, or create the blocks and return the appointments.
   * Default: `throw`, because blocks have been reported to cancel appointments. Only `ignore` costs no request; the others
   * read one list for each owner, which may be empty in any other API version than the default one.
   */
  readonly onAppointments?: 'throw' | 'ignore' | 'report' | undefined
  /** The clock of the client, if it is not the default. */
  readonly clock?: Clock | undefined
}

/** Fields that all blocks of one call share. */
export type SharedBlock = {
  readonly locationId: string
  readonly title?: string
  readonly startTime: string
  readonly endTime: string
}

/** One call of `blockCalendar` whose owners are known. */
export type CalendarCall = {
  readonly client: CalendarClient
  readonly owners: readonly BlockOwner[]
  readonly block: SharedBlock
  readonly deadline: Deadline
  readonly clock: Clock
}
