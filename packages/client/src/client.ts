import {
  isAlreadyDeleted,
  readBlock,
  readCalendar,
  readDeleted,
  readEvents,
  type DeletedEvent,
  type CreatedBlock,
} from './validate/response.ts'
import { createBlockSlotsApi } from './api.ts'
import { call, withRetries, type CallSpec } from './request/call.ts'
import { checkId, checkQuery, checkWholeBlock, type QueryTime } from './validate/block.ts'
import { isBlockSlotsError } from './error.ts'
import { createMethods, type DuplicateReport } from './create/create.ts'
import type { components } from './openapi.gen.ts'
import { createTypedFetch, type BlockSlotsApi } from './plain.ts'
import type { CallOptions, CreateOptions } from './options/call.ts'
import { idOf } from './create/reconcile.ts'
import type { OperationHandler } from './request/attempt.ts'
import { readSettings, type ClientOptions } from './options/client.ts'
import { setBounded } from './options/shared.ts'

/** The same, where `undefined` stands for a field that is left out: forms and options often have it so. */
type OrUndefined<Block> = Block extends unknown
  ? { [Name in keyof Block]: undefined extends Block[Name] ? Block[Name] | undefined : Block[Name] }
  : never

/** A block to be made, on one calendar of type `event` or for one user. */
export type CreateBlockSlot = OrUndefined<components['schemas']['CreateBlockSlot']>
/** A block as it is to be from now on: title, times and owner in full, since an update replaces. */
export type UpdateBlockSlot = OrUndefined<components['schemas']['UpdateBlockSlot']>
/** A block as the service answers a create or an update. */
export type BlockSlot = components['schemas']['BlockSlot']
/** What blocks time in a list: a block slot, or an event synchronised from another calendar. */
export type BlockedSlot = components['schemas']['BlockedSlot']
/** An appointment of a contact. */
export type Appointment = components['schemas']['Appointment']
/** A calendar, as far as blocking time is concerned. */
export type Calendar = components['schemas']['Calendar']
/** The type of a calendar; only `event` takes a block by `calendarId`. */
export type CalendarType = components['schemas']['CalendarType']

/** Exactly one owner whose events are listed. Blocks of a user are listed by `userId` only. */
export type QueryOwner =
  | { readonly calendarId: string; readonly userId?: never; readonly groupId?: never }
  | { readonly userId: string; readonly calendarId?: never; readonly groupId?: never }
  | { readonly groupId: string; readonly calendarId?: never; readonly userId?: never }

/** Which events to list: those of one owner that overlap the time from `startTime` to `endTime`. */
export type EventQuery = QueryOwner & {
  /** The sub-account that the token belongs to. */
  readonly locationId: string
  /** Start of the range. */
  readonly startTime: QueryTime
  /** End of the range, later than its start. */
  readonly endTime: QueryTime
}

/** The calls around block slots. Each rejects only with `BlockSlotsError`. */
export type BlockSlotsClient = {
  /**
   * Blocks time on a calendar of type `event` or for a user. Calling it twice makes two blocks; one call makes one, however
   * often it has to be sent. Appointments in that time are not looked for; blocks have been reported to cancel them.
   */
  readonly create: (block: CreateBlockSlot, options?: CreateOptions) => Promise<CreatedBlock>
  /** Takes an equal block that exists for the result, and makes one only if there is none. Calling it twice makes one block. */
  readonly ensure: (block: CreateBlockSlot, options?: CreateOptions) => Promise<CreatedBlock>
  /**
   * Finds duplicates: blocks that the service made so late that the client had sent them again by then. Deletes nothing.
   */
  readonly findDuplicates: (options?: CallOptions) => Promise<DuplicateReport>
  /** Replaces title, times and owner of a block. */
  readonly update: (eventId: string, block: UpdateBlockSlot, options?: CallOptions) => Promise<BlockSlot>
  /** Lists what blocks time of one owner, without rows that are marked as deleted. */
  readonly list: (query: EventQuery, options?: CallOptions) => Promise<BlockedSlot[]>
  /** Deletes a block, or an appointment if the id is that of one. One that was deleted before counts as done. */
  readonly delete: (eventId: string, options?: CallOptions) => Promise<DeletedEvent>
  /** Reads a calendar: its type, which decides the owner of a block, and its team members. */
  readonly calendar: (calendarId: string, options?: CallOptions) => Promise<Calendar>
  /** Lists the appointments of one owner, without rows that are marked as deleted. Block slots are never among them. */
  readonly appointments: (query: EventQuery, options?: CallOptions) => Promise<Appointment[]>
  /** The typed openapi-fetch client underneath. */
  readonly api: BlockSlotsApi
}

