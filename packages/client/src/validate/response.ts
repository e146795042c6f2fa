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

/** The result of a deletion. */
export type DeletedEvent = components['schemas']['DeletedEvent'] & {
  /** True when the event had been deleted before. */
  readonly alreadyDeleted: boolean
}

const isText = (value: unknown): value is string => typeof value === 'string'

const isId = (value: unknown): boolean => isText(value) && value !== ''

const isEvent = (row: unknown): row is Schemas['Appointment'] =>
  isRecord(row) && isId(row.id) && isText(row.startTime) && isText(row.endTime)

/** Recognises a calendar, a user or a sub-account, of which nothing but the id decides anything. */
const hasId = (value: unknown): value is Schemas['Calendar'] & Schemas['ListedUser'] & Schemas['Location'] =>
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

/** Reads a list. A body without it, or with an invalid row, must never pass for an empty list. */
function readList<Row extends { id: string }>(
  body: unknown,
  name: 'calendars' | 'events' | 'users',
  isRow: (row: unknown) => row is Row,
): Row[] | undefined {
  const list = isRecord(body) ? body[name] : undefined
  if (!Array.isArray(list)) return undefined
  const rows: unknown[] = list
  if (!rows.every(isRow)) return undefined
  // A row that is listed twice would be its own duplicate.
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/** Reads a list of events, with the rows that are marked as deleted. */
export function readRows(body: unknown): Schemas['Appointment'][] | undefined {
  return readList(body, 'events', isEvent)
}

/** Reads a list without the rows that are marked as deleted. */
export function readEvents(body: unknown): Schemas['Appointment'][] | undefined {
  return readRows(body)?.filter((event) => event.deleted !== true)
}

/** Fields that people enter, or do not. */
const enteredFields = ['name', 'firstName', 'lastName', 'email', 'timezone'] as const

/** Leaves out what is no text: services have null for what was never entered. */
function withoutNulls<Row extends { [Name in (typeof enteredFields)[number]]?: string }>(row: Row): Row {
  const kept = { ...row }
  for (const name of enteredFields) if (name in kept && !isText(kept[name])) delete kept[name]
  return kept
}

/** Reads the response to reading a calendar. */
export function readCalendar(body: unknown): Schemas['Calendar'] | undefined {
  return isRecord(body) && hasId(body.calendar) ? body.calendar : undefined
}

/** Reads a list of calendars. */
export function readCalendars(body: unknown): Schemas['Calendar'][] | undefined {
  // A calendar without a name is still one of an id.
  return readList(body, 'calendars', hasId)?.map((row) => (isText(row.name) ? row : { ...row, name: '' }))
}

/** Reads the response to reading an appointment, which is not in the field that is published. */
export function readAppointment(body: unknown): Schemas['Appointment'] | undefined {
  const event = isRecord(body) ? (body.appointment ?? body.event) : undefined
  return isEvent(event) ? event : undefined
}

/** Reads the response to reading a user. */
export function readUser(body: unknown): Schemas['User'] | undefined {
  return hasId(body) ? withoutNulls(body) : undefined
}

/** Reads a list of users without the rows that are marked as deleted. */
export function readUsers(body: unknown): Schemas['User'][] | undefined {
  return readList(body, 'users', hasId)
    ?.filter((user) => user.deleted !== true)
    .map(withoutNulls)
}

/** Reads the response to reading a sub-account. */
export function readLocation(body: unknown): Schemas['Location'] | undefined {
  return isRecord(body) && hasId(body.location) ? withoutNulls(body.location) : undefined
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
