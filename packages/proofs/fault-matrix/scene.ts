import type { OperationId } from '@block-slots/sandbox'
import type { BlockSlotsClient } from '@block-slots/client/src/index.ts'
import type { Operation } from './cell.ts'

const calendarId = 'CVokAlI8fgw4WYWoCtQz'
/** Where everything happens. */
export const locationId = 'C2QujeCh8ZnC7al2InWR'

const hourMs = 3_600_000
const start = Date.UTC(2026, 5, 1)

/** Something to create, or to replace another with. */
export type Wanted = {
  readonly calendarId: string
  readonly locationId: string
  readonly title: string
  readonly startTime: string
  readonly endTime: string
}

/** A block that begins so many hours after the beginning. */
export const blockAt = (hour: number, title: string): Wanted => ({
  calendarId,
  locationId,
  title,
  startTime: new Date(start + hour * hourMs).toISOString(),
  endTime: new Date(start + (hour + 1) * hourMs).toISOString(),
})

/** An app of the sandbox that has a refresh token and nothing else. */
export const refreshed: {
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
} = {
  clientId: '6578278e879ad2646715ba9c-lq1r2s3t',
  clientSecret: 'sandbox-client-secret',
  refreshToken: 'sandbox-refresh-token',
}

/** What the service calls it. */
export const named: Readonly<Record<Operation, OperationId>> = {
  create: 'createBlockSlot',
  ensure: 'createBlockSlot',
  update: 'updateBlockSlot',
  delete: 'deleteEvent',
  list: 'listBlockedSlots',
  appointments: 'listEvents',
  calendar: 'getCalendar',
  token: 'createAccessToken',
}

/** The operation of a request, by its method and path. */
export function operationOf({ method, url }: { readonly method: string; readonly url: string }): OperationId {
  const { pathname } = new URL(url)
  if (pathname === '/oauth/token') return 'createAccessToken'
  if (method === 'POST') return 'createBlockSlot'
  if (method === 'PUT') return 'updateBlockSlot'
  if (method === 'DELETE') return 'deleteEvent'
  if (pathname === '/calendars/blocked-slots') return 'listBlockedSlots'
  return pathname === '/calendars/events' ? 'listEvents' : 'getCalendar'
}

/** Asks a client for what an operation is about. */
export function call(
  operation: Operation,
  client: BlockSlotsClient,
  wanted: Wanted,
  id: string,
): Promise<unknown> {
  const { startTime, endTime } = wanted
  const query = { locationId, calendarId, startTime, endTime }
  if (operation === 'create') return client.create(wanted)
  if (operation === 'ensure') return client.ensure(wanted)
  if (operation === 'update') return client.update(id, wanted)
  if (operation === 'delete') return client.delete(id)
  if (operation === 'list') return client.list(query)
  return operation === 'appointments' ? client.appointments(query) : client.calendar(calendarId)
}
