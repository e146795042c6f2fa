import { describe, expect, test } from 'vitest'
import { forced, hostileObject, refusal } from '../support/refusal.ts'
import { query } from '../support/service.ts'

const { calendarId: _, ...unowned } = query
const one = 'exactly one of calendarId, userId, groupId must be given, not'
const only = 'Blocks of a user are listed by userId only.'
const form =
  'must be a valid Date, whole epoch milliseconds (never seconds) or an RFC 3339 date-time with an offset, not'
const textForm =
  'must be an RFC 3339 date-time of a day that exists, with seconds and an offset, such as "2021-06-23T03:30:00+05:30", not'

const queries: readonly (readonly [name: string, query: unknown, why: string])[] = [
  ['no owner', unowned, `${one} none. ${only}`],
  [
    'two owners',
    { ...query, userId: 'u' },
    `${one} calendarId "${query.calendarId}" and userId "u". ${only}`,
  ],
  [
    'three owners',
    { ...query, userId: 'u', groupId: 'g' },
    `${one} calendarId "${query.calendarId}" and userId "u" and groupId "g". ${only}`,
  ],
  [
    'null for a second owner',
    { ...query, groupId: null },
    `${one} calendarId "${query.calendarId}" and groupId null. ${only}`,
  ],
  [
    'a field that it does not have',
    { ...query, start: 5 },
    'start: there is no such field. Did you mean startTime? There are calendarId, userId, groupId, locationId, startTime, endTime.',
  ],
  ['an owner of blocks', { ...unowned, assignedUserId: 'u' }, `${one} none. ${only}`],
  ['an empty owner', { ...unowned, userId: '' }, 'userId must be an id of HighLevel, not "".'],
  [
    'half a surrogate pair for an owner',
    { ...unowned, groupId: '\udfff' },
    String.raw`groupId must be an id of HighLevel, not "\udfff".`,
  ],
  [
    'no locationId',
    { ...query, locationId: undefined },
    'locationId must be an id of HighLevel, not undefined.',
  ],
  ['no startTime', { ...query, startTime: undefined }, `startTime ${form} undefined.`],
  ['no endTime', { ...query, endTime: undefined }, `endTime ${form} undefined.`],
  ['null for a time', { ...query, endTime: null }, `endTime ${form} null.`],
  ['an invalid Date', { ...query, startTime: new Date(Number.NaN) }, `startTime ${form} NaN.`],
  ['NaN', { ...query, startTime: Number.NaN }, `startTime ${form} NaN.`],
  ['Infinity', { ...query, endTime: Number.POSITIVE_INFINITY }, `endTime ${form} Infinity.`],
  [
    'a fraction of a millisecond',
    { ...query, endTime: 1_624_402_800_000.5 },
    `endTime ${form} 1624402800000.5.`,
  ],
  ['a number beyond all dates', { ...query, endTime: 8.64e15 + 1 }, `endTime ${form} 8640000000000001.`],
  ['a bigint', { ...query, endTime: 1_624_402_800_000n }, `endTime ${form} a value of type bigint.`],
  ['seconds', { ...query, startTime: 1_624_399_200 }, `startTime ${form} 1624399200.`],
  ['a Date made of seconds', { ...query, endTime: new Date(1_624_402_800) }, `endTime ${form} 1624402800.`],
  [
    'milliseconds as text',
    { ...query, startTime: '1624399200000' },
    `startTime ${textForm} "1624399200000".`,
  ],
  [
    'a time without an offset',
    { ...query, startTime: '2021-06-23T03:30:00' },
    `startTime ${textForm} "2021-06-23T03:30:00".`,
  ],
  [
    '31 June',
    { ...query, startTime: '2021-06-31T00:00:00Z' },
    `startTime ${textForm} "2021-06-31T00:00:00Z".`,
  ],
  [
    'an end before the start',
    { ...query, endTime: new Date(0) },
    'startTime must be earlier than endTime, 1970-01-01T00:00:00.000Z, not "2021-06-22T22:00:00.000Z".',
  ],
  [
    'an empty range',
    { ...query, endTime: query.startTime },
    'startTime must be earlier than endTime, 2021-06-22T22:00:00.000Z, not "2021-06-22T22:00:00.000Z".',
  ],
  ['nothing at all', undefined, 'a query must be an object, not undefined.'],
  ['text', 'calendarId=x', 'a query must be an object, not "calendarId=x".'],
  ['a proxy that throws', hostileObject(), 'trap'],
  [
    'a Date that lies',
    { ...query, endTime: Object.assign(new Date(0), { getTime: () => 'never' }) },
    `endTime ${form} "never".`,
  ],
]

describe('a query is not sent', () => {
  test.each(queries)('with %s', async (_name, given, why) => {
    expect((await refusal((client) => client.list(forced(given)))).message).toBe(`listBlockedSlots: ${why}`)
    expect((await refusal((client) => client.appointments(forced(given)))).message).toBe(`listEvents: ${why}`)
  })
})
