import { describe, expect, test } from 'vitest'
import {
  mayBeTruncated,
  isSame,
  findBlock,
  naturalKey,
  ownerOf,
  showsBlocks,
  type Row,
} from '../../src/create/match.ts'

const block = {
  calendarId: 'CVokAlI8fgw4WYWoCtQz',
  locationId: 'C2QujeCh8ZnC7al2InWR',
  title: 'Test Event',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
}
const { calendarId: _calendarId, ...ofNobody } = block
const userBlock = { ...ofNobody, assignedUserId: '0007BWpSzSwfiuSl0tR2' }
const row = (more: object = {}): Row => ({ id: 'abc', ...block, ...more })
/** Values that JSON can hold and the contract does not promise. */
const odd = (more: Record<string, unknown>): Row => JSON.parse(JSON.stringify({ ...row(), ...more }))

describe('a row is the block', () => {
  test.each<[string, object]>([
    ['as it was sent', {}],
    [
      'with its times in another zone',
      { startTime: '2021-06-22T22:00:00Z', endTime: '2021-06-22T19:00:00-04:00' },
    ],
    ['with an offset without a colon', { startTime: '2021-06-23T03:30:00+0530' }],
    ['with a small z and fractions', { startTime: '2021-06-22T22:00:00.000z' }],
    ['with blanks around its title', { title: '  Test Event ' }],
    ['with blanks within its title joined', { title: 'Test \t  Event' }],
    ['without location and calendar', { locationId: undefined, calendarId: undefined }],
    ['with a user besides the calendar', { assignedUserId: 'another-user' }],
    ['made by this API', { createdBy: { source: 'third_party' } }],
    ['with an unnamed source', { createdBy: {} }],
    ['marked as not deleted', { deleted: false, isRecurring: false }],
  ])('%s', (_, more) => {
    expect(isSame(row(more), block)).toBe(true)
  })

  test('where absent fields are null or empty', () => {
    const blank = { masterEventId: null, rrule: null, deleted: null, createdBy: null, isRecurring: null }
    expect(isSame(odd(blank), block)).toBe(true)
    expect(isSame(odd({ masterEventId: '', rrule: '' }), block)).toBe(true)
    expect(isSame(odd({ locationId: null, calendarId: null }), block)).toBe(true)
    expect(isSame(odd({ title: null }), { ...block, title: '' })).toBe(true)
  })

  test('in any Unicode normalization form', () => {
    expect(isSame(row({ title: 'Cafe\u0301' }), { ...block, title: 'Caf\u00e9' })).toBe(true)
  })

  test('with no title, if it was sent without one', () => {
    const { title: _title, ...untitled } = block
    expect(isSame(row({ title: undefined }), untitled)).toBe(true)
    expect(isSame(row({ title: '' }), untitled)).toBe(true)
    expect(isSame(row(), untitled)).toBe(false)
  })
})

describe('a row is not the block', () => {
  test.each<[string, object]>([
    ['when it starts a millisecond later', { startTime: '2021-06-22T22:00:00.001Z' }],
    ['when it ends earlier', { endTime: '2021-06-23T04:29:59+05:30' }],
    ['when its times have no offset', { startTime: '2021-06-23T03:30:00', endTime: '2021-06-23T04:30:00' }],
    ['when it starts at a text that is no time', { startTime: 'today Z' }],
    ['with another title', { title: 'Test event' }],
    ['without its title', { title: undefined }],
    ['in another location', { locationId: 'other' }],
    ['on another calendar', { calendarId: 'other' }],
    ['when it was deleted', { deleted: true }],
    ['when it recurs', { isRecurring: true }],
    ['when it is of a series', { masterEventId: 'master' }],
    ['when it has a rule', { rrule: 'RRULE:FREQ=DAILY' }],
    ['when it has several rules', { rrule: ['RRULE:FREQ=DAILY'] }],
    ['when its id is that of an instance', { id: 'master_1624399200000_3600' }],
    ...['google_calendar', 'Outlook', 'office365', 'microsoft', 'exchange', 'iCloud', 'apple', 'caldav'].map(
      (source): [string, object] => [`when it came from ${source}`, { createdBy: { source } }],
    ),
  ])('%s', (_, more) => {
    expect(isSame(row(more), block)).toBe(false)
  })

  test('of the same user', () => {
    const { calendarId: _id, ...rest } = row()
    expect(isSame({ ...rest, assignedUserId: '0007BWpSzSwfiuSl0tR2' }, userBlock)).toBe(true)
    expect(isSame({ ...rest, assignedUserId: 'other' }, userBlock)).toBe(false)
    expect(isSame(rest, userBlock)).toBe(true)
  })
})

