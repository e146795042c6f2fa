import type { OperationHandler } from '../context.ts'
import { type OperationId, operations } from '../operation.ts'
import { getAppointment } from './appointment.ts'
import { createBlockSlot, deleteEvent, updateBlockSlot } from './block.ts'
import { getCalendar, listCalendars } from './calendar.ts'
import { listBlockedSlots, listEvents } from './list.ts'
import { createLocationToken } from './location-token.ts'
import { getLocation } from './location.ts'
import { createAccessToken } from './oauth.ts'
import { getUser, listUsers } from './user.ts'

/** The handler of each operation. */
export const handlers: Readonly<Record<OperationId, OperationHandler>> = {
  createAccessToken,
  createBlockSlot,
  createLocationToken,
  deleteEvent,
  getAppointment,
  getCalendar,
  getLocation,
  getUser,
  listBlockedSlots,
  listCalendars,
  listEvents,
  listUsers,
  updateBlockSlot,
}

/** Routes of the service that exist and reject every location token. */
const closedRoutes = [
  { method: 'GET', path: '/calendars/events/{eventId}' },
  { method: 'DELETE', path: '/calendars/events/appointments/{eventId}' },
]

/** The path of `createLocationToken` in version v3. */
const locationTokenV3 = '/oauth/location-token'

/** The target of a request: an operation with the id in its path (`v3` for a form of that version), or a route that is closed to location tokens. */
export type Route = { readonly operation: OperationId; readonly id: string } | 'closed'

/**
 * Finds the route of a request.
 *
 * @param method The HTTP method.
 * @param path The path, without the query.
 * @returns The route; `undefined` when there is none.
 */
export function findRoute(method: string, path: string): Route | undefined {
  if (method === 'POST' && path === locationTokenV3) {
    return { operation: 'createLocationToken', id: 'v3' }
  }
  for (const operation of operations) {
    const id = operation.method === method ? matchPath(operation.path, path) : undefined
    if (id !== undefined) return { operation: operation.id, id }
  }
  const isClosed = closedRoutes.some(
    (route) => route.method === method && matchPath(route.path, path) !== undefined,
  )
  return isClosed ? 'closed' : undefined
}

/** Gives the id in the path: `''` when the template has none, `undefined` when the path does not match. */
function matchPath(template: string, path: string): string | undefined {
  const open = template.indexOf('{')
  // Clients send the paths that end in a slash without it as well.
  if (open === -1) return template === path || template === `${path}/` ? '' : undefined
  const id = path.slice(open)
  if (!path.startsWith(template.slice(0, open)) || id === '' || id.includes('/')) return undefined
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}
