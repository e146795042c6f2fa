import { expect, test } from 'vitest'
import { forced, hostile, hostileObject, refusal } from '../support/refusal.ts'
import { answering, calendarBlock, userBlock, answeredBlock, json, once } from '../support/service.ts'
import { createBlockSlotsClient } from '../../src/index.ts'

const { calendarId: _, ...unowned } = calendarBlock
const one = 'exactly one of calendarId, assignedUserId must be given, not'
const rule =
  'A calendarId works only for calendars of type "event"; for every other calendar send the assignedUserId of the user ' +
  'whose time is to be blocked (round robin and collective: one block for each team member).'
const toText =
  'Write new Date(…).toISOString(), or toOffsetDateTime(…) of @block-slots/helpers for a zone of your choice.'
const form =
  'must be an RFC 3339 date-time of a day that exists, with seconds and an offset, such as "2021-06-23T03:30:00+05:30", not'
const none = 'there is no such field.'
const fields = 'There are calendarId, assignedUserId, locationId, title, startTime, endTime.'

/** Refused in a create and in an update alike, and why. */
const blocks: readonly (readonly [name: string, block: unknown, why: string])[] = [
  [
    'both owners',
    { ...calendarBlock, ...userBlock },
    `${one} calendarId "${calendarBlock.calendarId}" and assignedUserId "${userBlock.assignedUserId}". ${rule}`,
  ],
  ...[null, ''].flatMap((empty): [string, unknown, string][] => [
    [
      `calendarId ${JSON.stringify(empty)} beside a user`,
      { ...userBlock, calendarId: empty },
      `${one} calendarId ${JSON.stringify(empty)} and assignedUserId "${userBlock.assignedUserId}". ${rule}`,
    ],
    [
      `assignedUserId ${JSON.stringify(empty)} beside a calendar`,
      { ...calendarBlock, assignedUserId: empty },
      `${one} calendarId "${calendarBlock.calendarId}" and assignedUserId ${JSON.stringify(empty)}. ${rule}`,
    ],
  ]),
  ['no owner', unowned, `${one} none. ${rule}`],
  [
    'null for the only owner',
    { ...unowned, calendarId: null },
    'calendarId must be an id of HighLevel, not null.',
  ],
  ['an empty calendarId', { ...unowned, calendarId: '' }, 'calendarId must be an id of HighLevel, not "".'],
  [
    'a blank assignedUserId',
    { ...unowned, assignedUserId: ' \t' },
    String.raw`assignedUserId must be an id of HighLevel, not " \t".`,
  ],
  ['a number for an id', { ...unowned, calendarId: 7 }, 'calendarId must be an id of HighLevel, not 7.'],
  [
    'an id with a blank in it',
    { ...unowned, calendarId: 'a b' },
    'calendarId must be an id of HighLevel, not "a b".',
  ],
  [
    'an id with a line break at its end',
    { ...unowned, calendarId: 'ab\n' },
    String.raw`calendarId must be an id of HighLevel, not "ab\n".`,
  ],
  [
    'an empty locationId',
    { ...calendarBlock, locationId: '' },
    'locationId must be an id of HighLevel, not "".',
  ],
  [
    'null for locationId',
    { ...calendarBlock, locationId: null },
    'locationId must be an id of HighLevel, not null.',
  ],
  [
    'half a surrogate pair in an id',
    { ...calendarBlock, locationId: 'a\ud83d' },
    String.raw`locationId must be an id of HighLevel, not "a\ud83d".`,
  ],
  ['no startTime', { ...calendarBlock, startTime: undefined }, `startTime ${form} undefined.`],
  ['no endTime', { ...calendarBlock, endTime: undefined }, `endTime ${form} undefined.`],
  ['null for a time', { ...calendarBlock, startTime: null }, `startTime ${form} null.`],
  [
    'epoch milliseconds',
    { ...calendarBlock, startTime: 1_624_399_200_000 },
    `startTime ${form} 1624399200000. ${toText}`,
  ],
  [
    'epoch milliseconds as text',
    { ...calendarBlock, endTime: '1624402800000' },
    `endTime ${form} "1624402800000".`,
  ],
  [
    'a Date',
    { ...calendarBlock, startTime: new Date(0) },
    `startTime ${form} a value of type object. ${toText}`,
  ],
  [
    'a time without an offset',
    { ...calendarBlock, startTime: '2021-06-23T03:30:00' },
    `startTime ${form} "2021-06-23T03:30:00".`,
  ],
  ['a date alone', { ...calendarBlock, startTime: '2021-06-23' }, `startTime ${form} "2021-06-23".`],
  [
    'a blank for the T',
    { ...calendarBlock, startTime: '2021-06-23 03:30:00+05:30' },
    `startTime ${form} "2021-06-23 03:30:00+05:30".`,
  ],
  [
    'no seconds',
    { ...calendarBlock, startTime: '2021-06-23T03:30+05:30' },
    `startTime ${form} "2021-06-23T03:30+05:30".`,
  ],
  [
    'an offset without a colon',
    { ...calendarBlock, startTime: '2021-06-23T03:30:00+0530' },
    `startTime ${form} "2021-06-23T03:30:00+0530".`,
  ],
  [
    'an offset in hours',
    { ...calendarBlock, startTime: '2021-06-23T03:30:00+05' },
    `startTime ${form} "2021-06-23T03:30:00+05".`,
  ],
  [
    'the typographic minus',
    { ...calendarBlock, startTime: '2021-06-23T03:30:00−05:30' },
    `startTime ${form} "2021-06-23T03:30:00−05:30".`,
  ],
  [
    'a zone behind the offset',
    { ...calendarBlock, startTime: '2021-06-23T03:30:00+05:30[Asia/Kolkata]' },
    `startTime ${form} "2021-06-23T03:30:00+05:30[Asia/Kolkata]".`,
  ],
  [
    '24:00',
    { ...calendarBlock, endTime: '2021-06-23T24:00:00+05:30' },
    `endTime ${form} "2021-06-23T24:00:00+05:30".`,
  ],
  [
    'a leap second',
    { ...calendarBlock, endTime: '2016-12-31T23:59:60Z' },
    `endTime ${form} "2016-12-31T23:59:60Z".`,
  ],
  [
    'minute 60',
    { ...calendarBlock, endTime: '2021-06-23T04:60:00Z' },
    `endTime ${form} "2021-06-23T04:60:00Z".`,
  ],
  [
    'an offset of a day',
    { ...calendarBlock, endTime: '2021-06-23T04:30:00+24:00' },
    `endTime ${form} "2021-06-23T04:30:00+24:00".`,
  ],
  [
    'a year beyond 9999',
    { ...calendarBlock, endTime: '+010000-01-01T00:00:00Z' },
    `endTime ${form} "+010000-01-01T00:00:00Z".`,
  ],
  [
    'digits of another script',
    { ...calendarBlock, endTime: '٢٠٢١-06-23T04:30:00Z' },
    `endTime ${form} "٢٠٢١-06-23T04:30:00Z".`,
  ],
  [
    'a line break behind a time',
    { ...calendarBlock, endTime: '2021-06-23T04:30:00Z\n' },
    String.raw`endTime ${form} "2021-06-23T04:30:00Z\n".`,
  ],
  [
    '30 February',
    { ...calendarBlock, startTime: '2021-02-30T00:00:00Z' },
    `startTime ${form} "2021-02-30T00:00:00Z".`,
  ],
  [
    '29 February of a year that is no leap year',
    { ...calendarBlock, startTime: '2021-02-29T23:00:00-05:00' },
    `startTime ${form} "2021-02-29T23:00:00-05:00".`,
  ],
  [
    'month 13',
    { ...calendarBlock, startTime: '2021-13-01T00:00:00Z' },
    `startTime ${form} "2021-13-01T00:00:00Z".`,
  ],
  [
    'day 0',
    { ...calendarBlock, startTime: '2021-06-00T00:00:00Z' },
    `startTime ${form} "2021-06-00T00:00:00Z".`,
  ],
  [
    'an end at the start',
    { ...calendarBlock, endTime: calendarBlock.startTime },
    'startTime must be earlier than endTime, 2021-06-22T22:00:00.000Z, not "2021-06-22T22:00:00.000Z".',
  ],
  [
    'an end that is later on the clock and earlier in time',
    { ...calendarBlock, endTime: '2021-06-23T03:59:00+14:00' },
    'startTime must be earlier than endTime, 2021-06-22T13:59:00.000Z, not "2021-06-22T22:00:00.000Z".',
  ],
  [
    'null for the title',
    { ...calendarBlock, title: null },
    'title must be one line of well-formed text, not null.',
  ],
  [
    'a number for the title',
    { ...calendarBlock, title: 7 },
    'title must be one line of well-formed text, not 7.',
  ],
  [
    'half a surrogate pair in the title',
    { ...calendarBlock, title: 'a\udc00b' },
    String.raw`title must be one line of well-formed text, not "a\udc00b".`,
  ],
  ['a misspelt field', { ...calendarBlock, titel: 'x' }, `titel: ${none} Did you mean title? ${fields}`],
  ['a field the service knows elsewhere', { ...calendarBlock, notes: 'x' }, `notes: ${none} ${fields}`],
  [
    'a field for a prototype',
    JSON.parse(JSON.stringify(calendarBlock).replace('{', '{"__proto__":{},')),
    `__proto__: ${none} ${fields}`,
  ],
  [
    'many unknown fields, of which five are named',
    { ...calendarBlock, a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 },
    `a, b, c, d, e: ${none} ${fields}`,
  ],
  ['its own toJSON', { ...calendarBlock, toJSON: () => ({}) }, `toJSON: ${none} ${fields}`],
  ['nothing at all', undefined, 'a block must be an object, not undefined.'],
  ['null', null, 'a block must be an object, not null.'],
  ['JSON', JSON.stringify({ a: 'b' }), String.raw`a block must be an object, not "{\"a\":\"b\"}".`],
  ['a list', [calendarBlock], `${one} none. ${rule}`],
  ['a function', () => calendarBlock, 'a block must be an object, not a value of type function.'],
  ['a proxy that throws', hostileObject(), 'trap'],
  ['a function proxy that throws', hostile(), 'a block must be an object, not a value of type function.'],
  [
    'a getter that throws',
    {
      ...unowned,
      get calendarId() {
        throw new Error('gotten')
      },
    },
    'gotten',
  ],
  [
    'a getter that throws nothing',
    {
      ...unowned,
      get calendarId() {
        throw undefined
      },
    },
    'undefined',
  ],
  [
    'a getter that throws a trap',
    {
      ...unowned,
      get calendarId() {
        throw hostileObject()
      },
    },
    'something that cannot be read was thrown',
  ],
]

