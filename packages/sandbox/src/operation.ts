/** Form and requirements of a request. */
export type Operation = {
  /** The name in the contract. */
  readonly id: string
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT'
  /** The path as the contract writes it. */
  readonly path: string
  /** Decides which faults hit the operation by default. */
  readonly kind: 'delete' | 'list' | 'read' | 'save' | 'token'
  /** The scope that a token needs; the token endpoint needs neither scope nor token nor version. */
  readonly scope?: string
  /** The user type that a token needs: `Location` when missing. */
  readonly userType?: 'Company'
  /** The encoding of the body: JSON when missing. */
  readonly encoding?: 'form'
}

/**
 * The operations of the contract. The first path that matches wins, so fixed paths come before those with an id.
 * A new row needs a handler in `service/routes.ts`.
 */
export const operations = [
  {
    id: 'createBlockSlot',
    method: 'POST',
    path: '/calendars/events/block-slots',
    kind: 'save',
    scope: 'calendars/events.write',
  },
  {
    id: 'updateBlockSlot',
    method: 'PUT',
    path: '/calendars/events/block-slots/{eventId}',
    kind: 'save',
    scope: 'calendars/events.write',
  },
  {
    id: 'listBlockedSlots',
    method: 'GET',
    path: '/calendars/blocked-slots',
    kind: 'list',
    scope: 'calendars/events.readonly',
  },
  {
    id: 'deleteEvent',
    method: 'DELETE',
    path: '/calendars/events/{eventId}',
    kind: 'delete',
    scope: 'calendars/events.write',
  },
  {
    id: 'listEvents',
    method: 'GET',
    path: '/calendars/events',
    kind: 'list',
    scope: 'calendars/events.readonly',
  },
  {
    id: 'getAppointment',
    method: 'GET',
    path: '/calendars/events/appointments/{eventId}',
    kind: 'read',
    scope: 'calendars/events.readonly',
  },
  {
    id: 'getCalendar',
    method: 'GET',
    path: '/calendars/{calendarId}',
    kind: 'read',
    scope: 'calendars.readonly',
  },
  { id: 'listCalendars', method: 'GET', path: '/calendars/', kind: 'read', scope: 'calendars.readonly' },
  { id: 'getUser', method: 'GET', path: '/users/{userId}', kind: 'read', scope: 'users.readonly' },
  { id: 'listUsers', method: 'GET', path: '/users/', kind: 'read', scope: 'users.readonly' },
  {
    id: 'getLocation',
    method: 'GET',
    path: '/locations/{locationId}',
    kind: 'read',
    scope: 'locations.readonly',
  },
  { id: 'createAccessToken', method: 'POST', path: '/oauth/token', kind: 'token', encoding: 'form' },
  {
    id: 'createLocationToken',
    method: 'POST',
    path: '/oauth/locationToken',
    kind: 'token',
    scope: 'oauth.write',
    userType: 'Company',
    encoding: 'form',
  },
] as const

type Row = (typeof operations)[number]

/** The name of an operation. */
export type OperationId = Row['id']

/** The names of the operations of one kind. */
export type OperationOf<Kind extends Operation['kind']> = Extract<Row, { kind: Kind }>['id']

/** The names of all operations. */
export const operationIds: readonly OperationId[] = operations.map(({ id }) => id)

/**
 * The names of the operations of some kinds.
 *
 * @param kinds The kinds.
 * @returns The names.
 */
export function operationsOf(kinds: readonly Operation['kind'][]): readonly OperationId[] {
  return operations.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id)
}

/**
 * Looks an operation up.
 *
 * @param id Its name.
 * @returns Its row.
 */
export function operationById(id: OperationId): Operation {
  const rows: readonly Operation[] = operations
  const found = rows.find((row) => row.id === id)
  if (found === undefined) throw new RangeError(`There is no operation "${id}".`)
  return found
}

/**
 * True for the name of an operation.
 *
 * @param name The name.
 * @returns True when there is.
 */
export function isOperationId(name: unknown): name is OperationId {
  return operationIds.some((id) => id === name)
}
