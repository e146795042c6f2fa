import { expect, test } from 'vitest'
import { forced, hostileObject, refusal } from '../support/refusal.ts'

const locationId = 'C2QujeCh8ZnC7al2InWR'
const both: readonly (readonly [name: string, query: unknown, why: string | RegExp])[] = [
  ['nothing', undefined, 'a query must be an object, not undefined.'],
  ['an id in place of a query', locationId, `a query must be an object, not "${locationId}".`],
  ['no sub-account', {}, 'locationId must be an id of HighLevel, not undefined.'],
  ['an empty sub-account', { locationId: '' }, 'locationId must be an id of HighLevel, not "".'],
  [
    'two sub-accounts',
    { locationId: ['a', 'b'] },
    'locationId must be an id of HighLevel, not a value of type object.',
  ],
  [
    'a field that it does not have',
    { locationId, name: 'Anna' },
    /^name: there is no such field\. There are locationId/,
  ],
  ['an object that throws', hostileObject(), 'trap'],
]

test.each(both)('a list of calendars refuses %s', async (_, query, why) => {
  const { message } = await refusal((client) => client.calendars(forced(query)))
  expect(message.replace('listCalendars: ', '')).toMatch(why)
})

test.each(both)('a list of users refuses %s', async (_, query, why) => {
  const { message } = await refusal((client) => client.users(forced(query)))
  expect(message.replace('listUsers: ', '')).toMatch(why)
})

test.each([
  ['a group of two words', { groupId: 'two words' }, 'groupId must be an id of HighLevel, not "two words".'],
  ['a number for a group', { groupId: 7 }, 'groupId must be an id of HighLevel, not 7.'],
  ['a word for a choice', { showDrafted: 'no' }, 'showDrafted must be true or false, not "no".'],
  ['null for a choice', { showDrafted: null }, 'showDrafted must be true or false, not null.'],
  ['a similar name', { showDrafts: false }, 'Did you mean showDrafted?'],
])('a list of calendars refuses %s', async (_, part, why) => {
  const { message } = await refusal((client) => client.calendars(forced({ locationId, ...part })))
  expect(message).toContain(why)
})

test('a list of users has no groups', async () => {
  const { message } = await refusal((client) => client.users(forced({ locationId, groupId: 'g' })))
  expect(message).toContain('groupId: there is no such field.')
})

test.each(['', ' ', 'a/b', '..', 7, undefined])('a sub-account is not %j', async (id) => {
  const { message } = await refusal((client) => client.location(forced(id)))
  expect(message).toContain('getLocation: locationId must be an id of HighLevel')
})