describe('looking for a block', () => {
  const sent = Date.parse('2026-01-01T00:00:00Z')
  const added = (secondsBefore: number): string => new Date(sent - secondsBefore * 1000).toISOString()

  test('finds every row that is it, oldest first', () => {
    const rows = [
      row({ id: 'new', dateAdded: added(-9) }),
      row({ id: 'old', dateAdded: added(3) }),
      row({ id: 'other', title: 'Other' }),
      row({ id: 'mid', dateAdded: added(-1) }),
    ]
    expect(findBlock(rows, block, undefined, sent).found.map(({ id }) => id)).toEqual(['old', 'mid', 'new'])
    const undated = findBlock(
      [row({ id: 'a' }), row({ id: 'b', dateAdded: 'soon Z' })],
      block,
      undefined,
      sent,
    )
    expect(undated.found.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('leaves out rows that belong to other requests', () => {
    const seen = findBlock([row({ id: 'a' }), row({ id: 'b' })], block, (id) => id === 'a')
    expect(seen.found.map(({ id }) => id)).toEqual(['b'])
    expect(findBlock([row({ id: 'a', title: 'Other' })], block, (id) => id === 'a').similar).toBe(false)
  })

  test.each([
    [-60, 1, false],
    [0, 1, false],
    [5, 1, false],
    [5.001, 0, true],
    [600, 0, true],
    [600.001, 0, false],
    [86_400, 0, false],
  ])(
    'a row that is %d s older than the request counts as %i found, inconclusive %s',
    (age, count, inconclusive) => {
      expect(findBlock([row({ dateAdded: added(age) })], block, undefined, sent)).toMatchObject({
        found: { length: count },
        inconclusive,
      })
    },
  )

  test('takes a row of any age where the time of the request or of the row is unknown', () => {
    expect(findBlock([row({ dateAdded: added(9999) })], block).found).toHaveLength(1)
    expect(findBlock([row()], block, undefined, sent).found).toHaveLength(1)
    expect(findBlock([row({ dateAdded: '2025-01-01T00:00:00' })], block, undefined, sent).found).toHaveLength(
      1,
    )
  })

  test.each([
    ['the times and another title', { title: 'Other' }, true],
    ['the title and other times', { startTime: '2021-06-23T03:45:00+05:30' }, true],
    ['the title and quite other times', { startTime: '2021-06-23T03:46:00+05:30' }, false],
    ['another title, and times that could be any', { title: 'O', startTime: '2021-06-23T03:30:00' }, true],
    ['another title and other times', { title: 'O', endTime: '2021-06-23T05:00:00+05:30' }, false],
    ['all of it, deleted', { deleted: true }, false],
    ['all of it on another calendar', { calendarId: 'other' }, false],
  ])('a row with %s looks like it: %s', (_, more, similar) => {
    expect(findBlock([row(more)], block)).toEqual({ found: [], inconclusive: false, similar })
    // Made since the request was sent, it may be what the service has made of it.
    expect(findBlock([row({ ...more, dateAdded: added(0) })], block, undefined, sent)).toEqual({
      found: [],
      inconclusive: similar,
      similar: false,
    })
    // One that was there long before cannot.
    expect(findBlock([row({ ...more, dateAdded: added(9999) })], block, undefined, sent)).toEqual({
      found: [],
      inconclusive: false,
      similar: false,
    })
  })

  test('is inconclusive in a list with exactly the length of a page', () => {
    for (const length of [100, 200, 250, 500, 1000]) {
      const rows = Array.from({ length }, (_, index) => row({ id: `id${index}`, title: 'O', deleted: true }))
      expect([mayBeTruncated(rows), findBlock(rows, block).inconclusive]).toEqual([true, true])
      expect([mayBeTruncated(rows.slice(1)), findBlock(rows.slice(1), block).inconclusive]).toEqual([
        false,
        false,
      ])
    }
    expect(mayBeTruncated([])).toBe(false)
  })
})

test('a list shows blocks only if one of them can have been created by a request', () => {
  expect(showsBlocks([])).toBe(false)
  expect(
    showsBlocks([row({ deleted: true }), row({ createdBy: { source: 'google' } }), row({ id: 'a_1_2' })]),
  ).toBe(false)
  expect(showsBlocks([row({ deleted: true }), row({ title: 'Other', calendarId: 'other' })])).toBe(true)
})

describe('the natural key', () => {
  test('is the same for what looks the same on a calendar', () => {
    const equal = { ...block, title: ' Test  Event', startTime: '2021-06-22T22:00:00Z' }
    expect(naturalKey(equal)).toBe(naturalKey(block))
    const { title: _title, ...untitled } = block
    expect(naturalKey(untitled)).toBe(naturalKey({ ...block, title: ' ' }))
  })

  test.each<object>([
    { title: 'Test' },
    { locationId: 'other' },
    { calendarId: 'other' },
    { startTime: '2021-06-23T03:31:00+05:30' },
    { endTime: '2021-06-23T04:31:00+05:30' },
  ])('differs with %o', (more) => {
    expect(naturalKey({ ...block, ...more })).not.toBe(naturalKey(block))
  })

  test('names a calendar or a user', () => {
    expect(ownerOf(block)).toBe(block.calendarId)
    expect(ownerOf(userBlock)).toBe(userBlock.assignedUserId)
    expect(naturalKey(userBlock)).not.toBe(naturalKey(block))
  })
})
