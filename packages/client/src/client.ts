import { createApi, createTypedFetch, type BlockSlotsApi } from './api.ts'
import { createBlock, ensureBlock } from './create/create.ts'
import { findDuplicates, type CreateScope, type DuplicateReport } from './create/duplicates.ts'
import { recordChange } from './create/history.ts'
import { getCalendar, getLocation, getUser, listCalendars, listUsers } from './directory.ts'
import { isBlockSlotsError } from './error.ts'
import type { components } from './openapi.gen.ts'
import type { CallOptions, CreateOptions, EnsureOptions } from './options/call.ts'
import { readSettings, type ClientOptions, type Settings } from './options/client.ts'
import { callOperation, locationOf, type Scope } from './request/operation.ts'
import { isTransport, requestClass } from './request/plain-request.ts'
import { checkWholeBlock } from './validate/block.ts'
import type { CalendarQuery, UserQuery } from './validate/directory.ts'
import { checkId } from './validate/id.ts'
import { checkQuery, type QueryTime } from './validate/query.ts'
import {
  isAlreadyDeleted,
  readAppointment,
  readBlock,
  readDeleted,
  readEvents,
  type CreatedBlock,
  type DeletedEvent,
} from './validate/response.ts'

/** Allows `undefined` for every optional field, as forms and options often have it. */
type OrUndefined<Block> = Block extends unknown
  ? { [Name in keyof Block]: undefined extends Block[Name] ? Block[Name] | undefined : Block[Name] }
  : never

/**
 * A member that no block matches. For a block without an owner, the compiler reports the last of the members that have most
 * in common with it: this one names both owners, the others would name one that is "missing".
 */
type WithoutOwner<Block> = OrUndefined<Omit<Block, 'calendarId' | 'assignedUserId'>> & {
  readonly calendarId?: undefined
  readonly assignedUserId?: undefined
  readonly 'one of calendarId or assignedUserId': never
}

/** Fields of busy times, which spread into a block unseen: the compiler finds unknown fields only where they are written. */
export type NoBusyTime = {
  readonly uid?: never
  readonly allDay?: never
  readonly recurrenceId?: never
  readonly tentative?: never
}

/** A block as it is given to a function. */
type Given<Block> = NoBusyTime & (OrUndefined<Block> | WithoutOwner<Block>)

/** A block to create, on one calendar of type `event` or for one user. */
export type CreateBlockSlot = Given<components['schemas']['CreateBlockSlot']>
/** The new state of a block: title, times and owner in full, since an update replaces the block. */
export type UpdateBlockSlot = Given<components['schemas']['UpdateBlockSlot']>
/** A block as the service returns it from a create or an update. */
export type BlockSlot = components['schemas']['BlockSlot']
/** A row of blocked time: a block slot, or an event synchronised from another calendar. */
export type BlockedSlot = components['schemas']['BlockedSlot']
/** An appointment of a contact. */
export type Appointment = components['schemas']['Appointment']
/** A calendar, as far as blocking time is concerned. */
export type Calendar = components['schemas']['Calendar']
/** The type of a calendar; only `event` takes a block by `calendarId`. */
export type CalendarType = components['schemas']['CalendarType']

/** A user, by id, name and email address. */
export type User = components['schemas']['User']
/** A sub-account: its name, and the time zone of its calendars. */
export type Location = components['schemas']['Location']

/** The one owner whose events are listed. Blocks of a user are listed by `userId` only. */
export type QueryOwner =
  | { readonly calendarId: string; readonly userId?: never; readonly groupId?: never }
  | { readonly userId: string; readonly calendarId?: never; readonly groupId?: never }
  | { readonly groupId: string; readonly calendarId?: never; readonly userId?: never }
  | {
      readonly calendarId?: never
      readonly userId?: never
      readonly groupId?: never
      // As in `WithoutOwner`.
      readonly 'one of calendarId, userId or groupId': never
    }

/** A query for the events of one owner that overlap the time from `startTime` to `endTime`. */
export type EventQuery = QueryOwner & {
  /** The sub-account that the token belongs to. */
  readonly locationId: string
  /** Start of the range. */
  readonly startTime: QueryTime
  /** End of the range, later than its start. */
  readonly endTime: QueryTime
}

