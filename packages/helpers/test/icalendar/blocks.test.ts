import { expect, test } from 'vitest'
import { busyTimes, toBlocks } from '../../src/icalendar/index.ts'
import { calendar, event, inWinter } from '../support/calendar.ts'

test('busy times become blocks, with nothing that a block does not have', async () => {
  const text = calendar(
    event('SUMMARY:Trip\\nto Rome', 'DTSTART;VALUE=DATE:20260302', 'STATUS:TENTATIVE'),
    event('DTSTART:20260303T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=1'),
  )
  expect(await toBlocks(busyTimes(text, inWinter()))).toStrictEqual([
    { title: 'Trip to Rome', startTime: '2026-03-02T00:00:00+00:00', endTime: '2026-03-02T23:59:00+00:00' },
    { startTime: '2026-03-03T09:00:00+00:00', endTime: '2026-03-03T10:00:00+00:00' },
  ])
})

test('an array is taken too, and anything else is rejected', async () => {
  const times = { startTime: '2026-03-03T09:00:00+00:00', endTime: '2026-03-03T10:00:00+00:00' }
  expect(await toBlocks([{ ...times, title: 'A', uid: 'a' }])).toStrictEqual([{ title: 'A', ...times }])
  // @ts-expect-error -- what the types forbid
  await expect(toBlocks(times)).rejects.toThrow('Expected "times" to be an iterable of busy times')
})
