import type { Decision, ListOptions, OperationCall, SandboxContext } from '../context.ts'
import { errorReply, isReply, type Reply } from '../reply.ts'
import type { SandboxEvent } from '../state/state.ts'
import type { EventQuery } from '../state/event-index.ts'
import { findEvents, type Store } from '../state/store.ts'
import { rangeOf } from '../time.ts'
import { checkLocation } from './auth.ts'
import { parseQuery, type Query } from './query.ts'

const ownerFields = ['userId', 'calendarId', 'groupId'] as const
const requiredFields = ['locationId', 'startTime', 'endTime'] as const

/**
 * Lists the blocked time of one owner. A list by calendar does not contain blocks of users.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The list, or an error.
 */
export function listBlockedSlots(call: OperationCall, context: SandboxContext): Decision {
  const events = list(call, context, 'blocks')
  return { reply: isReply(events) ? events : { status: 200, body: { events } } }
}

/**
 * Lists the appointments of one owner, never block slots. Under another version than `2021-04-15` it is uncertain what
 * the service lists: an empty list was seen, and under `2021-07-28` appointments too. Here it is empty, the case that misleads.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The list, or an error.
 */
export function listEvents(call: OperationCall, context: SandboxContext): Decision {
  const events = list(call, context, 'appointments')
  if (isReply(events)) return { reply: events }
  const listed = call.version === '2021-04-15' ? events : []
  return { reply: { status: 200, body: { events: listed.map(withMisspelling) } } }
}

/** The service sends the status under a misspelt name as well. */
export function withMisspelling(event: SandboxEvent): SandboxEvent & { readonly appoinmentStatus?: unknown } {
  return 'appointmentStatus' in event ? { ...event, appoinmentStatus: event.appointmentStatus } : event
}

type ListQuery = Query<(typeof requiredFields)[number], (typeof ownerFields)[number]>

function list(
  call: OperationCall,
  { store, includeDeleted, lists, random }: SandboxContext,
  of: 'appointments' | 'blocks',
): Reply | readonly SandboxEvent[] {
  const query = parseListQuery(call)
  if (isReply(query)) return query
  const { locationId, userId } = query
  const from = parseEpoch(query.startTime)
  const to = parseEpoch(query.endTime)
  // An RFC 3339 time gives an empty list and no error: seen for appointments, disputed for blocked time, the dangerous case.
  if (from === undefined || to === undefined) return []
  const owners = { ...(userId === undefined ? {} : { userId }), ...calendarsOf(query, store) }
  // Times are whole milliseconds, so what touches a range overlaps one that is longer by one.
  const reach = lists.edges === 'included' ? 1 : 0
  const range = { from: from - reach, to: to + reach }
  const events = findEvents(store, of, { locationId, ...owners, ...range, includeDeleted }, call.asOf)
  return inOrder(events, lists.order, random)
}

function inOrder(
  events: readonly SandboxEvent[],
  order: ListOptions['order'],
  random: () => number,
): readonly SandboxEvent[] {
  if (order === undefined || order === 'created') return events
  const keyed = events.map((event) => ({ event, key: order === 'start' ? rangeOf(event)[0] : random() }))
  keyed.sort((one, other) => one.key - other.key)
  return keyed.map(({ event }) => event)
}

/** The calendars whose events a query lists; a group stands for its calendars, not for their users. */
function calendarsOf(
  { calendarId, groupId }: ListQuery,
  { calendars }: Store,
): Pick<EventQuery, 'calendarIds'> {
  if (groupId === undefined) return calendarId === undefined ? {} : { calendarIds: new Set([calendarId]) }
  const inGroup = [...calendars.values()].filter(
    (calendar) => calendar.groupId === groupId && (calendarId ?? calendar.id) === calendar.id,
  )
  return { calendarIds: new Set(inGroup.map(({ id }) => id)) }
}

function parseListQuery(call: OperationCall): ListQuery | Reply {
  const query = parseQuery(call, requiredFields, ownerFields)
  if (isReply(query)) return query
  if (ownerFields.every((name) => query[name] === undefined)) {
    return errorReply(422, 'Either of userId, calendarId or groupId is required')
  }
  return checkLocation(query.locationId, call) ?? query
}

function parseEpoch(text: string): number | undefined {
  return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined
}