/** A client for the block slots of one sub-account. Every call rejects only with `BlockSlotsError`. */
export type BlockSlotsClient = {
  /**
   * Blocks time on a calendar of type `event` or for a user. Two calls create two blocks; one call creates one, however often
   * it has to be sent. Does not look for appointments in that time; blocks have been reported to cancel them.
   */
  readonly create: (block: CreateBlockSlot, options?: CreateOptions) => Promise<CreatedBlock>
  /**
   * Returns an equal block that exists, or creates one. Two calls create one block. Equal calls at once share one list: each
   * waits for the one before, and takes its block as `existing` where a request that was sent after its own begin has shown
   * it. A failure is not shared; the next call sends its own requests. Pass `afterRestart` where a process may have been ended
   * while it created this block: a list shows such a block up to a reconcile timeout later.
   */
  readonly ensure: (block: CreateBlockSlot, options?: EnsureOptions) => Promise<CreatedBlock>
  /** Finds duplicates: blocks that the service created so late that the client had sent them again. Deletes nothing. */
  readonly findDuplicates: (options?: CallOptions) => Promise<DuplicateReport>
  /** Replaces title, times and owner of a block. */
  readonly update: (eventId: string, block: UpdateBlockSlot, options?: CallOptions) => Promise<BlockSlot>
  /** Lists the blocked time of one owner, without rows that are marked as deleted. */
  readonly list: (query: EventQuery, options?: CallOptions) => Promise<BlockedSlot[]>
  /**
   * Deletes a block, or an appointment if the id is that of one: read it with `appointment` where that is not certain.
   * Succeeds if it had been deleted before.
   */
  readonly delete: (eventId: string, options?: CallOptions) => Promise<DeletedEvent>
  /** Reads a calendar: its type, which decides the owner of a block, and its team members. */
  readonly calendar: (calendarId: string, options?: CallOptions) => Promise<Calendar>
  /** Lists the calendars of a sub-account, which takes a name to an id. Drafts are listed unless `showDrafted` is `false`. */
  readonly calendars: (query: CalendarQuery, options?: CallOptions) => Promise<Calendar[]>
  /** Lists the appointments of one owner, without rows that are marked as deleted. Block slots are never among them. */
  readonly appointments: (query: EventQuery, options?: CallOptions) => Promise<Appointment[]>
  /**
   * Reads an appointment by its id. The service may return a block too: an event with a `contactId` or an
   * `appointmentStatus` is an appointment. Rejects with `not-found` when there is none.
   */
  readonly appointment: (eventId: string, options?: CallOptions) => Promise<Appointment>
  /** Reads a user by its id, with the scope `users.readonly`. A list is empty for an id that does not exist as well. */
  readonly user: (userId: string, options?: CallOptions) => Promise<User>
  /** Lists the users of a sub-account, with the scope `users.readonly`, without rows that are marked as deleted. */
  readonly users: (query: UserQuery, options?: CallOptions) => Promise<User[]>
  /** Reads the name and the time zone of a sub-account, with the scope `locations.readonly`. */
  readonly location: (locationId: string, options?: CallOptions) => Promise<Location>
  /** The typed openapi-fetch client of `createBlockSlotsApi`, with the same options. */
  readonly api: BlockSlotsApi
}

/**
 * Creates a client for one sub-account. Sends nothing until the first call, and never prints the token.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used.
 * @example
 * ```ts
 * import { createBlockSlotsClient } from '@block-slots/client'
 *
 * const client = createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '' })
 * const block = await client.create({
 *   calendarId: 'CVokAlI8fgw4WYWoCtQz',
 *   locationId: 'C2QujeCh8ZnC7al2InWR',
 *   title: 'Test Event',
 *   startTime: '2021-06-23T03:30:00+05:30',
 *   endTime: '2021-06-23T04:30:00+05:30',
 * })
 * console.log(block.startTime) // => 2021-06-23T03:30:00+05:30
 * ```
 */
