import { type Answer, refuse } from '../reply.ts'
import { readTime } from '../time.ts'

/** The body of a create or an update, checked field by field. */
export type BlockFields = {
  title: string
  startTime: string
  endTime: string
  locationId?: string
} & ({ calendarId: string } | { assignedUserId: string })

const known = new Set(['assignedUserId', 'calendarId', 'endTime', 'locationId', 'startTime', 'title'])
const ids = ['calendarId', 'assignedUserId', 'locationId'] as const
const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/

/**
 * Reads the body of a create or an update.
 *
 * @param body What was sent.
 * @returns The fields, or the 422 that the service would answer.
 */
export function readBlock(body: Record<string, unknown>): Answer | BlockFields {
  const startTime = readTime(body['startTime'])
  const endTime = readTime(body['endTime'])
  const wrong = [
    ...unknownNames(body, known),
    ...ids.filter((name) => !isIdOrMissing(body[name])).map((name) => `${name} must be a string`),
    ...(startTime === undefined ? ['startTime must be a valid ISO 8601 date string'] : []),
    ...(endTime === undefined ? ['endTime must be a valid ISO 8601 date string'] : []),
  ]
  if (startTime === undefined || endTime === undefined || wrong.length > 0) return refuse(422, wrong)

  // Whether a title may be missing is not known; blocks made by hand can have an empty one.
  const { title = '' } = body
  if (typeof title !== 'string' || lineBreak.test(title)) return refuse(422, 'Title must be a valid text')

  const owner = readOwner(body)
  if (owner === undefined) return refuse(422, 'Either calendarId or assignedUserId must be present')
  const { locationId } = body
  return { title, startTime, endTime, ...owner, ...(typeof locationId === 'string' ? { locationId } : {}) }
}

/**
 * Complains about names that an operation does not know, in the words of the service's validator.
 *
 * @param fields A body or a query.
 * @param names What the operation knows.
 * @returns One sentence for each unknown name.
 */
export function unknownNames(fields: Record<string, unknown>, names: ReadonlySet<string>): string[] {
  return Object.keys(fields)
    .filter((name) => !names.has(name))
    .map((name) => `property ${name} should not exist`)
}

/** Both owners get the same answer as none: the service's sentence is misleading, and it is the service's. */
function readOwner(
  body: Record<string, unknown>,
): { calendarId: string } | { assignedUserId: string } | undefined {
  const { calendarId, assignedUserId } = body
  if (typeof calendarId === 'string') return assignedUserId === undefined ? { calendarId } : undefined
  return typeof assignedUserId === 'string' ? { assignedUserId } : undefined
}

function isIdOrMissing(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value !== '')
}
