import { createApi, createTypedFetch, type BlockSlotsApi } from './api.ts'
import type { Appointment, BlockedSlot, BlockSlot, EventQuery, UpdateBlockSlot } from './block.ts'
import { createBlock, ensureBlock } from './create/create.ts'
import { findDuplicates, type CreateScope } from './create/duplicates.ts'
import { recordChange } from './create/history.ts'
import { getCalendar, getLocation, getUser, listCalendars, listUsers } from './directory.ts'
import { isBlockSlotsError } from './error.ts'
import type { BlockSlotsClient } from './methods.ts'
import type { CallOptions } from './options/call.ts'
import { readSettings, type ClientOptions, type Settings } from './options/client.ts'
import { callOperation, locationOf, type Scope } from './request/operation.ts'
import { isTransport, requestClass } from './request/plain-request.ts'
import { checkWholeBlock } from './validate/block.ts'
import { checkId } from './validate/id.ts'
import { checkQuery } from './validate/query.ts'
import {
  isAlreadyDeleted,
  readAppointment,
  readBlock,
  readDeleted,
  readEvents,
  type DeletedEvent,
} from './validate/response.ts'

/**
 * Creates a client for one sub-account. Sends nothing until the first call, and never prints the token. Without a `token` it
 * reads the variable `HIGHLEVEL_TOKEN`.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used.
 * @example
 * ```ts
 * import { createBlockSlotsClient } from '@block-slots/client'
 *
 * const client = createBlockSlotsClient()
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
export function createBlockSlotsClient(options?: ClientOptions): BlockSlotsClient {
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
