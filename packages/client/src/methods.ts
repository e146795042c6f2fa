import type { BlockSlotsApi } from './api.ts'
import type {
  Appointment,
  BlockedSlot,
  BlockSlot,
  Calendar,
  CreateBlockSlot,
  EventQuery,
  Location,
  UpdateBlockSlot,
  User,
} from './block.ts'
import type { DuplicateReport } from './create/duplicates.ts'
import type { CallOptions, CreateOptions, EnsureOptions } from './options/call.ts'
import type { CalendarQuery, UserQuery } from './validate/directory.ts'
import type { CreatedBlock, DeletedEvent } from './validate/response.ts'

/**
 * A client for the block slots of one sub-account. Every call rejects with `BlockSlotsError` and nothing else: switch on its
 * `code`, and read `applied`, `retry` and `hint`. The codes named at a call are those that say something about that call; any
 * call may reject with `unauthenticated`, `rate-limited`, `deadline-exceeded` or `aborted` as well.
 */
export type BlockSlotsClient = {
  /**
   * Blocks time on a calendar of type `event` or for a user. Two calls create two blocks; one call creates one, however often
   * it has to be sent. Does not look for appointments in that time; blocks have been reported to cancel them.
   *
   * Rejects with `invalid-input` before anything is sent, with `rejected` for a calendar of another type than `event`, with
   * `forbidden` for a sub-account that is not that of the token, and with `outcome-unknown` where it may have been created:
   * then `error.reconcile()` finds out.
   *
   * @example
   * ```ts
   * const block = await client.create({
   *   assignedUserId: '0007BWpSzSwfiuSl0tR2',
   *   locationId: 'C2QujeCh8ZnC7al2InWR',
   *   title: 'Lunch',
   *   ...blockTimes({ from: '2026-12-24T12:00', to: '13:00', timeZone: 'America/New_York' }),
   * })
   * console.log(block.id, block.outcome)
   * ```
   */
  readonly create: (block: CreateBlockSlot, options?: CreateOptions) => Promise<CreatedBlock>
  /**
   * Returns an equal block that exists, or creates one. Two calls create one block. Equal calls at once share one list: each
   * waits for the one before, and takes its block as `existing` where a request that was sent after its own begin has shown
   * it. A failure is not shared; the next call sends its own requests. Pass `afterRestart` where a process may have been ended
   * while it created this block: a list shows such a block up to a reconcile timeout later.
   *
   * Rejects as `create` does, and with `invalid-response` for a list that cannot be read.
   *
   * @example
   * ```ts
   * const { outcome } = await client.ensure({
   *   calendarId: 'CVokAlI8fgw4WYWoCtQz',
   *   locationId: 'C2QujeCh8ZnC7al2InWR',
   *   title: 'Christmas',
   *   ...wholeDays({ from: '2026-12-24', to: '2026-12-26', timeZone: 'Europe/Berlin' }),
   * })
   * console.log(outcome) // "created", or "existing" the second time
   * ```
   */
  readonly ensure: (block: CreateBlockSlot, options?: EnsureOptions) => Promise<CreatedBlock>
  /**
   * Finds duplicates: blocks that the service created so late that the client had sent them again. Deletes nothing.
   *
   * @example
   * ```ts
   * const { duplicates } = await client.findDuplicates()
   * for (const id of duplicates.flatMap((each) => each.duplicates)) await client.delete(id)
   * ```
   */
  readonly findDuplicates: (options?: CallOptions) => Promise<DuplicateReport>
  /**
   * Replaces title, times and owner of a block, so all of them are required.
   *
   * Rejects with `not-found` for a block that does not exist, and with `rejected` for one that the service does not change so.
   *
   * @example
   * ```ts
   * await client.update(block.id, {
   *   calendarId: 'CVokAlI8fgw4WYWoCtQz',
   *   title: 'Lunch, longer',
   *   ...blockTimes({ from: '2026-12-24T12:00', to: '14:00', timeZone: 'America/New_York' }),
   * })
   * ```
   */
  readonly update: (eventId: string, block: UpdateBlockSlot, options?: CallOptions) => Promise<BlockSlot>
  /**
   * Lists the blocked time of one owner, without rows that are marked as deleted: block slots, and events that are
   * synchronised from other calendars, in no defined order. The blocks of a user are listed by `userId` only.
   *
   * Rejects with `invalid-response` for a list that cannot be read, never with a part of it. The list of an owner that does
   * not exist is empty.
   *
   * @example
   * ```ts
   * const rows = await client.list({
   *   userId: '0007BWpSzSwfiuSl0tR2',
   *   locationId: 'C2QujeCh8ZnC7al2InWR',
   *   startTime: new Date('2026-12-24'),
   *   endTime: new Date('2026-12-27'),
   * })
   * for (const { id, title, startTime } of rows) console.log(id, title, startTime)
   * ```
   */
  readonly list: (query: EventQuery, options?: CallOptions) => Promise<BlockedSlot[]>
  /**
   * Deletes a block, or an appointment if the id is that of one: read it with `appointment` where that is not certain.
   * Succeeds if it had been deleted before.
   *
   * Rejects with `not-found` for an id that never existed.
   *
   * @example
   * ```ts
   * const { alreadyDeleted } = await client.delete(block.id)
   * ```
   */
  readonly delete: (eventId: string, options?: CallOptions) => Promise<DeletedEvent>
  /**
   * Reads a calendar: its type, which decides the owner of a block, and its team members. Rejects with `not-found` when
   * there is none.
   *
   * @example
   * ```ts
   * const { calendarType, teamMembers = [] } = await client.calendar('CVokAlI8fgw4WYWoCtQz')
   * ```
   */
  readonly calendar: (calendarId: string, options?: CallOptions) => Promise<Calendar>
  /**
   * Lists the calendars of a sub-account, which takes a name to an id. Drafts are listed unless `showDrafted` is `false`.
   *
   * @example
   * ```ts
   * const calendars = await client.calendars({ locationId: 'C2QujeCh8ZnC7al2InWR' })
   * const room = calendars.find(({ name }) => name === 'Meeting room')
   * ```
   */
  readonly calendars: (query: CalendarQuery, options?: CallOptions) => Promise<Calendar[]>
  /**
   * Lists the appointments of one owner, without rows that are marked as deleted. Block slots are never among them. Rejects
   * as `list` does.
   */
  readonly appointments: (query: EventQuery, options?: CallOptions) => Promise<Appointment[]>
  /**
   * Reads an appointment by its id. The service may return a block too: an event with a `contactId` or an
   * `appointmentStatus` is an appointment. Rejects with `not-found` when there is none.
   */
  readonly appointment: (eventId: string, options?: CallOptions) => Promise<Appointment>
  /**
   * Reads a user by its id, with the scope `users.readonly`. A list is empty for an id that does not exist as well; this
   * rejects with `not-found`.
   */
  readonly user: (userId: string, options?: CallOptions) => Promise<User>
  /**
   * Lists the users of a sub-account, with the scope `users.readonly`, without rows that are marked as deleted.
   *
   * @example
   * ```ts
   * const users = await client.users({ locationId: 'C2QujeCh8ZnC7al2InWR' })
   * const anna = users.find(({ name }) => name === 'Anna Smith')
   * ```
   */
  readonly users: (query: UserQuery, options?: CallOptions) => Promise<User[]>
  /**
   * Reads the name and the time zone of a sub-account, with the scope `locations.readonly`.
   *
   * @example
   * ```ts
   * const { timezone = 'UTC' } = await client.location('C2QujeCh8ZnC7al2InWR')
   * ```
   */
  readonly location: (locationId: string, options?: CallOptions) => Promise<Location>
  /** The typed openapi-fetch client of `createBlockSlotsApi`, with the same options. */
  readonly api: BlockSlotsApi
}
