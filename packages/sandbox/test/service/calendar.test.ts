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

test('the calendars of a location are listed, drafts too', async () => {
  const { send } = await open()
  const idsOf = async (query: Record<string, string>) => {
    const { body } = await send('GET', '/calendars/', { query: { locationId: location, ...query } })
    return (body['calendars'] as { id: string }[]).map(({ id }) => id)
  }
  const all = await idsOf({})
  expect(all).toContain('InactiveEventCal0001')
  expect(all).not.toContain('ElsewhereEventCal001')
  expect(await idsOf({ showDrafted: 'true' })).toEqual(all)
  expect(await idsOf({ showDrafted: 'false' })).toEqual(all.filter((id) => id !== 'InactiveEventCal0001'))
  const inGroup = await idsOf({ groupId: 'ocQHyuzHvysMo5N5VsXc' })
  expect(inGroup).toEqual(['BqTwX8QFwXzpegMve9EQ', 'CollectiveCalendar01'])
  expect(await idsOf({ groupId: 'nowhere' })).toEqual([])
})

test.each([
  ['without a location', {}, 422, ['locationId should not be empty']],
  [
    'with a word for showDrafted',
    { locationId: location, showDrafted: 'no' },
    422,
    ['showDrafted must be a boolean value'],
  ],
  [
    'of another location',
    { locationId: 'ElsewhereLocation001' },
    403,
    expect.stringContaining('have access'),
  ],
])('a list of calendars %s is rejected', async (_, query, status, words) => {
  const { send } = await open()
  const reply = await send('GET', '/calendars/', { query })
  expect([reply.status, message(reply)]).toEqual([status, words])
})
