import { overlaps, parseTime } from '../time.ts'
import type { Fault, ListFault } from './fault.ts'
import type { FaultContext } from './plan.ts'

/** The length of a list that was reported as cut on the service. */
const reportedCut = 200

/**
 * The age of the list that a fault shows.
 *
 * @param fault The fault.
 * @returns Milliseconds; `undefined` when the list is the current one.
 */
export function listAgeMs(fault: Fault | undefined): number | undefined {
  if (fault?.fault === 'stale-list') return fault.lagMs ?? 2000
  return fault?.fault === 'cached-list' ? (fault.ageMs ?? 60_000) : undefined
}

/**
 * Makes a list that differs from the state.
 *
 * @param fault The fault.
 * @param context The request.
 * @returns The events; `undefined` when the reply is not a list, or there is no model for similar rows.
 */
export function distortList(fault: ListFault, context: FaultContext): unknown[] | undefined {
  const { events } = context.reply.body
  if (!Array.isArray(events)) return undefined
  switch (fault.fault) {
    case 'empty-list':
      return []
    case 'truncated-list':
      return events.slice(0, fault.at ?? reportedCut)
    case 'cached-list':
    case 'stale-list':
      return events
    case 'repeated-rows':
      return Array.from({ length: fault.copies ?? 2 }, () => events).flat()
    case 'undated-rows':
      return events.map(withoutDates)
    case 'similar-rows': {
      const model = parseModel(fault.of ?? context.lastCreate)
      return model === undefined ? undefined : [...similarRows(model, context), ...events]
    }
    default:
      fault satisfies never
      return undefined
  }
}

/**
 * An event without the dates of its creation and its last change.
 *
 * @param event The event.
 * @returns The rest of it.
 */
export function withoutDates(event: object): object {
  return { ...event, dateAdded: undefined, dateUpdated: undefined }
}

type Model = { title: string; startTime: string; endTime: string }

function parseModel(fields: Readonly<Record<string, unknown>> | undefined): Model | undefined {
  const title = fields?.['title'] ?? ''
  const [startTime, endTime] = [parseTime(fields?.['startTime']), parseTime(fields?.['endTime'])]
  if (typeof title !== 'string' || startTime === undefined || endTime === undefined) return undefined
  return { title, startTime, endTime }
}

/** A deleted event, one of another calendar, and one of a series; none when the model is out of the requested range. */
function similarRows(model: Model, { query, now }: FaultContext): object[] {
  const { locationId, userId, calendarId } = query
  if (!overlaps(model, Number(query['startTime']), Number(query['endTime']))) return []
  const start = Date.parse(model.startTime)
  const seconds = (Date.parse(model.endTime) - start) / 1000
  const dateAdded = new Date(now).toISOString()
  const owner = {
    ...(userId === undefined ? {} : { assignedUserId: userId }),
    ...(calendarId === undefined ? {} : { calendarId }),
  }
  const similar = { locationId, ...model, ...owner, dateAdded, dateUpdated: dateAdded }
  const master = 'LookAlikeMaster00001'
  return [
    { ...similar, id: 'LookAlikeDeleted0001', deleted: true },
    { ...similar, id: 'LookAlikeSynced00001', createdBy: { source: 'google_calendar' } },
    {
      ...similar,
      id: `${master}_${start}_${seconds}`,
      isRecurring: true,
      masterEventId: master,
      rrule: 'RRULE:FREQ=DAILY;COUNT=5',
    },
  ]
}
