import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { errorReply, isReply, type Reply } from '../reply.ts'
import type { SandboxEvent } from '../state/state.ts'
import { eventsOf } from '../state/store.ts'
import { overlaps } from '../time.ts'
import { checkLocation } from './auth.ts'
import { unknownFieldErrors } from './body.ts'

const ownerFields = ['userId', 'calendarId', 'groupId'] as const
const requiredFields = ['locationId', 'startTime', 'endTime'] as const
const knownFields = new Set<string>([...ownerFields, ...requiredFields])

/**
 * Lists the blocked time of one owner. A list by calendar does not contain blocks of users.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The list, or an error.
 */
export function listBlockedSlots(call: OperationCall, context: SandboxContext): Decision {
  const events = list(call, context, (locationId) => eventsOf(context.store, 'blocks', locationId, call.asOf))
  return { reply: isReply(events) ? events : { status: 200, body: { events } } }
}

/**
 * Lists the appointments of one owner, never block slots. With another version than the published one the list is
 * empty and there is no error, as seen on the service.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The list, or an error.
 */
export function listEvents(call: OperationCall, context: SandboxContext): Decision {
  const events = list(call, context, (locationId) =>
    call.version === '2021-04-15' ? eventsOf(context.store, 'appointments', locationId, call.asOf) : [],
  )
  return {
    reply: isReply(events) ? events : { status: 200, body: { events: events.map(withMisspelling) } },
  }
}

/** The service sends the status under a misspelt name as well. */
export function withMisspelling(event: SandboxEvent): SandboxEvent & { readonly appoinmentStatus?: unknown } {
  return 'appointmentStatus' in event ? { ...event, appoinmentStatus: event.appointmentStatus } : event
}

type ListQuery = { locationId: string; startTime: string; endTime: string } & Partial<
  Record<(typeof ownerFields)[number], string>
>

function list(
  call: OperationCall,
  context: SandboxContext,
  eventsIn: (locationId: string) => Iterable<SandboxEvent>,
): Reply | SandboxEvent[] {
  const query = parseListQuery(call)
  if (isReply(query)) return query
  const from = parseEpoch(query.startTime)
  const to = parseEpoch(query.endTime)
  // An RFC 3339 time gives an empty list and no error: reported once, denied once, and the dangerous case.
  if (from === undefined || to === undefined) return []
  const found: SandboxEvent[] = []
  for (const event of eventsIn(query.locationId)) {
    const isListed =
      event.locationId === query.locationId && (event.deleted !== true || context.includeDeleted)
    if (isListed && overlaps(event, from, to) && isOwnedBy(event, query, context)) found.push(event)
  }
  return found
}

function parseListQuery(call: OperationCall): ListQuery | Reply {
  const errors = unknownFieldErrors(call.query, knownFields)
  const query: Partial<Record<string, string>> = {}
  for (const [name, value] of Object.entries(call.query)) {
    if (typeof value === 'string') query[name] = value === '' ? undefined : value
    else errors.push(`${name} must be a string`)
  }
  const { locationId, startTime, endTime } = query
  if (errors.length > 0) return errorReply(422, errors)
  if (locationId === undefined || startTime === undefined || endTime === undefined) {
    const missing = requiredFields.filter((name) => query[name] === undefined)
    const messages = missing.map((name) => `${name} should not be empty`)
    return errorReply(422, messages)
  }
  if (ownerFields.every((name) => query[name] === undefined)) {
    return errorReply(422, 'Either of userId, calendarId or groupId is required')
  }
  return checkLocation(locationId, call) ?? { ...query, locationId, startTime, endTime }
}

/** Two owners at once narrow the list to events of both; assumed. */
function isOwnedBy(event: SandboxEvent, query: ListQuery, { store }: SandboxContext): boolean {
  const { userId, calendarId, groupId } = query
  if (userId !== undefined && event.assignedUserId !== userId) return false
  if (calendarId !== undefined && event.calendarId !== calendarId) return false
  if (groupId === undefined) return true
  return event.calendarId !== undefined && store.calendars.get(event.calendarId)?.groupId === groupId
}

function parseEpoch(text: string): number | undefined {
  return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined
}
