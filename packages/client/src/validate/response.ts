import type { components } from '../openapi.gen.ts'
import { isRecord } from '../redact.ts'

type Schemas = components['schemas']

/** A block as it is after a create, and how that came about. */
export type CreatedBlock = components['schemas']['BlockSlot'] & {
  /**
   * `created`: the service answered so. `reconciled`: the answer was lost, and the list shows the block. `existing`: an equal
   * block was there before, and nothing was made.
   */
  readonly outcome: 'created' | 'reconciled' | 'existing'
  /** Ids of further blocks that are equal to this one. */
  readonly duplicates?: readonly string[]
}

/** The answer to a delete. `alreadyDeleted` is true when the event was gone before. */
export type DeletedEvent = components['schemas']['DeletedEvent'] & { readonly alreadyDeleted: boolean }

const isId = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** An id is enough: the block was made then, and a caller who is told otherwise would make it again. */
const isBlock = (body: unknown): body is Schemas['BlockSlot'] => isRecord(body) && isId(body.id)

const isEvent = (row: unknown): row is Schemas['Appointment'] =>
  isRecord(row) && isId(row.id) && typeof row.startTime === 'string' && typeof row.endTime === 'string'

const isCalendar = (value: unknown): value is Schemas['Calendar'] => isRecord(value) && isId(value.id)

/** Reads the answer to a create or an update. */
export function readBlock(body: unknown): Schemas['BlockSlot'] | undefined {
  return isBlock(body) ? body : undefined
}

/** Reads the answer to a create. */
export function readMade(body: unknown): CreatedBlock | undefined {
  return isBlock(body) ? { ...body, outcome: 'created' } : undefined
}

/** Reads a list. One without `events`, or with a row that is none, is no list: it must never pass for an empty one. */
export function readRows(body: unknown): Schemas['Appointment'][] | undefined {
  if (!isRecord(body) || !Array.isArray(body.events)) return undefined
  const rows: unknown[] = body.events
  return rows.every(isEvent) ? rows : undefined
}

/** Reads a list without the rows that are marked as deleted. */
export function readEvents(body: unknown): Schemas['Appointment'][] | undefined {
  return readRows(body)?.filter((event) => event.deleted !== true)
}

/** Reads the answer to reading a calendar. */
export function readCalendar(body: unknown): Schemas['Calendar'] | undefined {
  return isRecord(body) && isCalendar(body.calendar) ? body.calendar : undefined
}

/** Reads the answer to a delete. A page of a proxy with status 200 has deleted nothing, so the word itself is asked for. */
export function readDeleted(body: unknown, status: number): DeletedEvent | undefined {
  const done = status === 204 || (isRecord(body) && body.succeeded === true)
  return done ? { ...(isRecord(body) ? body : {}), succeeded: true, alreadyDeleted: false } : undefined
}

/** Recognises the refusal of a second delete. */
export function isAlreadyDeleted(status: number, message: string): boolean {
  return status === 400 && /already been deleted/i.test(message)
}
