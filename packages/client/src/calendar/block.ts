import type { CalendarType } from '../block.ts'
import { isBlockSlotsError, withCallerStack } from '../error.ts'
import type { CreatedBlock } from '../validate/response.ts'
import { appointmentsUnder, createCoveredError, type CoveredAppointment } from './appointment.ts'
import type { BlockCalendarOptions, CalendarBlock, CalendarClient } from './call.ts'
import { createAll } from './create-all.ts'
import { createDeadline } from './deadline.ts'
import { blockOwnersOf } from './owner.ts'
import { checkCall } from './validate.ts'

/** Result of `blockCalendar`. Plain data. */
export type BlockedCalendar = {
  readonly calendar: {
    readonly id: string
    readonly calendarType: CalendarType
    /** False for a draft, which cannot be booked. It is blocked all the same. */
    readonly isActive?: boolean
  }
  /** One for an event or personal calendar, otherwise one for each team member in the order of the team. */
  readonly blocks: readonly CreatedBlock[]
  /** The appointments under the block, if `onAppointments` is `report`. */
  readonly appointments?: readonly CoveredAppointment[]
}

/**
 * Blocks a time on a calendar of any type: one block on an event calendar, one for the user of a personal calendar, one for
 * each team member of any other. A user's block applies to all calendars of that user. Existing blocks are adopted, so the
 * call is idempotent. All or nothing: when a block fails, those that this call created are rolled back.
 *
 * @throws BlockSlotsError of code `rejected` when appointments lie under the block, or the calendar belongs to another
 *   location or has no team members; `invalid-response` when its type or a member is unknown; and any error of a request,
 *   where `leftover` lists the blocks that could not be rolled back and `applied` is `no` only if there are none.
 * @example
 * ```ts
 * import { blockCalendar, createBlockSlotsClient } from '@block-slots/client'
 *
 * const client = createBlockSlotsClient()
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
  try {
    return await blockOwners(client, block, options)
  } catch (error) {
    throw isBlockSlotsError(error) ? withCallerStack(error, blockCalendar) : error
  }
}

async function blockOwners(
  client: CalendarClient,
  block: CalendarBlock,
  options: BlockCalendarOptions,
): Promise<BlockedCalendar> {
  const { calendarId, shared, onAppointments, clock, ...bounds } = checkCall(client, block, options)
  const deadline = createDeadline(bounds, clock)
  const calendar = await client.calendar(calendarId, deadline.optionsFor('getCalendar'))
  const { calendarType, owners } = blockOwnersOf(calendar, { calendarId, locationId: shared.locationId })
  const call = { client, owners, block: shared, deadline, clock }
  const appointments = onAppointments === 'ignore' ? [] : await appointmentsUnder(call)
  if (onAppointments === 'throw' && appointments.length > 0) throw createCoveredError(appointments)
  const blocks = await createAll(call)
  const { isActive } = calendar
  return {
    calendar: { id: calendarId, calendarType, ...(typeof isActive === 'boolean' ? { isActive } : {}) },
    blocks,
    ...(onAppointments === 'report' ? { appointments } : {}),
  }
}
