import { describe, expectTypeOf, test } from 'vitest'
import {
  blockCalendar,
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockCalendarOptions,
  type BlockedCalendar,
  type CalendarBlock,
  type CalendarType,
  type CoveredAppointment,
  type CreatedBlock,
  type LeftoverBlock,
} from '../../src/index.ts'

const client = createBlockSlotsClient({ token: 'pit-token' })
const block = {
  calendarId: 'c',
  locationId: 'l',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
}

describe('blockCalendar', () => {
  test('accepts a client, a calendar and times, with or without a title', () => {
    expectTypeOf(blockCalendar).parameter(1).toEqualTypeOf<CalendarBlock>()
    expectTypeOf(blockCalendar).parameter(2).toEqualTypeOf<BlockCalendarOptions | undefined>()
    void blockCalendar(client, block)
    void blockCalendar(client, { ...block, title: undefined }, { onAppointments: 'report', timeoutMs: 1 })
    void blockCalendar({ ...client, ensure: client.create }, block, { signal: undefined })
  })

  test('rejects missing and unknown arguments', () => {
    expectTypeOf(block).toExtend<CalendarBlock>()
    // @ts-expect-error no client
    void blockCalendar(block)
    // @ts-expect-error no calendar
    void blockCalendar(client, { ...block, calendarId: undefined })
    // @ts-expect-error a user
    void blockCalendar(client, { ...block, assignedUserId: 'u' })
    // @ts-expect-error epoch milliseconds
    void blockCalendar(client, { ...block, startTime: 1_624_399_200_000 })
    // @ts-expect-error unknown policy
    void blockCalendar(client, block, { onAppointments: 'ask' })
    // @ts-expect-error misspelt
    void blockCalendar(client, block, { timeout: 1 })
  })

  test('returns the calendar, the blocks and, if requested, the appointments', () => {
    expectTypeOf(blockCalendar).returns.resolves.toEqualTypeOf<BlockedCalendar>()
    expectTypeOf<BlockedCalendar['calendar']['calendarType']>().toEqualTypeOf<CalendarType>()
    expectTypeOf<BlockedCalendar['blocks']>().toEqualTypeOf<readonly CreatedBlock[]>()
    expectTypeOf<BlockedCalendar['appointments']>().toEqualTypeOf<readonly CoveredAppointment[] | undefined>()
    expectTypeOf<CoveredAppointment>().not.toHaveProperty('notes')
  })

  test('lists leftover blocks in its errors', () => {
    const error: unknown = undefined
    if (isBlockSlotsError(error)) {
      expectTypeOf(error.leftover).toEqualTypeOf<readonly LeftoverBlock[] | undefined>()
      expectTypeOf<LeftoverBlock['applied']>().toEqualTypeOf<'yes' | 'unknown'>()
    }
  })
})
