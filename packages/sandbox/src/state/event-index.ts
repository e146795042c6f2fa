import { overlaps, rangeOf } from '../time.ts'
import type { SandboxEvent } from './state.ts'
import { createTimeline, type Span, type Timeline } from './timeline.ts'

/** The events that a list contains: those of a user, of some calendars, or of both at once. */
export type EventQuery = {
  readonly locationId: string
  readonly userId?: string
  readonly calendarIds?: ReadonlySet<string>
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
  readonly includeDeleted: boolean
}

/** The events of one type, by id, owner and time. */
export type EventIndex = {
  /** Adds an event, or replaces the one with its id. */
  readonly put: (event: SandboxEvent) => void
  /** The position of an event in the order of creation; `undefined` for an unknown id. */
  readonly orderOf: (id: string) => number | undefined
  /** The events that a query lists, in the order of their creation. */
  readonly find: (query: EventQuery) => SandboxEvent[]
}

type Entry = Span & { readonly event: SandboxEvent; readonly order: number }

/**
 * Decides whether a list contains an event. Two owners at once narrow the list to events of both; assumed.
 *
 * @param event The event.
 * @param query The query of the list.
 * @returns True when the list contains it.
 */
export function isListed(event: SandboxEvent, query: EventQuery): boolean {
  const { locationId, userId, calendarIds, from, to, includeDeleted } = query
  return (
    event.locationId === locationId &&
    (includeDeleted || event.deleted !== true) &&
    (userId === undefined || event.assignedUserId === userId) &&
    (calendarIds === undefined || (event.calendarId !== undefined && calendarIds.has(event.calendarId))) &&
    overlaps(event, from, to)
  )
}

/**
 * Creates an index in which the cost of a list depends on what it contains, not on the number of events.
 *
 * @returns An empty index.
 */
export function createEventIndex(): EventIndex {
  const entries = new Map<string, Entry>()
  const timelines = new Map<string, Timeline<Entry>>()

  return {
    put(event) {
      const former = entries.get(event.id)
      for (const key of keysOf(former?.event)) {
        if (former !== undefined) timelines.get(key)?.remove(former)
      }
      const [start, end] = rangeOf(event)
      const entry = { event, order: former?.order ?? entries.size, start, end }
      entries.set(event.id, entry)
      // An event of the initial state without valid times overlaps nothing.
      if (Number.isNaN(start) || Number.isNaN(end)) return
      for (const key of keysOf(event)) {
        const timeline = timelines.get(key) ?? createTimeline<Entry>()
        timelines.set(key, timeline)
        timeline.add(entry)
      }
    },
    orderOf: (id) => entries.get(id)?.order,
    find(query) {
      const found = keysOfQuery(query)
        .flatMap((key) => timelines.get(key)?.find(query.from, query.to) ?? [])
        .filter(({ event }) => isListed(event, query))
      found.sort((one, other) => one.order - other.order)
      return found.map(({ event }) => event)
    },
  }
}

/** Deleted events have keys of their own, so that lists without them do not pay for them. */
const keyOf = (owner: 'calendar' | 'user', id: string, deleted: boolean): string =>
  `${owner}${deleted ? ' deleted' : ''} ${id}`

function keysOf(event: SandboxEvent | undefined): string[] {
  const { calendarId, assignedUserId, deleted = false } = event ?? {}
  return [
    ...(calendarId === undefined ? [] : [keyOf('calendar', calendarId, deleted)]),
    ...(assignedUserId === undefined ? [] : [keyOf('user', assignedUserId, deleted)]),
  ]
}

function keysOfQuery({ userId, calendarIds, includeDeleted }: EventQuery): string[] {
  const keys = (deleted: boolean): string[] => {
    if (calendarIds !== undefined) return Array.from(calendarIds, (id) => keyOf('calendar', id, deleted))
    return userId === undefined ? [] : [keyOf('user', userId, deleted)]
  }
  return includeDeleted ? [...keys(false), ...keys(true)] : keys(false)
}
