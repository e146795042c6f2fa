import { isRecord } from '../guard.ts'
import type { components } from '../openapi.gen.ts'

type Schemas = components['schemas']

/** A block as it is after a create, and how it came about. */
export type CreatedBlock = components['schemas']['BlockSlot'] & {
  /**
   * `created`: the service responded so. `reconciled`: the response was lost, and the list shows the block. `existing`: an
   * equal block was there before, and none was created.
   */
  readonly outcome: 'created' | 'reconciled' | 'existing'
  /** Ids of further blocks that are equal to this one. */
  readonly duplicates?: readonly string[]
}

/** The result of a deletion. `alreadyDeleted` is true when the event had been deleted before. */
export type DeletedEvent = components['schemas']['DeletedEvent'] & { readonly alreadyDeleted: boolean }

const isText = (value: unknown): value is string => typeof value === 'string'

const isId = (value: unknown): boolean => isText(value) && value !== ''

const isEvent = (row: unknown): row is Schemas['Appointment'] =>
  isRecord(row) && isId(row.id) && isText(row.startTime) && isText(row.endTime)

/** Recognises a calendar or a user, of which nothing but the id decides anything. */
const hasId = (value: unknown): value is Schemas['Calendar'] & Schemas['User'] =>
  isRecord(value) && isId(value.id)

/** Fields without which a body is no block: gateways that queue a request name an id as well. */
const blockEvidence = ['id', 'locationId', 'startTime', 'endTime'] as const

const isBlock = (body: unknown): body is Schemas['BlockSlot'] =>
  isRecord(body) && blockEvidence.every((name) => isId(body[name]))

/** Reads the response to a create or an update. Nothing but a block of the contract says that it was applied. */
export function readBlock(body: unknown): Schemas['BlockSlot'] | undefined {
  if (!isBlock(body)) return undefined
  // A title is no evidence, and rows of lists are known to have none, or null.
  return isText(body.title) ? body : { ...body, title: '' }
}

/** Reads the response to a create. */
export function readCreated(body: unknown): CreatedBlock | undefined {
  const block = readBlock(body)
  return block && { ...block, outcome: 'created' }
}

/** The fields that a row of a list tells better than what was sent: it may lack the owner, or name a second one. */
const takenFromRow = ['id', 'title', 'startTime', 'endTime'] as const

/** Reads a block from a row of a list, without the fields that only lists have. */
export function readRowBlock(
  row: Schemas['BlockedSlot'] | undefined,
): Partial<Schemas['BlockSlot']> | undefined {
  if (row === undefined || !isId(row.id)) return undefined
  // Rows are known to have null for a title.
  const fields = takenFromRow.map((name) => [name, row[name]] as const).filter(([, value]) => isText(value))
  return Object.fromEntries(fields)
}

/** Reads a list. A body without `events`, or with an invalid row, must never pass for an empty list. */
export function readRows(body: unknown): Schemas['Appointment'][] | undefined {
  if (!isRecord(body) || !Array.isArray(body.events)) return undefined
  const rows: unknown[] = body.events
  if (!rows.every(isEvent)) return undefined
  // A row that is listed twice would be its own duplicate.
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/** Reads a list without the rows that are marked as deleted. */
export function readEvents(body: unknown): Schemas['Appointment'][] | undefined {
  return readRows(body)?.filter((event) => event.deleted !== true)
}

/** Reads the response to reading a calendar. */
export function readCalendar(body: unknown): Schemas['Calendar'] | undefined {
  return isRecord(body) && hasId(body.calendar) ? body.calendar : undefined
}

/** Reads the response to reading an appointment, which is not in the field that is published. */
export function readAppointment(body: unknown): Schemas['Appointment'] | undefined {
  const event = isRecord(body) ? (body.appointment ?? body.event) : undefined
  return isEvent(event) ? event : undefined
}

/** Reads the response to reading a user. */
export function readUser(body: unknown): Schemas['User'] | undefined {
  return hasId(body) ? body : undefined
}

/** Reads the response to a deletion. Only `succeeded: true` says that the event is deleted. */
export function readDeleted(body: unknown): DeletedEvent | undefined {
  return isRecord(body) && body.succeeded === true
    ? { ...body, succeeded: true, alreadyDeleted: false }
    : undefined
}

/** Recognises the error of a second deletion, in the service's own form; after an inconclusive one, also "not found". */
export function isAlreadyDeleted(
  status: number,
  messages: readonly string[],
  inconclusive: boolean,
): boolean {
  const known = messages.some((message) => /already been deleted/i.test(message))
  return (status === 400 && known) || (status === 404 && inconclusive && messages.length > 0)
}
