import { describe, expect, test } from 'vitest'
import { judgeDeletion } from '../../../src/doctor/probe/deletion.ts'
import { judgeEdges } from '../../../src/doctor/probe/edges.ts'
import { judgeKey } from '../../../src/doctor/probe/key.ts'
import { judgeLag, medianOf } from '../../../src/doctor/probe/lag.ts'
import { judgeLate, type LateSample } from '../../../src/doctor/probe/late.ts'
import { judgeLength, judgeOrder, shuffle } from '../../../src/doctor/probe/long-list.ts'
import { judgeFailures, judgeLimit } from '../../../src/doctor/probe/replies.ts'
import { judgeDates, judgeTimes } from '../../../src/doctor/probe/times.ts'
import { describeChange, judgeTitles } from '../../../src/doctor/probe/titles.ts'

// Each finding from samples alone. `probe.test.ts` measures them on a sandbox.

test('the middle of numbers', () => {
  expect([medianOf([]), medianOf([3]), medianOf([3, 1, 2]), medianOf([4, 1, 3, 2])]).toEqual([0, 3, 2, 3])
})

const lag = (lagMs: number | undefined, lists = 2) => ({
  ...(lagMs !== undefined && { lagMs }),
  lists,
  responseMs: 200,
})

test.each([
  ['ok', 'in the first list, 2 of 2 times', [lag(3, 1), lag(9000, 1)]],
  ['ok', 'median 0.4 s, at most 10.0 s after the response', [lag(300), lag(400), lag(10_000)]],
  ['warning', 'median 0.4 s, at most 10.0 s after the response', [lag(300), lag(400), lag(10_001)]],
  ['warning', '1 of 2 not within 30 s', [lag(0, 1), lag(undefined)]],
])('lag: %s, %s', (state, found, samples) => {
  expect(judgeLag(samples)).toMatchObject({ state, found })
})

const inTime: LateSample = { cutAfterMs: 9, outcome: 'responded' }
const absent: LateSample = { cutAfterMs: 9, outcome: 'absent' }
const appeared = (appearedMs: number): LateSample => ({ cutAfterMs: 9, outcome: 'appeared', appearedMs })

test.each([
  ['unknown', 'the responses came before the cut', [inTime, inTime]],
  ['ok', '1 of 1 not within 30 s', [inTime, absent]],
  [
    'ok',
    '2 of 3, median 10.0 s, at most 10.0 s after the cut; 1 of 3 not within 30 s',
    [absent, appeared(3000), appeared(10_000)],
  ],
  ['warning', '2 of 2, median 12.0 s, at most 12.0 s after the cut', [appeared(3000), appeared(12_000)]],
])('late: %s, %s', (state, found, samples) => {
  expect(judgeLate(samples)).toMatchObject({ state, found })
})

describe('titles', () => {
  test.each([
    ['kept', 'a  b', 'a  b'],
    ['trimmed', ' a  b ', 'a  b'],
    ['spaces joined', ' a  b ', 'a b'],
    ['escaped', `<&>"'`, '&lt;&amp;&gt;&quot;&#39;'],
    ['unescaped', 'a &amp; b', 'a & b'],
    ['without invisible characters', 'a\u200bb', 'ab'],
    ['accents composed', 'e\u0301', '\u00e9'],
    ['shortened to 3', 'abcdef', 'abc'],
    ['changed', 'abc', 'Busy'],
    ['left out', 'abc', null],
  ])('%s: %j to %j', (change, sent, got) => {
    expect(describeChange(sent, got)).toBe(change)
  })

  const sample = (sent: string, listed?: unknown, shown: unknown = listed) => ({
    form: sent,
    sent,
    responded: shown,
    ...(listed !== undefined && { listed }),
  })

  test.each([
    ['ok', 'kept: all 2 forms', [sample('a', 'a'), sample('b', 'b')]],
    ['ok', 'kept: a; spaces joined: b  c', [sample('a', 'a'), sample('b  c', 'b c')]],
    ['warning', 'changed: all 1 forms; not recognised: all 1 forms', [sample('a', 'Busy')]],
    ['unknown', 'kept: a; 1 not listed', [sample('a', 'a'), sample('b')]],
    ['ok', 'kept: all 1 forms; the response differs from the list: all 1 forms', [sample('a', 'a', ' a')]],
  ])('%s, %s', (state, found, samples) => {
    expect(judgeTitles(samples)).toMatchObject({ state, found })
  })
})