test.each(blocks)('a block with %s is not sent', async (_name, block, why) => {
  expect((await refusal((client) => client.create(forced(block)))).message).toBe(`createBlockSlot: ${why}`)
  expect((await refusal((client) => client.update('x', forced(block)))).message).toBe(
    `updateBlockSlot: ${why}`,
  )
})

test.each([
  ['line feed', '\n'],
  ['carriage return', '\r'],
  ['both', '\r\n'],
  ['vertical tab', '\v'],
  ['form feed', '\f'],
  ['next line', '\u0085'],
  ['line separator', '\u2028'],
  ['paragraph separator', '\u2029'],
])('a title with a %s is not sent', async (_name, end) => {
  for (const title of [`a${end}b`, end, `a${end}`]) {
    const { message } = await refusal((client) => client.create({ ...calendarBlock, title }))
    expect(message).toMatch(/^createBlockSlot: title must be one line of well-formed text, not ".*"\.$/)
    expect(message).not.toContain(end)
  }
})

test('a locationId is needed to create, and may be left out of an update', async () => {
  const block = { ...calendarBlock, locationId: undefined }
  const error = await refusal((client) => client.create(forced(block)))
  expect(error.message).toBe('createBlockSlot: locationId must be an id of HighLevel, not undefined.')
  const { fetch, requests } = answering(() => json(200, answeredBlock))
  await createBlockSlotsClient({ ...once, token: 'pit-token', fetch }).update(answeredBlock.id, forced(block))
  expect(requests).toHaveLength(1)
})

test('a title may be left out of a create, and an update says why not', async () => {
  const block = { ...calendarBlock, title: undefined }
  const error = await refusal((client) => client.update('x', forced(block)))
  expect(error.message).toMatchInlineSnapshot(
    `"updateBlockSlot: title must be given: an update replaces the block, so a title left out would be lost."`,
  )
  const { fetch, requests } = answering(() => json(200, answeredBlock))
  await createBlockSlotsClient({ ...once, token: 'pit-token', fetch }).create(forced(block))
  expect(requests).toHaveLength(1)
})

test('a field that a block does not have may be undefined, and is not sent', async () => {
  const { fetch, requests } = answering(() => json(200, answeredBlock))
  const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch })
  await client.create(forced({ ...calendarBlock, notes: undefined }))
  expect(requests).toHaveLength(1)
})
