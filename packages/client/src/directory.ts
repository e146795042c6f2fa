import type { components } from './openapi.gen.ts'
import type { CallOptions } from './options/call.ts'
import type { Wire } from './request/attempt.ts'
import { callOperation, locationOf, type Scope } from './request/operation.ts'
import {
  checkCalendarQuery,
  checkUserQuery,
  type CalendarQuery,
  type UserQuery,
} from './validate/directory.ts'
import { checkId } from './validate/id.ts'
import { readCalendar, readCalendars, readLocation, readUser, readUsers } from './validate/response.ts'

type Schemas = components['schemas']

/** Replaces the version: users and sub-accounts are published for this one only. */
const withUsersVersion = (wire: Wire): Wire => {
  const headers = { ...wire.headers, Version: '2021-07-28' }
  return { ...wire, headers }
}

/** Reads a calendar by its id. */
export function getCalendar(
  { settings, api }: Scope,
  calendarId: string,
  options?: CallOptions,
): Promise<Schemas['Calendar']> {
  return callOperation(
    settings,
    {
      operation: 'getCalendar',
      options,
      prepare: () => ({ calendarId: checkId('calendarId', calendarId) }),
    },
    {
      request: (path, wire) => api.GET('/calendars/{calendarId}', { params: { path }, ...wire }),
      parse: readCalendar,
    },
  )
}

/** Lists the calendars of a sub-account. */
export function listCalendars(
  { settings, api }: Scope,
  query: CalendarQuery,
  options?: CallOptions,
): Promise<Schemas['Calendar'][]> {
  return callOperation(
    settings,
    { operation: 'listCalendars', options, prepare: () => checkCalendarQuery(query), locationOf },
    {
      request: (checked, wire) => api.GET('/calendars/', { params: { query: checked }, ...wire }),
      parse: readCalendars,
    },
  )
}

/** Reads a user by its id. */
export function getUser(
  { settings, api }: Scope,
  userId: string,
  options?: CallOptions,
): Promise<Schemas['User']> {
  return callOperation(
    settings,
    { operation: 'getUser', options, prepare: () => ({ userId: checkId('userId', userId) }) },
    {
      request: (path, wire) => api.GET('/users/{userId}', { params: { path }, ...withUsersVersion(wire) }),
      parse: readUser,
    },
  )
}

/** Lists the users of a sub-account. */
export function listUsers(
  { settings, api }: Scope,
  query: UserQuery,
  options?: CallOptions,
): Promise<Schemas['User'][]> {
  return callOperation(
    settings,
    { operation: 'listUsers', options, prepare: () => checkUserQuery(query), locationOf },
    {
      request: (checked, wire) =>
        api.GET('/users/', { params: { query: checked }, ...withUsersVersion(wire) }),
      parse: readUsers,
    },
  )
}

/** Reads a sub-account. */
export function getLocation(
  { settings, api }: Scope,
  locationId: string,
  options?: CallOptions,
): Promise<Schemas['Location']> {
  return callOperation(
    settings,
    {
      operation: 'getLocation',
      options,
      prepare: () => ({ locationId: checkId('locationId', locationId) }),
      locationOf,
    },
    {
      request: (path, wire) =>
        api.GET('/locations/{locationId}', { params: { path }, ...withUsersVersion(wire) }),
      parse: readLocation,
      // The zone of another sub-account would move every wall clock.
      isResponseTo: ({ id }, path) => id === path.locationId,
    },
  )
}