const sent = { startTime: '2027-09-26T01:00:00-04:00', endTime: '2027-09-26T01:01:00-04:00' }
const inUtc = { startTime: '2027-09-26T05:00:00Z', endTime: '2027-09-26T05:01:00Z' }
const moved = { startTime: '2027-09-26T01:00:00Z', endTime: '2027-09-26T01:01:00Z' }
const times = (responded: typeof sent, listed?: typeof sent) => ({
  form: 'x',
  sent,
  responded,
  ...(listed && { listed }),
})

test.each([
  ['ok', 'the same instants, as they were written, seconds too', [times(sent, sent)]],
  [
    'ok',
    `the same instants, written in another way: ${inUtc.startTime} for ${sent.startTime}`,
    [times(sent, inUtc)],
  ],
  ['warning', `x: ${sent.startTime} became ${moved.startTime}`, [times(sent, sent), times(sent, moved)]],
  ['warning', `x: ${sent.startTime} became ${moved.startTime}`, [times(moved)]],
  ['unknown', '1 of 2 are not listed', [times(sent, sent), times(sent)]],
])('times: %s, %s', (state, found, samples) => {
  expect(judgeTimes(samples)).toMatchObject({ state, found })
})

const at = Date.parse('2026-11-30T12:00:00Z')
const added = (offsetMs: number | undefined) => ({
  ...(offsetMs !== undefined && { dateAdded: new Date(at + offsetMs).toISOString() }),
  sentAt: at,
  receivedAt: at + 300,
})

test.each([
  ['ok', '1 of 1 rows, to the millisecond, as the clock of this machine', [added(299)]],
  ['ok', '1 of 1 rows, to the second, up to 2.0 s behind this machine', [added(-2000)]],
  [
    'warning',
    '2 of 2 rows, to the millisecond, up to 5.1 s ahead of this machine',
    [added(299), added(5400)],
  ],
  ['warning', '1 of 2 rows, to the millisecond, as the clock of this machine', [added(1), added(undefined)]],
  ['warning', 'none of 1 rows does', [added(undefined)]],
])('dates: %s, %s', (state, found, samples) => {
  expect(judgeDates(samples)).toMatchObject({ state, found })
})

describe('a long list', () => {
  const created = [
    { id: 'b', from: 2 },
    { id: 'a', from: 1 },
    { id: 'c', from: 3 },
  ]
  test.each([
    ['by their start', ['abc', 'abc']],
    ['by their start, the latest first', ['cba']],
    ['by their creation', ['bac']],
    ['by their creation, the newest first', ['cab']],
    ['neither by their start nor by their creation, but always alike', ['bca', 'bca']],
    ['by nothing: the order changes from list to list', ['abc', 'abc', 'bac']],
  ])('is ordered %s: %j', (found, lists) => {
    const sample = { created, lists: lists.map((list) => list.split('')) }
    expect(judgeOrder(sample)).toMatchObject({ state: 'ok', found })
  })

  test.each([
    ['ok', 'yes, with 3 blocks', 'cab', {}],
    ['warning', 'no: they end after 2 of 3 blocks', 'ca', { isShownAlone: true }],
    ['unknown', '1 of 3 blocks are in no list, not even in a short one', 'ca', { isShownAlone: false }],
  ])('is complete: %s, %s', (state, found, list, alone) => {
    expect(judgeLength({ created, lists: [list.split('')], ...alone })).toMatchObject({ state, found })
  })

  test.each([3, 10, 25, 200])('of %d is created in an order of its own', (length) => {
    const values = Array.from({ length }, (_, index) => index)
    const shuffled = shuffle(values)
    expect(shuffled.toSorted((one, other) => one - other)).toEqual(values)
    expect(shuffled).not.toEqual(values)
    expect(shuffled).not.toEqual(values.toReversed())
  })
})

