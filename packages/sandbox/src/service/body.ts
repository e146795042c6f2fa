import { errorReply, type Reply } from '../reply.ts'
import { parseTime } from '../time.ts'

/** The checked body of a create or an update. */
export type BlockFields = {
  readonly title: string
  readonly startTime: string
  readonly endTime: string
  readonly locationId?: string
} & BlockOwner

type BlockOwner = { readonly calendarId: string } | { readonly assignedUserId: string }

const knownFields = new Set(['assignedUserId', 'calendarId', 'endTime', 'locationId', 'startTime', 'title'])
const idFields = ['calendarId', 'assignedUserId', 'locationId'] as const
const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/

/**
 * Parses the body of a create or an update.
 *
 * @param body The body.
 * @returns The fields, or the service's 422.
 */
export function parseBlock(body: Readonly<Record<string, unknown>>): BlockFields | Reply {
  const startTime = parseTime(body['startTime'])
  const endTime = parseTime(body['endTime'])
  const errors = [
    ...unknownFieldErrors(body, knownFields),
    ...idFields.filter((name) => !isIdOrMissing(body[name])).map((name) => `${name} must be a string`),
    ...(startTime === undefined ? ['startTime must be a valid ISO 8601 date string'] : []),
    ...(endTime === undefined ? ['endTime must be a valid ISO 8601 date string'] : []),
  ]
  if (startTime === undefined || endTime === undefined || errors.length > 0) return errorReply(422, errors)

  // It is not known whether a title may be missing; blocks made by hand can have an empty one.
  const { title = '' } = body
  if (typeof title !== 'string' || lineBreak.test(title)) {
    return errorReply(422, 'Title must be a valid text')
  }

  const owner = parseOwner(body)
  if (owner === undefined) return errorReply(422, 'Either calendarId or assignedUserId must be present')
  const { locationId } = body
  return { title, startTime, endTime, ...owner, ...(typeof locationId === 'string' ? { locationId } : {}) }
}

/**
 * Reports fields that an operation does not know, with the messages of the service's validator.
 *
 * @param fields A body or a query.
 * @param known The names that the operation knows.
 * @returns One message for each unknown name.
 */
export function unknownFieldErrors(
  fields: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): string[] {
  return Object.keys(fields)
    .filter((name) => !known.has(name))
    .map((name) => `property ${name} should not exist`)
}

/** Both owners get the same error as none: the misleading message is the service's own. */
function parseOwner(body: Readonly<Record<string, unknown>>): BlockOwner | undefined {
  const { calendarId, assignedUserId } = body
  if (typeof calendarId === 'string') return assignedUserId === undefined ? { calendarId } : undefined
  return typeof assignedUserId === 'string' ? { assignedUserId } : undefined
}

function isIdOrMissing(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value !== '')
}
