import type { CalendarType } from '../client.ts'
import type { Clock } from '../clock.ts'
import { appointmentsUnder, coveredError, type CoveredAppointment } from './appointment.ts'
import { checkCall } from './validate.ts'
import type { CreatedBlock } from '../validate/response.ts'
import { makeAll, type CalendarClient } from './create-all.ts'
import { targetOf } from './owner.ts'
import { spanOf } from './deadline.ts'
import { inTurn } from './turn.ts'

/** Time to be blocked on a calendar of any type. */
export type CalendarBlock = {
  readonly calendarId: string
  /** The sub-account of the calendar and of the token. */
  readonly locationId: string
  /** One line of text. */
  readonly title?: string | undefined
  /** RFC 3339 with seconds and an offset, such as `2021-06-23T03:30:00+05:30`. */
  readonly startTime: string
  /** RFC 3339 with seconds and an offset, later than `startTime`. */
  readonly endTime: string
}

/** How a calendar is blocked. */
export type BlockCalendarOptions = {
  /** Ends the call when it aborts. What was made is taken back even then. */
  readonly signal?: AbortSignal | undefined
  /**
   * Bounds reading and making together in milliseconds; taking back has 30,000, and 1,000 more for each block. Default:
   * none for the whole, and for each request what the client has.
   */
  readonly timeoutMs?: number | undefined
  /**
   * What to do about appointments under the block: make nothing, do not look, or block all the same and return them.
   * Default: `throw`, because blocks have been reported to cancel appointments. Only `ignore` costs no request; the
   * others read one list for each owner, which is empty in any other API version than the default one.
   */
  readonly onAppointments?: 'throw' | 'ignore' | 'report' | undefined
  /** The clock of the client, if it has one of its own. */
  readonly clock?: Clock | undefined
}

/** What was done. Plain data. */
export type BlockedCalendar = {
  readonly calendar: {
    readonly id: string
    readonly calendarType: CalendarType
    /** False for a draft, which nobody can book. It is blocked all the same. */
    readonly isActive?: boolean
  }
  /** One for an event or personal calendar, else one for each team member in the order of the team. */
  readonly blocks: readonly CreatedBlock[]
  /** The appointments under the block, if `onAppointments` is `report`. */
  readonly appointments?: readonly CoveredAppointment[]
}

/**
 * Blocks time on a calendar whatever its type: one block on an event calendar, one for the user of a personal calendar, one
 * for each team member of any other. A user's block is seen on all calendars of that user. A block that is there already
 * is adopted, so the call can be made again. All or nothing: when a block fails, those that this call made are deleted again.
 *
 * @throws BlockSlotsError of code `rejected` when appointments lie under the block, when the calendar is of another location,
 *   or has no team members; `invalid-response` when its type or a member is unknown; and whatever a call of the client rejects
 *   with, where `leftover` lists what could not be taken back and `applied` is `no` only if nothing leftover.
 * @example
 * ```ts
 * import { blockCalendar, createBlockSlotsClient } from '@block-slots/client'
 *
 * const client = createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '' })
 * const { calendar, blocks } = await blockCalendar(client, {
 *   calendarId: 'BqTwX8QFwXzpegMve9EQ',
 *   locationId: 'C2QujeCh8ZnC7al2InWR',
 *   title: 'Company day',
 *   startTime: '2021-06-24T09:00:00+05:30',
 *   endTime: '2021-06-24T17:00:00+05:30',
 * })
 * console.log(calendar.calendarType) // => round_robin
 * console.log(blocks.map(({ assignedUserId }) => assignedUserId).join()) // => 0007BWpSzSwfiuSl0tR2,YlWd2wuCAZQzh2cH1fVZ
 * ```
 */
export async function blockCalendar(
  client: CalendarClient,
  block: CalendarBlock,
  options: BlockCalendarOptions = {},
): Promise<BlockedCalendar> {
  const { calendarId, shared, onAppointments, clock, ...bounds } = checkCall(client, block, options)
  const span = spanOf(bounds, clock)
  const found = await client.calendar(calendarId, span('getCalendar'))
  const { calendarType, owners } = targetOf(found, { calendarId, locationId: shared.locationId })
  const report = onAppointments === 'report'
  const look = report || onAppointments === 'throw'
  const appointments = look ? await appointmentsUnder(client, owners, shared, span) : []
  if (!report && appointments.length > 0) throw coveredError(appointments)
  // Another call that adopts a block of this one would be left with nothing if this one failed and took it back.
  const times = `${Date.parse(shared.startTime)} ${Date.parse(shared.endTime)}`
  const keys = owners.flatMap((owner) => Object.values(owner).map((id) => `${id} ${times}`))
  const make = (): Promise<CreatedBlock[]> => makeAll(client, owners, shared, span, clock)
  const blocks = await inTurn(client, keys, span('createBlockSlot'), clock, make)
  const active = typeof found.isActive === 'boolean' ? { isActive: found.isActive } : {}
  return {
    calendar: { id: calendarId, calendarType, ...active },
    blocks,
    ...(report ? { appointments } : {}),
  }
}
