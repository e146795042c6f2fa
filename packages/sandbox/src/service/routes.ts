import { createBlockSlot, deleteEvent, updateBlockSlot } from './block.ts'
import { getCalendar } from './calendar.ts'
import { createAccessToken } from './oauth.ts'
import { listBlockedSlots, listEvents } from './list.ts'
import { createLocationToken } from './location-token.ts'
import type { Decide } from '../context.ts'

/** The operations, named as the contract names them. */
export const operations: readonly OperationId[] = [
  'createAccessToken',
  'createBlockSlot',
  'createLocationToken',
  'deleteEvent',
  'getCalendar',
  'listBlockedSlots',
  'listEvents',
  'updateBlockSlot',
]

/** The name of an operation. */
export type OperationId =
  | 'createAccessToken'
  | 'createBlockSlot'
  | 'createLocationToken'
  | 'deleteEvent'
  | 'getCalendar'
  | 'listBlockedSlots'
  | 'listEvents'
  | 'updateBlockSlot'

/**
 * Tells whether there is an operation of a name.
 *
 * @param name The name.
 * @returns True when there is.
 */
export function isOperation(name: string): name is OperationId {
  return operations.some((operation) => operation === name)
}

/** One operation: where it is, what it needs, and who decides. */
type Route = {
  operation: OperationId
  method: string
  /** The path as the contract writes it. */
  path: string
  /** The scope a token needs; the token endpoint needs neither scope nor token nor version. */
  scope?: string
  /** Whom the token has to be of: a sub-account when missing. */
  userType?: 'Company'
  /** True when it reads forms instead of JSON. */
  form?: true
  decide: Decide
}

const write = 'calendars/events.write'
const read = 'calendars/events.readonly'
const slots = '/calendars/events/block-slots'

/** The first that fits is taken, so fixed paths stand before those with an id. */
const routes: readonly Route[] = [
  { operation: 'createBlockSlot', method: 'POST', path: slots, scope: write, decide: createBlockSlot },
  {
    operation: 'updateBlockSlot',
    method: 'PUT',
    path: `${slots}/{eventId}`,
    scope: write,
    decide: updateBlockSlot,
  },
  {
    operation: 'listBlockedSlots',
    method: 'GET',
    path: '/calendars/blocked-slots',
    scope: read,
    decide: listBlockedSlots,
  },
  {
    operation: 'deleteEvent',
    method: 'DELETE',
    path: '/calendars/events/{eventId}',
    scope: write,
    decide: deleteEvent,
  },
  { operation: 'listEvents', method: 'GET', path: '/calendars/events', scope: read, decide: listEvents },
  {
    operation: 'getCalendar',
    method: 'GET',
    path: '/calendars/{calendarId}',
    scope: 'calendars.readonly',
    decide: getCalendar,
  },
  {
    operation: 'createAccessToken',
    method: 'POST',
    path: '/oauth/token',
    form: true,
    decide: createAccessToken,
  },
  {
    operation: 'createLocationToken',
    method: 'POST',
    path: '/oauth/locationToken',
    scope: 'oauth.write',
    userType: 'Company',
    form: true,
    decide: createLocationToken,
  },
]

/** Routes of the service that are closed to tokens like these, and say so. */
const closed = [
  { method: 'GET', path: '/calendars/events/{eventId}' },
  { method: 'DELETE', path: '/calendars/events/appointments/{eventId}' },
]

/** Where a request leads: to an operation, with the id in its path; to a route closed to tokens like these; nowhere. */
export type Found = { route: Route; id: string } | 'closed' | undefined

/**
 * Finds the operation of a request.
 *
 * @param method The HTTP method.
 * @param path The path, without the query.
 * @returns Where it leads.
 */
export function findRoute(method: string, path: string): Found {
  for (const route of routes) {
    const id = route.method === method ? match(route.path, path) : undefined
    if (id !== undefined) return { route, id }
  }
  return closed.some((route) => route.method === method && match(route.path, path) !== undefined)
    ? 'closed'
    : undefined
}

/** The id in the path, `''` when the template has none, `undefined` when the path is another. */
function match(template: string, path: string): string | undefined {
  const open = template.indexOf('{')
  if (open === -1) return template === path ? '' : undefined
  const id = path.slice(open)
  if (!path.startsWith(template.slice(0, open)) || id === '' || id.includes('/')) return undefined
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}
