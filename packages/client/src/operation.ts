import type { operations } from './openapi.gen.ts'

/** An `operationId` of the contract, `configure` for the options of a client, or `sync` for plans and their state. */
export type Operation = keyof operations | 'configure' | 'sync'

/** An `operationId` of the contract. */
export type ApiOperation = Exclude<Operation, 'configure' | 'sync'>

/** Decides how a request may be repeated: a read changes no event, an update or deletion is idempotent, a create is not. */
export type OperationKind = 'read' | 'idempotent-write' | 'create'

/** The longest that one request and one whole call may take. */
type Timeouts = { readonly attemptMs: number; readonly callMs: number }

/** Timeouts of operations that change no event. */
export const readTimeouts: Timeouts = { attemptMs: 30_000, callMs: 60_000 }
/** The service has been seen to respond to a write after 62 seconds; gateways often give up after 60. */
const writeAttemptMs = 75_000
/** Timeouts of updates and deletions. */
export const writeTimeouts: Timeouts = { attemptMs: writeAttemptMs, callMs: 180_000 }
/** Three requests that time out, each looked for until its block can no longer appear. */
export const createTimeouts: Timeouts = { attemptMs: writeAttemptMs, callMs: 480_000 }

const timeouts: Readonly<Record<OperationKind, Timeouts>> = {
  read: readTimeouts,
  'idempotent-write': writeTimeouts,
  create: createTimeouts,
}

type OperationSpec = {
  readonly kind: OperationKind
  /** The scope that a token needs, and its name where tokens are created. Missing where a token is not needed. */
  readonly scope?: string
}

const eventsWrite = 'calendars/events.write ("Edit Calendar Events")'
const changeEvent: OperationSpec = { kind: 'idempotent-write', scope: eventsWrite }
const readEvents: OperationSpec = {
  kind: 'read',
  scope: 'calendars/events.readonly ("View Calendar Events")',
}
const readCalendars: OperationSpec = { kind: 'read', scope: 'calendars.readonly' }
const readUsers: OperationSpec = { kind: 'read', scope: 'users.readonly' }

/** Total on purpose: an operation without a row would be retried like a read, and a create that is retried is a duplicate. */
const operationSpecs: Readonly<Record<ApiOperation, OperationSpec>> = {
  createBlockSlot: { kind: 'create', scope: eventsWrite },
  updateBlockSlot: changeEvent,
  deleteEvent: changeEvent,
  listBlockedSlots: readEvents,
  listEvents: readEvents,
  getAppointment: readEvents,
  getCalendar: readCalendars,
  listCalendars: readCalendars,
  getUser: readUsers,
  listUsers: readUsers,
  getLocation: { kind: 'read', scope: 'locations.readonly' },
  createAccessToken: { kind: 'read' },
  createLocationToken: { kind: 'read' },
}

/** Returns the kind of an operation, which decides how it may be repeated. */
export const kindOf = (operation: ApiOperation): OperationKind => operationSpecs[operation].kind

/** True for an operation that changes events. */
export const isWrite = (operation: ApiOperation): boolean => kindOf(operation) !== 'read'

/** The longest that one request and one call of the operation may take. */
export const timeoutsOf = (operation: ApiOperation): Timeouts => timeouts[kindOf(operation)]

/** The scope that a token needs for the operation. */
export const scopeOf = (operation: ApiOperation): string | undefined => operationSpecs[operation].scope
