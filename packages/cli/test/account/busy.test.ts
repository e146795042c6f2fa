import { createBlockSlotsClient } from '@block-slots/client'
import { busyTimes, toBlocks } from '@block-slots/helpers/icalendar'
import { startSandbox } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { ids } from '../run.ts'

const feed = `BEGIN:VCALENDAR
BEGIN:VEVENT
UID:stay
SUMMARY:Reserved\\nby phone
DTSTART;VALUE=DATE:20261205
DTEND;VALUE=DATE:20261208
END:VEVENT
BEGIN:VEVENT
UID:meeting
DTSTART:20261210T170000Z
DURATION:PT1H
RRULE:FREQ=DAILY;COUNT=1
END:VEVENT
END:VCALENDAR`

test('the busy times of a calendar, as blocks, are what the client creates', async () => {
  await using sandbox = await startSandbox({ clock: { now: () => Date.parse('2026-12-01T00:00:00Z') } })
  const client = createBlockSlotsClient({ token: sandbox.token, baseUrl: sandbox.url })
  const busy = busyTimes(feed, {
    between: { from: '2026-12-01', to: '2026-12-31' },
    defaultTimeZone: 'America/New_York',
  })
  for (const block of await toBlocks(busy)) {
    // oxlint-disable-next-line no-await-in-loop -- as a program for users does
    await client.create({ ...block, locationId: ids.location, assignedUserId: ids.user })
  }
  expect(sandbox.blocks()).toMatchObject([
    {
      title: 'Reserved by phone',
      startTime: '2026-12-05T00:00:00-05:00',
      endTime: '2026-12-07T23:59:00-05:00',
    },
    { startTime: '2026-12-10T17:00:00+00:00', endTime: '2026-12-10T18:00:00+00:00' },
  ])
})
