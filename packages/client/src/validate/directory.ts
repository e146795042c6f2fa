import { isRecord } from '../guard.ts'
import { examineOptions, type OptionNames } from '../options/read.ts'
import { checkId } from './id.ts'
import { refuse } from './refuse.ts'

/** A query for the users of a sub-account. */
export type UserQuery = {
  /** The sub-account that the token belongs to. */
  readonly locationId: string
}

/** A query for the calendars of a sub-account. */
export type CalendarQuery = UserQuery & {
  /** Only the calendars of this group. */
  readonly groupId?: string | undefined
  /** `false` leaves out drafts. Default: `true`. */
  readonly showDrafted?: boolean | undefined
}

/** A query for calendars as it is sent. */
type WireCalendarQuery = { locationId: string; groupId?: string; showDrafted?: boolean }

const userFields: OptionNames<UserQuery> = { locationId: true }
const calendarFields: OptionNames<CalendarQuery> = { locationId: true, groupId: true, showDrafted: true }

/**
 * Checks a query for calendars, and returns it as it is sent.
 *
 * @throws RangeError when a part of it cannot be used.
 */
export function checkCalendarQuery(given: unknown): WireCalendarQuery {
  const { locationId, groupId, showDrafted } = pickFields(given, calendarFields)
  const query: WireCalendarQuery = { locationId: checkId('locationId', locationId) }
  if (groupId !== undefined) query.groupId = checkId('groupId', groupId)
  if (showDrafted === undefined) return query
  if (typeof showDrafted !== 'boolean') refuse('showDrafted', 'true or false', showDrafted)
  return { ...query, showDrafted }
}

/**
 * Checks a query for users, and returns it as it is sent.
 *
 * @throws RangeError when a part of it cannot be used.
 */
export function checkUserQuery(given: unknown): { locationId: string } {
  return { locationId: checkId('locationId', pickFields(given, userFields).locationId) }
}

function pickFields(
  given: unknown,
  names: OptionNames<Record<string, unknown>>,
): Readonly<Partial<Record<string, unknown>>> {
  if (!isRecord(given)) refuse('a query', 'an object', given)
  const { picked, fault } = examineOptions<Record<string, unknown>>(given, names, 'field')
  if (fault !== undefined) throw new RangeError(fault)
  return picked
}
