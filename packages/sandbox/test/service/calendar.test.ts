import { expect, test } from 'vitest'
import { location, message, open, user } from '../support/client.ts'

test('a calendar has its type and its team; an unknown one is not found (assumed)', async () => {
  const { send } = await open()
  const { body } = await send('GET', '/calendars/BqTwX8QFwXzpegMve9EQ')
  expect(body['calendar']).toMatchObject({
    locationId: location,
    calendarType: 'round_robin',
    teamMembers: [{ userId: user }, { userId: 'YlWd2wuCAZQzh2cH1fVZ' }],
  })
  const reply = await send('GET', '/calendars/nowhere')
  expect([reply.status, message(reply)]).toEqual([404, 'Calendar not found'])
})
