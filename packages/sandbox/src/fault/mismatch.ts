import type { Reply } from '../reply.ts'
import type { FaultOf } from './fault.ts'
import type { FaultContext } from './plan.ts'

const dayMs = 86_400_000

/** Names of what exists nowhere in the sandbox. */
const another = {
  block: 'AnotherBlock',
  location: 'AnotherLocation00001',
  owner: 'AnotherOwner00000001',
}

/**
 * Makes the body of the response to another request.
 *
 * @param fault The fault.
 * @param context The request.
 * @returns The body: an event, or a list with at least one.
 */
export function mismatchedBody(
  { differs = 'times' }: FaultOf<'mismatched-response'>,
  { reply: { body }, query }: FaultContext,
): Reply['body'] {
  const { events } = body
  if (!Array.isArray(events)) return mismatch(differs, body, 0)
  const { locationId, userId, calendarId, startTime, endTime } = query
  const [start, end] = [startTime, endTime].map((time) => new Date(Number(time)).toJSON())
  const owner = calendarId === undefined ? { assignedUserId: userId } : { calendarId }
  const some: object[] =
    events.length > 0 ? events : [{ locationId, ...owner, title: '', startTime: start, endTime: end }]
  return { ...body, events: some.map((event, index) => mismatch(differs, { ...event }, index)) }
}

function mismatch(differs: string, event: Reply['body'], index: number): Reply['body'] {
  const { id: _, calendarId, startTime, endTime } = event
  const other = { ...event, id: `${another.block}${String(index).padStart(8, '0')}` }
  if (differs === 'location') return { ...other, locationId: another.location }
  if (differs === 'owner') {
    return { ...other, [calendarId === undefined ? 'assignedUserId' : 'calendarId']: another.owner }
  }
  return { ...other, startTime: aDayLater(startTime), endTime: aDayLater(endTime) }
}

function aDayLater(time: unknown): unknown {
  const at = typeof time === 'string' ? Date.parse(time) : NaN
  return Number.isNaN(at) ? time : new Date(at + dayMs).toISOString()
}