const edges = { endsAtStart: false, startsAtEnd: false, around: true, overEnd: true, overStart: true }

test.each([
  ['ok', 'yes; what only touches the range is not listed', {}],
  ['ok', 'yes; what touches the range is listed', { endsAtStart: true, startsAtEnd: true }],
  [
    'ok',
    'yes; what ends when the range starts is listed, what starts when it ends is not',
    { endsAtStart: true },
  ],
  [
    'ok',
    'yes; what starts when the range ends is listed, what ends when it starts is not',
    { startsAtEnd: true },
  ],
  [
    'warning',
    'not a block that starts before the range; what only touches the range is not listed',
    { overStart: false },
  ],
])('edges: %s, %s', (state, found, more) => {
  expect(judgeEdges({ ...edges, ...more })).toMatchObject({ state, found })
})

const answer = (status: number, message = '') => ({ status, message })
const deleted = answer(400, 'The event has already been deleted')

test.each([
  ['ok', { never: answer(404), first: answer(201), second: deleted }],
  ['warning', { never: answer(200), first: answer(201), second: deleted }],
  ['warning', { never: answer(404), first: answer(201), second: answer(404) }],
  ['warning', { never: answer(404), first: answer(201), second: answer(400, 'Bad Request') }],
  ['warning', { never: answer(404), first: answer(403), second: deleted }],
])('deletion: %s, %j', (state, sample) => {
  expect(judgeDeletion(sample)).toMatchObject({ state })
})

test.each([
  [
    'ok',
    'is ignored: two requests create two blocks',
    { first: { ...answer(201), id: 'a' }, second: { ...answer(201), id: 'b' } },
  ],
  [
    'warning',
    'is honoured: a second request gets the same block',
    { first: { ...answer(201), id: 'a' }, second: { ...answer(201), id: 'a' } },
  ],
  [
    'warning',
    'is honoured: a second request gets 409 "in use"',
    { first: { ...answer(201), id: 'a' }, second: answer(409, 'in use') },
  ],
  ['warning', 'is refused: 400', { first: answer(400), second: answer(400) }],
  ['unknown', 'the responses name no block', { first: answer(201), second: answer(201) }],
])('key: %s, %s', (state, found, sample) => {
  expect(judgeKey(sample)).toMatchObject({ state, found })
})

const replies = (...statuses: number[]) => statuses.map((status) => ({ status, limit: {} }))

test.each([
  ['ok', 'none of 3 requests', replies(200, 404, 201)],
  ['ok', '2 of 4 with 401, 1 of 4 with 503', replies(401, 200, 503, 401)],
  ['warning', '1 of 2 with 502', replies(502, 200)],
  ['warning', '1 of 1 with 429', replies(429)],
])('failures: %s, %s', (state, found, samples) => {
  expect(judgeFailures(samples)).toMatchObject({ state, found })
})

test('a limit is announced by every response, by some or by none', () => {
  const limit = { max: 100, intervalMs: 10_000, remaining: 90 }
  const [first, last] = [
    { status: 200, limit },
    { status: 200, limit: { ...limit, remaining: 85 } },
  ]
  expect(judgeLimit([first, last])).toMatchObject({
    state: 'ok',
    found: 'by 2 of 2: 100 requests in 10 s; 85 left at least',
  })
  expect(judgeLimit([first, ...replies(200)])).toMatchObject({ state: 'warning' })
  expect(judgeLimit(replies(200, 200))).toMatchObject({ state: 'warning', found: 'by none of 2' })
})