export function createBlockSlotsClient(options: ClientOptions): BlockSlotsClient {
  const settings = readSettings(options)
  // Of the platform, openapi-fetch would load requests here, which takes Node twenty milliseconds, used or not.
  const lazyRequest = requestClass(() => false)
  let isObserved = false
  const api = createTypedFetch(
    settings,
    requestClass(() => !isObserved && isTransport(settings.fetch)),
  )
  const scope: CreateScope = { settings, api, resent: new Map() }
  return {
    create: (...given) => createBlock(scope, ...given),
    ensure: (...given) => ensureBlock(scope, ...given),
    findDuplicates: (...given) => findDuplicates(scope, ...given),
    update: (...given) => updateBlock(scope, ...given),
    list: (...given) => listBlocked(scope, ...given),
    delete: (...given) => deleteEvent(scope, ...given),
    calendar: (...given) => getCalendar(scope, ...given),
    calendars: (...given) => listCalendars(scope, ...given),
    appointments: (...given) => listAppointments(scope, ...given),
    appointment: (...given) => getAppointment(scope, ...given),
    user: (...given) => getUser(scope, ...given),
    users: (...given) => listUsers(scope, ...given),
    location: (...given) => getLocation(scope, ...given),
    api: withMiddleware(createApi(settings, lazyRequest), api, () => (isObserved = true)),
  }
}

function updateBlock(
  { settings, api }: Scope,
  eventId: string,
  block: UpdateBlockSlot,
  options?: CallOptions,
): Promise<BlockSlot> {
  const updated = callOperation(
    settings,
    {
      operation: 'updateBlockSlot',
      options,
      prepare: () => ({ path: { eventId: checkId('eventId', eventId) }, body: checkWholeBlock(block) }),
      locationOf: ({ body }) => body.locationId,
    },
    {
      request: ({ path, body }, wire) =>
        api.PUT('/calendars/events/block-slots/{eventId}', { params: { path }, body, ...wire }),
      parse: readBlock,
      isResponseTo: ({ id }, { path }) => id === path.eventId,
    },
  )
  return recordingChange(settings, eventId, 'updated', updated)
}

function listBlocked(
  { settings, api }: Scope,
  query: EventQuery,
  options?: CallOptions,
): Promise<BlockedSlot[]> {
  return callOperation(
    settings,
    { operation: 'listBlockedSlots', options, prepare: () => checkQuery(query), locationOf },
    {
      request: (checked, wire) =>
        api.GET('/calendars/blocked-slots', { params: { query: checked }, ...wire }),
      parse: readEvents,
    },
  )
}

function deleteEvent(
  { settings, api }: Scope,
  eventId: string,
  options?: CallOptions,
): Promise<DeletedEvent> {
  const deleted = callOperation(
    settings,
    {
      operation: 'deleteEvent',
      options,
      prepare: () => ({ eventId: checkId('eventId', eventId) }),
    },
    {
      request: (path, wire) => api.DELETE('/calendars/events/{eventId}', { params: { path }, ...wire }),
      parse: readDeleted,
      treatAsSuccess: (status, messages, inconclusive) =>
        isAlreadyDeleted(status, messages, inconclusive)
          ? { succeeded: true, alreadyDeleted: true }
          : undefined,
    },
  )
  return recordingChange(settings, eventId, 'deleted', deleted)
}

function listAppointments(
  { settings, api }: Scope,
  query: EventQuery,
  options?: CallOptions,
): Promise<Appointment[]> {
  return callOperation(
    settings,
    { operation: 'listEvents', options, prepare: () => checkQuery(query), locationOf },
    {
      request: (checked, wire) => api.GET('/calendars/events', { params: { query: checked }, ...wire }),
      parse: readEvents,
    },
  )
}

function getAppointment(
  { settings, api }: Scope,
  eventId: string,
  options?: CallOptions,
): Promise<Appointment> {
  return callOperation(
    settings,
    { operation: 'getAppointment', options, prepare: () => ({ eventId: checkId('eventId', eventId) }) },
    {
      request: (path, wire) =>
        api.GET('/calendars/events/appointments/{eventId}', { params: { path }, ...wire }),
      parse: readAppointment,
    },
  )
}

/** Records the change of a block for later creates, even when it is unknown whether it was applied. */
async function recordingChange<Result>(
  settings: Settings,
  eventId: string,
  change: 'deleted' | 'updated',
  work: Promise<Result>,
): Promise<Result> {
  try {
    const result = await work
    recordChange(settings, eventId, change)
    return result
  } catch (error) {
    if (isBlockSlotsError(error) && error.applied !== 'no') recordChange(settings, eventId, 'unknown')
    throw error
  }
}

/** Adds every middleware of one client to the other as well. */
function withMiddleware(api: BlockSlotsApi, other: BlockSlotsApi, onUse: () => void): BlockSlotsApi {
  return {
    ...api,
    use(...given) {
      onUse()
      api.use(...given)
      other.use(...given)
    },
    eject(...given) {
      api.eject(...given)
      other.eject(...given)
    },
  }
}
