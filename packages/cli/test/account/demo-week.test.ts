import { seedState } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { addDemoWeeks } from '../../src/account/demo-week.ts'

test('appointments and blocks of this week and the next, in the zone of the sub-account', () => {
  // Sunday evening in New York, and Monday already in UTC.
  const now = Date.parse('2026-03-09T02:00:00Z')
  const { appointments, blocks } = addDemoWeeks(seedState(), now, 'America/New_York')
  expect(
    [...appointments, ...blocks].map(({ startTime, endTime, title }) => `${startTime} ${endTime} ${title}`),
  ).toEqual([
    '2021-06-23T11:00:00+05:30 2021-06-23T11:30:00+05:30 First meeting',
    '2026-03-02T10:00:00-05:00 2026-03-02T10:30:00-05:00 First meeting',
    '2026-03-03T11:00:00-05:00 2026-03-03T12:00:00-05:00 Follow-up',
    '2026-03-04T14:00:00-05:00 2026-03-04T15:00:00-05:00 Yearly review',
    '2026-03-05T16:00:00-05:00 2026-03-05T16:30:00-05:00 First meeting',
    '2026-03-09T09:30:00-04:00 2026-03-09T10:00:00-04:00 Follow-up',
    '2026-03-11T15:00:00-04:00 2026-03-11T16:00:00-04:00 Yearly review',
    '2026-03-03T12:00:00-05:00 2026-03-03T13:00:00-05:00 Lunch',
    '2026-03-06T09:00:00-05:00 2026-03-06T12:00:00-05:00 Training',
    '2026-03-10T12:00:00-04:00 2026-03-10T13:00:00-04:00 Lunch',
  ])
  const ids = [...appointments, ...blocks].map(({ id }) => id)
  expect(new Set(ids).size).toBe(10)
  expect(ids.every((id) => /^\w{20}$/.test(id))).toBe(true)
})