/**
 * Makes a client for one sub-account. Nothing is sent until a call is made, and nothing that could print holds the token.
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
  const { tokens, history: memory } = settings
  const api = createTypedFetch(settings)

  /** Notes what becomes of a block that a call changes, also when nobody knows whether it did. */
  const touch = async <Result>(
    eventId: string,
    how: 'deleted' | 'updated',
    work: Promise<Result>,
  ): Promise<Result> => {
    try {
      const result = await work
      setBounded(memory.changedIds, idOf(settings, eventId), how)
      return result
    } catch (error) {
      if (isBlockSlotsError(error) && error.applied !== 'no') {
        const key = idOf(settings, eventId)
        const known = error.applied === 'yes' ? how : memory.changedIds.get(key)
        setBounded(memory.changedIds, key, known ?? 'unknown')
      }
      throw error
    }
  }

  const run = <Input, Result>(
    task: CallSpec<Input>,
    steps: OperationHandler<Input, Result>,
  ): Promise<Result> => call(settings, task, (one, input) => withRetries(one, steps, input))

  return {
    ...createMethods(settings, api),
    update: (eventId, block, callOptions) =>
      touch(
        eventId,
        'updated',
        run(
          {
            operation: 'updateBlockSlot',
            options: callOptions,
            prepare: () => ({ path: { eventId: checkId('eventId', eventId) }, body: checkWholeBlock(block) }),
            locationOf: ({ body }) => body.locationId,
          },
          {
            request: ({ path, body }, wire) =>
              api.PUT('/calendars/events/block-slots/{eventId}', { params: { path }, body, ...wire }),
            parse: readBlock,
          },
        ),
      ),
    list: (query, callOptions) =>
      run(
        {
          operation: 'listBlockedSlots',
          options: callOptions,
          prepare: () => checkQuery(query),
          locationOf,
        },
        {
          request: (checked, wire) =>
            api.GET('/calendars/blocked-slots', { params: { query: checked }, ...wire }),
          parse: readEvents,
        },
      ),
    delete: (eventId, callOptions) =>
      touch(
        eventId,
        'deleted',
        run(
          {
            operation: 'deleteEvent',
            options: callOptions,
            prepare: () => ({ eventId: checkId('eventId', eventId) }),
          },
          {
            request: (path, wire) => api.DELETE('/calendars/events/{eventId}', { params: { path }, ...wire }),
            parse: readDeleted,
            treatAsSuccess: (status, message, doubtful) =>
              isAlreadyDeleted(status, message) || (doubtful && status === 404)
                ? { succeeded: true, alreadyDeleted: true }
                : undefined,
          },
        ),
      ),
    calendar: (calendarId, callOptions) =>
      run(
        {
          operation: 'getCalendar',
          options: callOptions,
          prepare: () => ({ calendarId: checkId('calendarId', calendarId) }),
        },
        {
          request: (path, wire) => api.GET('/calendars/{calendarId}', { params: { path }, ...wire }),
          parse: readCalendar,
        },
      ),
    appointments: (query, callOptions) =>
      run(
        { operation: 'listEvents', options: callOptions, prepare: () => checkQuery(query), locationOf },
        {
          request: (checked, wire) => api.GET('/calendars/events', { params: { query: checked }, ...wire }),
          parse: readEvents,
        },
      ),
    api: withMiddleware(createBlockSlotsApi({ ...settings, token: tokens }), api),
  }
}

/** Puts whatever is put between the calls of one client between those of the other as well. */
function withMiddleware(api: BlockSlotsApi, other: BlockSlotsApi): BlockSlotsApi {
  return {
    ...api,
    use(...given) {
      api.use(...given)
      other.use(...given)
    },
    eject(...given) {
      api.eject(...given)
      other.eject(...given)
    },
  }
}

const locationOf = ({ locationId }: { readonly locationId: string }): string => locationId
