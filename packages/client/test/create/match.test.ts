import { describe, expect, test } from 'vitest'
import { isNativeBlock, normalizeTitle } from '../../src/index.ts'
import {
  findBlock,
  isResponseTo,
  naturalKey,
  ownerOf,
  showsBlocks,
  type NewBlock,
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
const isSame = (one: Row, wanted: NewBlock): boolean => findBlock([one], { block: wanted }).found.length === 1
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

  test.each([
    ["A&amp;B's &lt;i&gt; &quot;x&quot;", `A&B's <i> "x"`],
    ['It&#39;s', "It's"],
    ['It&#x27;s', "It's"],
    ['ab', 'a\u200Db'],
    ['Te\u200Bst', 'Test'],
  ])('with its title as %j', (stored, title) => {
    expect(isSame(row({ title: stored }), { ...block, title })).toBe(true)
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
  const ids = (rows: readonly Row[]): string[] => rows.map(({ id }) => id)
  const at = (seconds: number): string => new Date(1_800_000_000_000 + seconds * 1000).toISOString()

  test('finds every row that is it, oldest first', () => {
    const rows = [
      row({ id: 'new', dateAdded: at(9) }),
      row({ id: 'old', dateAdded: at(-3) }),
      row({ id: 'other', title: 'Other', endTime: '2021-06-23T05:00:00+05:30' }),
      row({ id: 'mid', dateAdded: at(1) }),
    ]
    expect(ids(findBlock(rows, { block }).found)).toEqual(['old', 'mid', 'new'])
    const undated = findBlock([row({ id: 'a' }), row({ id: 'b', dateAdded: 'soon Z' })], { block })
    expect(ids(undated.found)).toEqual(['a', 'b'])
  })

  test('leaves out rows that belong to other requests', () => {
    const isExcluded = (id: string): boolean => id === 'a'
    const { found } = findBlock([row({ id: 'a' }), row({ id: 'b' })], { block, isExcluded })
    expect(ids(found)).toEqual(['b'])
    expect(findBlock([row({ id: 'a', title: 'Other' })], { block, isExcluded }).inconclusive).toEqual([])
  })

  test.each([
    ['new', 1, 0],
    ['unknown', 0, 1],
    ['old', 0, 0],
  ] as const)('a row of age "%s" counts as %i found and %i inconclusive', (age, found, inconclusive) => {
    expect(findBlock([row()], { block, ageOf: () => age })).toMatchObject({
      found: { length: found },
      inconclusive: { length: inconclusive },
    })
  })

  test.each([
    ['the times and another title', { title: 'Other' }, true],
    ['the title and other times', { startTime: '2021-06-23T03:45:00+05:30' }, true],
    ['the title and quite other times', { startTime: '2021-06-23T03:46:00+05:30' }, false],
    ['another title, and times that could be any', { title: 'O', startTime: '2021-06-23T03:30:00' }, true],
    ['another title and other times', { title: 'O', endTime: '2021-06-23T05:00:00+05:30' }, false],
    ['all of it, deleted', { deleted: true }, false],
    ['all of it on another calendar', { calendarId: 'other' }, false],
  ])('a row with %s may be it: %s', (_, more, inconclusive) => {
    const count = { found: { length: 0 }, inconclusive: { length: inconclusive ? 1 : 0 } }
    expect(findBlock([row(more)], { block })).toMatchObject(count)
    expect(findBlock([row(more)], { block, ageOf: () => 'new' })).toMatchObject(count)
    // One that was there long before cannot.
    expect(findBlock([row(more)], { block, ageOf: () => 'old' })).toEqual({ found: [], inconclusive: [] })
  })

  test('finds it by the title that the service stores for it', () => {
    expect(findBlock([row({ title: 'Busy' })], { block, storedTitle: 'Busy' }).found).toHaveLength(1)
    expect(findBlock([row()], { block, storedTitle: 'Busy' }).found).toHaveLength(1)
  })
})

describe('a response to a create', () => {
  const response = { id: 'a', ...block, traceId: 't' }

  test.each([
    ['itself', {}, true],
    ['its times in another zone', { startTime: '2021-06-22T22:00:00Z' }, true],
    ['another title', { title: 'Other' }, true],
    ['another start', { startTime: '2021-06-23T03:31:00+05:30' }, false],
    ['another end', { endTime: '2021-06-23T04:31:00+05:30' }, false],
    ['another calendar', { calendarId: 'other' }, false],
    ['no calendar', { calendarId: undefined }, true],
    ['a user besides', { assignedUserId: 'user' }, true],
    ['another sub-account', { locationId: 'other' }, false],
  ])('with %s is about the block: %s', (_, more, expected) => {
    expect(isResponseTo({ ...response, ...more } as never, block)).toBe(expected)
  })

  test('of a user is about the block of that user', () => {
    const ofUser = { ...response, calendarId: 'any', assignedUserId: userBlock.assignedUserId }
    expect(isResponseTo(ofUser as never, userBlock)).toBe(true)
    expect(isResponseTo({ ...ofUser, assignedUserId: 'other' }, userBlock)).toBe(false)
  })
})

describe('a title', () => {
  test.each([
    ['  Tea \t \n cake ', 'Tea cake'],
    ['Tea &amp; cake &lt;3&gt; &quot;x&quot; &#39;y&#x27;', `Tea & cake <3> "x" 'y'`],
    ['Te\u200Ba\u200D', 'Tea'],
    ['Cafe\u0301', 'Caf\u00e9'],
    ['', ''],
    ['   ', ''],
  ])('%j is normalized to %j', (title, normalized) => {
    expect(normalizeTitle(title)).toBe(normalized)
    expect(normalizeTitle(normalized)).toBe(normalized)
  })

  test('stays as it is in everything that a reader can see', () => {
    for (const title of ['tea', 'TEA', 'Tea!', 'Téa', '&nbsp;', '&unknown;'])
      expect(normalizeTitle(title)).toBe(title)
  })

  test.each([[undefined], [null], [7], [{}]])('that is %o is empty', (title) => {
    expect(normalizeTitle(title)).toBe('')
  })
})

describe('a row is a native block', () => {
  test.each<[string, object]>([
    ['as it was created', {}],
    ['made by an app', { createdBy: { source: 'third_party' } }],
    ['with an unnamed source', { createdBy: {} }],
    ['without a title', { title: undefined }],
    ['of another owner', { calendarId: 'other', locationId: 'other' }],
  ])('%s', (_, more) => {
    expect(isNativeBlock(row(more))).toBe(true)
  })

  test.each<[string, object]>([
    ['when it was deleted', { deleted: true }],
    ['when it recurs', { isRecurring: true }],
    ['when it is of a series', { masterEventId: 'master' }],
    ['when it has a rule', { rrule: 'RRULE:FREQ=DAILY' }],
    ['when its id is that of an instance', { id: 'master_1624399200000_3600' }],
    ['when it came from another calendar', { createdBy: { source: 'google_calendar' } }],
  ])('but not %s', (_, more) => {
    expect(isNativeBlock(row(more))).toBe(false)
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
