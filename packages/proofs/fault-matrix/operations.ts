import type { OperationId } from '@block-slots/sandbox'
import type { BlockSlotsClient, EventQuery } from '@block-slots/client/src/index.ts'

/** Calls of a client; `token` is a read whose token has to be refreshed first. */
export const operations = [
  'create',
  'ensure',
  'update',
  'delete',
  'list',
  'appointments',
  'calendar',
  'appointment',
  'user',
  'calendars',
  'users',
  'location',
  'token',
] as const
export type Operation = (typeof operations)[number]

/** The calls that need no new token. */
export const ordinary: readonly Operation[] = operations.filter((operation) => operation !== 'token')

const calendarId = 'CVokAlI8fgw4WYWoCtQz'
export const locationId = 'C2QujeCh8ZnC7al2InWR'

const hourMs = 3_600_000
const start = Date.UTC(2026, 5, 1)

/** A block to create, or to replace another with. */
export type BlockTarget = {
  readonly calendarId: string
  readonly locationId: string
  readonly title: string
  readonly startTime: string
  readonly endTime: string
}

/** A block of one hour, `hour` hours after the first of June 2026. */
export const blockAt = (hour: number, title: string): BlockTarget => ({
  calendarId,
  locationId,
  title,
  startTime: new Date(start + hour * hourMs).toISOString(),
  endTime: new Date(start + (hour + 1) * hourMs).toISOString(),
})

/** An app of the sandbox that has a refresh token and no access token yet. */
export const appCredentials: {
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
} = {
  clientId: '6578278e879ad2646715ba9c-lq1r2s3t',
  clientSecret: 'sandbox-client-secret',
  refreshToken: 'sandbox-refresh-token',
}

/** The operation in the contract. */
export const operationIds: Readonly<Record<Operation, OperationId>> = {
  create: 'createBlockSlot',
  ensure: 'createBlockSlot',
  update: 'updateBlockSlot',
  delete: 'deleteEvent',
  list: 'listBlockedSlots',
  appointments: 'listEvents',
  calendar: 'getCalendar',
  appointment: 'getAppointment',
  user: 'getUser',
  calendars: 'listCalendars',
  users: 'listUsers',
  location: 'getLocation',
  token: 'createAccessToken',
}

/** Recognises the operation of a request by method and path. */
export function operationOf({ method, url }: { readonly method: string; readonly url: string }): OperationId {
  const { pathname } = new URL(url)
  if (pathname === '/oauth/token') return 'createAccessToken'
  if (method === 'POST') return 'createBlockSlot'
  if (method === 'PUT') return 'updateBlockSlot'
  if (method === 'DELETE') return 'deleteEvent'
  if (pathname === '/calendars/blocked-slots') return 'listBlockedSlots'
  if (pathname.startsWith('/calendars/events/appointments/')) return 'getAppointment'
  if (pathname.startsWith('/locations/')) return 'getLocation'
  if (pathname === '/users/') return 'listUsers'
  if (pathname.startsWith('/users/')) return 'getUser'
  if (pathname === '/calendars/') return 'listCalendars'
  return pathname === '/calendars/events' ? 'listEvents' : 'getCalendar'
}

/** The call of each operation. */
const calls: Readonly<
  Record<Operation, (client: BlockSlotsClient, target: BlockTarget, id: string) => Promise<unknown>>
> = {
  create: (client, target) => client.create(target),
  ensure: (client, target) => client.ensure(target),
  update: (client, target, id) => client.update(id, target),
  delete: (client, _, id) => client.delete(id),
  list: (client, target) => client.list(queryOf(target)),
  appointments: (client, target) => client.appointments(queryOf(target)),
  calendar: (client) => client.calendar(calendarId),
  appointment: (client) => client.appointment('SeedAppointment00001'),
  user: (client) => client.user('0007BWpSzSwfiuSl0tR2'),
  calendars: (client) => client.calendars({ locationId }),
  users: (client) => client.users({ locationId }),
  location: (client) => client.location(locationId),
  token: (client) => client.calendar(calendarId),
}

const queryOf = ({ startTime, endTime }: BlockTarget): EventQuery => ({
  locationId,
  calendarId,
  startTime,
  endTime,
})

export function callOperation(
  operation: Operation,
  client: BlockSlotsClient,
  target: BlockTarget,
  id: string,
): Promise<unknown> {
  return calls[operation](client, target, id)
}
