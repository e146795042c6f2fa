import type { Scene } from './plan.ts'
import type { Fault } from './fault.ts'
import { overlaps, readTime } from '../time.ts'

/** What makes a list say something else than the truth. */
type ListFault = Extract<Fault, { fault: 'cut-list' | 'empty-list' | 'similar-rows' | 'stale-list' }>

/** How many events a list had that somebody saw cut. */
const seenCut = 200

/**
 * The events of a list that is not the truth.
 *
 * @param fault What befalls it.
 * @param scene What is known about the request.
 * @returns The events; `undefined` when the answer is no list, or there is nothing to look like.
 */
export function distort(fault: ListFault, scene: Scene): unknown[] | undefined {
  const { events } = scene.answer.body
  if (!Array.isArray(events)) return undefined
  if (fault.fault === 'empty-list') return []
  if (fault.fault === 'cut-list') return events.slice(0, fault.at ?? seenCut)
  if (fault.fault === 'stale-list') return events
  const model = modelOf(fault.of ?? scene.asked)
  return model === undefined ? undefined : [...lookAlikes(model, scene), ...events]
}

type Model = { title: string; startTime: string; endTime: string }

function modelOf(fields: Record<string, unknown> | undefined): Model | undefined {
  const title = fields?.['title'] ?? ''
  const [startTime, endTime] = [readTime(fields?.['startTime']), readTime(fields?.['endTime'])]
  if (typeof title !== 'string' || startTime === undefined || endTime === undefined) return undefined
  return { title, startTime, endTime }
}

/** One that was deleted, one of another calendar, and one of a series; as far as they are in the range that was asked for. */
function lookAlikes(model: Model, { query, now }: Scene): object[] {
  const { locationId, userId, calendarId } = query
  if (!overlaps(model, Number(query['startTime']), Number(query['endTime']))) return []
  const start = Date.parse(model.startTime)
  const seconds = (Date.parse(model.endTime) - start) / 1000
  const dateAdded = new Date(now).toISOString()
  const owner = {
    ...(userId === undefined ? {} : { assignedUserId: userId }),
    ...(calendarId === undefined ? {} : { calendarId }),
  }
  const alike = { locationId, ...model, ...owner, dateAdded, dateUpdated: dateAdded }
  const master = 'LookAlikeMaster00001'
  return [
    { ...alike, id: 'LookAlikeDeleted0001', deleted: true },
    { ...alike, id: 'LookAlikeSynced00001', createdBy: { source: 'google_calendar' } },
    {
      ...alike,
      id: `${master}_${start}_${seconds}`,
      isRecurring: true,
      masterEventId: master,
      rrule: 'RRULE:FREQ=DAILY;COUNT=5',
    },
  ]
}
