import { type Answer, isRefusal, refuse } from '../reply.ts'
import { refuseLocation } from './block.ts'
import { unknownNames } from './body.ts'
import type { Call, Outcome, World } from '../context.ts'
import type { SandboxEvent } from '../state/state.ts'
import { eventsOf } from '../state/store.ts'
import { overlaps } from '../time.ts'

const owners = ['userId', 'calendarId', 'groupId'] as const
const needed = ['locationId', 'startTime', 'endTime'] as const
const known = new Set<string>([...owners, ...needed])

/**
 * Lists what blocks time of one owner. Blocks of a user are not among those of a calendar.
 *
 * @param call The request.
 * @param world The sandbox.
 * @returns The list, or why there is none.
 */
export function listBlockedSlots(call: Call, world: World): Outcome {
  const answer = list(call, world, (locationId) => eventsOf(world.store, 'blocks', locationId, call.asOf))
  return { answer: isRefusal(answer) ? answer : { status: 200, body: { events: answer } } }
}

/**
 * Lists appointments of one owner; never block slots. With another version than the published one the list is
 * empty and no error says so, as it has been seen.
 *
 * @param call The request.
 * @param world The sandbox.
 * @returns The list, or why there is none.
 */
export function listEvents(call: Call, world: World): Outcome {
  const { store } = world
  const answer = list(call, world, (locationId) =>
    call.version === '2021-04-15' ? eventsOf(store, 'appointments', locationId, call.asOf) : [],
  )
  return { answer: isRefusal(answer) ? answer : { status: 200, body: { events: answer.map(misspell) } } }
}

/** The service sends the status under a misspelt name as well. */
function misspell(event: SandboxEvent): SandboxEvent & { appoinmentStatus?: unknown } {
  return 'appointmentStatus' in event ? { ...event, appoinmentStatus: event.appointmentStatus } : event
}

type Query = { locationId: string; startTime: string; endTime: string } & Partial<
  Record<(typeof owners)[number], string>
>

function list(
  call: Call,
  world: World,
  among: (locationId: string) => Iterable<SandboxEvent>,
): Answer | SandboxEvent[] {
  const query = readQuery(call)
  if (isRefusal(query)) return query
  const from = readEpoch(query.startTime)
  const to = readEpoch(query.endTime)
  // An RFC 3339 time here gives an empty list and no error: reported once, denied once, and the dangerous case.
  if (from === undefined || to === undefined) return []
  const found: SandboxEvent[] = []
  for (const event of among(query.locationId)) {
    const here = event.locationId === query.locationId && (event.deleted !== true || world.includeDeleted)
    if (here && overlaps(event, from, to) && belongs(event, query, world)) found.push(event)
  }
  return found
}

function readQuery(call: Call): Answer | Query {
  const wrong = unknownNames(call.query, known)
  const query: Partial<Record<string, string>> = {}
  for (const [name, value] of Object.entries(call.query)) {
    if (typeof value === 'string') query[name] = value === '' ? undefined : value
    else wrong.push(`${name} must be a string`)
  }
  const { locationId, startTime, endTime } = query
  if (wrong.length > 0) return refuse(422, wrong)
  if (locationId === undefined || startTime === undefined || endTime === undefined) {
    const missing = needed.filter((name) => query[name] === undefined)
    return refuse(
      422,
      missing.map((name) => `${name} should not be empty`),
    )
  }
  if (owners.every((name) => query[name] === undefined)) {
    return refuse(422, 'Either of userId, calendarId or groupId is required')
  }
  return refuseLocation(locationId, call) ?? { ...query, locationId, startTime, endTime }
}

/** Two owners at once narrow the list to what belongs to both; assumed. */
function belongs(event: SandboxEvent, query: Query, world: World): boolean {
  const { userId, calendarId, groupId } = query
  if (userId !== undefined && event.assignedUserId !== userId) return false
  if (calendarId !== undefined && event.calendarId !== calendarId) return false
  if (groupId === undefined) return true
  return event.calendarId !== undefined && world.store.calendars.get(event.calendarId)?.groupId === groupId
}

function readEpoch(text: string): number | undefined {
  return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined
}
