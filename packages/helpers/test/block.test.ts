import { Temporal } from 'temporal-polyfill/implementation'
import { describe, expect, test } from 'vitest'
import { type BlockOptions, blockTimes } from '../src/index.ts'

const timeZone = 'America/New_York'

/** Start and end on one line. */
function block(options: BlockOptions): string {
  const { startTime, endTime } = blockTimes(options)
  return `${startTime} ${endTime}`
}

test('a block has exactly the two times of a request', () => {
  expect(blockTimes({ from: '2026-12-24T12:00', to: '2026-12-24T18:00', timeZone })).toStrictEqual({
    startTime: '2026-12-24T12:00:00-05:00',
    endTime: '2026-12-24T18:00:00-05:00',
  })
})

describe('a time of day', () => {
  test.each([
    ['2026-12-24T12:00', '17:00', '2026-12-24T17:00:00-05:00'],
    ['2026-12-24T12:00', '17:00:30', '2026-12-24T17:00:30-05:00'],
    ['2026-12-24T22:00', '06:00', '2026-12-25T06:00:00-05:00'],
    ['2026-12-31T22:00', '00:00', '2027-01-01T00:00:00-05:00'],
    ['2026-12-24T12:00', '12:00', '2026-12-25T12:00:00-05:00'],
    ['2026-12-24T12:00:00.500', '12:00', '2026-12-25T12:00:00-05:00'],
    ['2026-03-07T22:00', '06:00', '2026-03-08T06:00:00-04:00'],
    ['2026-10-31T22:00', '01:30', '2026-11-01T01:30:00-05:00'],
    // An instant: its time of day in the zone counts.
    ['2026-12-24T22:00Z', '18:00', '2026-12-24T18:00:00-05:00'],
    ['2026-12-24T22:00[Europe/London]', '17:00', '2026-12-25T17:00:00-05:00'],
  ])('after %s, %s is at %s', (from, to, end) => {
    expect(blockTimes({ from, to, timeZone }).endTime).toBe(end)
  })

  test('is in the zone or offset of the start without timeZone', () => {
    expect(block({ from: '2026-12-24T22:00[Asia/Kolkata]', to: '06:00' })).toBe(
      '2026-12-24T22:00:00+05:30 2026-12-25T06:00:00+05:30',
    )
    expect(block({ from: '2026-12-24T22:00-03:00', to: '06:00' })).toBe(
      '2026-12-24T22:00:00-03:00 2026-12-25T06:00:00-03:00',
    )
  })

  test('is the second of two when the start is after the first', () => {
    const from = '2026-11-01T01:15-05:00'
    expect(blockTimes({ from, to: '01:45', timeZone, disambiguation: 'compatible' }).endTime).toBe(
      '2026-11-01T01:45:00-05:00',
    )
  })

  test('is after a day that does not exist', () => {
    expect(block({ from: '2011-12-29T22:00', to: '06:00', timeZone: 'Pacific/Apia' })).toBe(
      '2011-12-29T22:00:00-10:00 2011-12-31T06:00:00+14:00',
    )
  })
})

describe('a duration', () => {
  test.each([
    ['PT1H30M', '2026-03-07T13:30:00-05:00'],
    ['P1D', '2026-03-08T12:00:00-04:00'],
    ['PT24H', '2026-03-08T13:00:00-04:00'],
    ['P1DT24H', '2026-03-09T12:00:00-04:00'],
    ['P1W', '2026-03-14T12:00:00-04:00'],
    ['p1y2m3w4dt5h6m7.5s', '2027-06-01T17:06:07.500-04:00'],
    ['PT0.5H', '2026-03-07T12:30:00-05:00'],
    ['PT1.005S', '2026-03-07T12:00:01.005-05:00'],
    [90_000, '2026-03-07T12:01:30-05:00'],
    [{ hours: 1, minutes: 30 }, '2026-03-07T13:30:00-05:00'],
    [{ days: 1, milliseconds: 5 }, '2026-03-08T12:00:00.005-04:00'],
    [Temporal.Duration.from({ days: 1, minutes: 90 }), '2026-03-08T13:30:00-04:00'],
  ])('%s', (duration, end) => {
    expect(blockTimes({ from: '2026-03-07T12:00', duration, timeZone }).endTime).toBe(end)
  })

  test('in months ends on the last day of a shorter month', () => {
    expect(blockTimes({ from: '2028-01-31T09:00', duration: 'P1M', timeZone }).endTime).toBe(
      '2028-02-29T09:00:00-05:00',
    )
  })

  test('needs no zone if it has no years to days', () => {
    expect(block({ from: new Date(0), duration: 1000 })).toBe(
      '1970-01-01T00:00:00+00:00 1970-01-01T00:00:01+00:00',
    )
  })
})

describe('zones', () => {
  test('each end keeps its own, and an end without one is in that of the start', () => {
    expect(block({ from: '2026-12-24T12:00[Asia/Kolkata]', to: '2026-12-24T12:00[Europe/Berlin]' })).toBe(
      '2026-12-24T12:00:00+05:30 2026-12-24T12:00:00+01:00',
    )
    expect(block({ from: '2026-12-24T12:00[Asia/Kolkata]', to: '2026-12-24T13:00' })).toBe(
      '2026-12-24T12:00:00+05:30 2026-12-24T13:00:00+05:30',
    )
    expect(block({ from: '2026-12-24T12:00[Asia/Kolkata]', to: new Date('2026-12-24T12:00Z') })).toBe(
      '2026-12-24T12:00:00+05:30 2026-12-24T17:30:00+05:30',
    )
  })

  test('timeZone applies to both ends', () => {
    expect(
      block({
        from: '2026-12-24T12:00[Asia/Kolkata]',
        to: '2026-12-24T12:00[Europe/Berlin]',
        timeZone: 'UTC',
      }),
    ).toBe('2026-12-24T06:30:00+00:00 2026-12-24T11:00:00+00:00')
  })

  test('Temporal objects have their own', () => {
    const from = Temporal.ZonedDateTime.from('2026-12-24T12:00[Asia/Kolkata]')
    expect(block({ from, to: from.add({ hours: 2 }).toInstant() })).toBe(
      '2026-12-24T12:00:00+05:30 2026-12-24T14:00:00+05:30',
    )
  })
})

describe('"cover" blocks every meaning', () => {
  test.each([
    // A reading that occurs twice: the first as a start, the second as an end.
    [timeZone, '2026-11-01T00:30', '2026-11-01T01:30', '2026-11-01T00:30:00-04:00 2026-11-01T01:30:00-05:00'],
    [timeZone, '2026-11-01T01:30', '2026-11-01T02:30', '2026-11-01T01:30:00-04:00 2026-11-01T02:30:00-05:00'],
    [timeZone, '2026-11-01T01:00', '2026-11-01T01:30', '2026-11-01T01:00:00-04:00 2026-11-01T01:30:00-05:00'],
    // A reading that is skipped: before the change as a start, after it as an end.
    [timeZone, '2026-03-08T02:30', '2026-03-08T09:00', '2026-03-08T01:30:00-05:00 2026-03-08T09:00:00-04:00'],
    [timeZone, '2026-03-08T01:00', '2026-03-08T02:30', '2026-03-08T01:00:00-05:00 2026-03-08T03:30:00-04:00'],
    // Ranges within a gap, which collapse or reverse when both ends move in the same direction.
    [
      'Australia/Lord_Howe',
      '2026-10-04T02:15',
      '02:45',
      '2026-10-04T01:45:00+10:30 2026-10-04T02:45:00+11:00',
    ],
    ['Antarctica/Troll', '2026-03-29T01:00', '03:00', '2026-03-28T23:00:00+00:00 2026-03-29T03:00:00+02:00'],
    ['Europe/London', '2026-03-29T01:30', '02:00', '2026-03-29T00:30:00+00:00 2026-03-29T02:00:00+01:00'],
    ['Pacific/Apia', '2011-12-30T09:00', '17:00', '2011-12-29T09:00:00-10:00 2011-12-31T17:00:00+14:00'],
  ])('in %s from %s to %s', (zone, from, to, expected) => {
    expect(block({ from, to, timeZone: zone })).toBe(expected)
  })

  test('a duration is counted from the later start', () => {
    expect(block({ from: '2026-11-01T01:30', duration: 'PT1H', timeZone })).toBe(
      '2026-11-01T01:30:00-04:00 2026-11-01T02:30:00-05:00',
    )
    expect(block({ from: '2026-03-08T02:30', duration: 'PT1H', timeZone })).toBe(
      '2026-03-08T01:30:00-05:00 2026-03-08T04:30:00-04:00',
    )
  })

  test.each([
    ['compatible', '2026-11-01T01:30:00-04:00 2026-11-01T01:45:00-04:00'],
    ['earlier', '2026-11-01T01:30:00-04:00 2026-11-01T01:45:00-04:00'],
    ['later', '2026-11-01T01:30:00-05:00 2026-11-01T01:45:00-05:00'],
  ] as const)('"%s" applies to both ends', (disambiguation, expected) => {
    expect(block({ from: '2026-11-01T01:30', to: '01:45', timeZone, disambiguation })).toBe(expected)
  })
})

/** The result or error of options that the types forbid. */
function refusal(options: unknown): string {
  try {
    return JSON.stringify(Reflect.apply(blockTimes, undefined, [options]))
  } catch (error) {
    return String(error)
  }
}

test('an impossible block is rejected with its times and a fix', () => {
  const from = '2026-12-24T12:00'
  expect(
    [
      { from, to: from, timeZone },
      { from, to: '2026-12-24T09:00', timeZone },
      { from: '2026-11-01T01:30', to: '2026-11-01T01:30', timeZone },
      { from: '2026-03-08T02:45', to: '2026-03-08T02:15', timeZone },
      { from, to: '2026-12-24T12:00-04:00', timeZone },
      { from, duration: 0, timeZone },
      { from, duration: '-PT1H', timeZone },
      { from, duration: '-P1W', timeZone },
      { from, duration: '-P1M', timeZone },
      { from: '2026-03-29T01:30', to: '02:00', timeZone: 'Europe/London', disambiguation: 'compatible' },
      { from: '2026-10-04T02:15', to: '02:45', timeZone: 'Australia/Lord_Howe', disambiguation: 'later' },
      { from: '2026-03-08T02:30', to: '05:00', timeZone, disambiguation: 'reject' },
      { from, to: '24:01', timeZone },
      { from, to: '9:00', timeZone },
      { from, to: '17:00' },
      { from: '12:00', to: '17:00', timeZone },
      { from: new Date(0), to: '17:00' },
      { from: '2026-12-24T12:00Z', duration: 'P1D' },
      { from, timeZone },
      { from, to: '17:00', duration: 'PT1H', timeZone },
      { to: '17:00', timeZone },
      { from, to: null, timeZone },
      { from, to: '17:00', timeZone, disambiguation: 'both' },
      { from, duration: '1h', timeZone },
      { from, duration: 'P', timeZone },
      { from, duration: 'PT1.5H30M', timeZone },
      { from, duration: 1.5, timeZone },
      { from, duration: {}, timeZone },
      { from, duration: { hour: 1 }, timeZone },
      { from, duration: { hours: '1' }, timeZone },
      { from, duration: { hours: 1, minutes: -1 }, timeZone },
      { from, duration: null, timeZone },
      { from, duration: 'P9999Y', timeZone },
      { from, duration: `P${'9'.repeat(400)}Y`, timeZone },
      { from, duration: Number.MAX_SAFE_INTEGER, timeZone },
      '2026-12-24',
    ].map(refusal),
  ).toMatchInlineSnapshot(`
    [
      "RangeError: A block must end after it starts. This one came out as 2026-12-24T12:00:00 to 2026-12-24T12:00:00. Give an end that is later on the clock, or instants with offsets such as -05:00.",
      "RangeError: A block must end after it starts. This one came out as 2026-12-24T12:00:00 to 2026-12-24T09:00:00. Give an end that is later on the clock, or instants with offsets such as -05:00.",
      "RangeError: A block must end after it starts. This one came out as 2026-11-01T01:30:00 to 2026-11-01T01:30:00. Give an end that is later on the clock, or instants with offsets such as -05:00.",
      "RangeError: A block must end after it starts. This one came out as 2026-03-08T02:45:00 to 2026-03-08T02:15:00. Give an end that is later on the clock, or instants with offsets such as -05:00.",
      "RangeError: A block must end after it starts. This one came out as 2026-12-24T12:00:00-05:00 to 2026-12-24T11:00:00-05:00. Give a later end.",
      "RangeError: A block must end after it starts, and after 0 it does not. Give a duration above zero, such as "PT30M".",
      "RangeError: A block must end after it starts, and after "-PT1H" it does not. Give a duration above zero, such as "PT30M".",
      "RangeError: A block must end after it starts, and after "-P1W" it does not. Give a duration above zero, such as "PT30M".",
      "RangeError: A block must end after it starts, and after "-P1M" it does not. Give a duration above zero, such as "PT30M".",
      "RangeError: A block must end after it starts. This one came out as 2026-03-29T02:30:00+01:00 to 2026-03-29T02:00:00+01:00. Give a later end, or disambiguation: "cover" if the clocks change in between.",
      "RangeError: A block must end after it starts. This one came out as 2026-10-04T02:45:00+11:00 to 2026-10-04T02:45:00+11:00. Give a later end, or disambiguation: "cover" if the clocks change in between.",
      "RangeError: 2026-03-08T02:30:00 does not exist in America/New_York, where the clocks change. Say which instant you mean with an offset such as -05:00, or choose "earlier" or "later" in place of "reject".",
      "RangeError: "24:01" is not a time of day. Write one from 00:00 to 24:00.",
      "RangeError: "9:00" is not a time of day. Write one from 00:00 to 24:00.",
      "RangeError: "2026-12-24T12:00:00" is a wall clock without a zone. Give one as { timeZone: "America/New_York" }, as "2026-12-24T12:00:00[America/New_York]", or an offset as "2026-12-24T12:00:00-05:00".",
      "RangeError: "12:00" has no date. Write one before the time, such as 2021-06-23T17:00.",
      "RangeError: The time "17:00" needs a zone, and "from" is an instant without one. Give one as { timeZone: "America/New_York" }.",
      "RangeError: A duration in years, months, weeks or days needs a zone, and "from" is an instant without one. Give one as { timeZone: "America/New_York" }.",
      "TypeError: A block has either an end or a length. Give "to" or "duration", and not both.",
      "TypeError: A block has either an end or a length. Give "to" or "duration", and not both.",
      "TypeError: Expected "from" to be a time and got undefined. Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.",
      "TypeError: Expected "to" to be a time and got null. Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.",
      "RangeError: "both" is not a value of disambiguation. Use "cover", "compatible", "earlier", "later" or "reject".",
      "RangeError: "1h" is not a duration. Write one such as PT1H30M, P1D or P2W, or give milliseconds.",
      "RangeError: "P" is not a duration. Write one such as PT1H30M, P1D or P2W, or give milliseconds.",
      "RangeError: "PT1.5H30M" is not a duration. Write one such as PT1H30M, P1D or P2W, or give milliseconds.",
      "RangeError: A duration has 1.5 milliseconds. Give a whole number, or smaller parts.",
      "TypeError: A duration has no part. Its parts are years, months, weeks, days, hours, minutes, seconds, milliseconds.",
      "TypeError: A duration has the unknown part "hour". Its parts are years, months, weeks, days, hours, minutes, seconds, milliseconds.",
      "RangeError: A duration has "1" hours. Give a whole number, or smaller parts.",
      "RangeError: A duration has parts of both signs. Give all of them the same sign.",
      "TypeError: Expected a duration and got null. Give a text such as "PT1H30M", milliseconds, parts such as { hours: 1 }, or a Temporal.Duration.",
      "RangeError: The result lies outside the years 0000 to 9999, which RFC 3339 cannot write. Give a time well inside them.",
      "RangeError: The result lies outside the years 0000 to 9999, which RFC 3339 cannot write. Give a time well inside them.",
      "RangeError: The result lies outside the years 0000 to 9999, which RFC 3339 cannot write. Give a time well inside them.",
      "TypeError: Expected options such as { from: "2026-12-24T12:00", to: "18:00", timeZone: "America/New_York" } and got "2026-12-24".",
    ]
  `)
})

test.each([
  ['2026-10-25T01:30', 'PT0S'],
  ['2026-10-25T01:30', 0],
  ['2026-10-25T01:30', '-PT30M'],
  ['2026-03-29T01:30', 'P0D'],
])('a block from %s for %s is rejected, even at a clock change', (from, duration) => {
  expect(() => blockTimes({ from, duration, timeZone: 'Europe/London' })).toThrow(
    /Give a duration above zero/,
  )
})

test('a time of day after a start between its two passes is the second pass', () => {
  expect(blockTimes({ from: '2026-10-25T00:50:00Z', to: '01:10', timeZone: 'Europe/London' })).toEqual({
    startTime: '2026-10-25T01:50:00+01:00',
    endTime: '2026-10-25T01:10:00+00:00',
  })
  // If the time is skipped, it is on the day after.
  expect(blockTimes({ from: '2026-03-29T01:10:00Z', to: '01:30', timeZone: 'Europe/London' }).endTime).toBe(
    '2026-03-30T01:30:00+01:00',
  )
})

test('24:00 is the end of the day, and a leap second is the second before', () => {
  const ends = (to: string, from = '2026-12-24T12:00'): string =>
    blockTimes({ from, to, timeZone: 'Europe/Berlin' }).endTime
  expect(ends('24:00')).toBe('2026-12-25T00:00:00+01:00')
  expect(ends('24:00:00', '2026-12-24T00:00')).toBe('2026-12-25T00:00:00+01:00')
  expect(ends('23:59:60')).toBe('2026-12-24T23:59:59+01:00')
  expect(blockTimes({ from: '2026-12-24T12:00Z', duration: 'PT1,5H' }).endTime).toBe(
    '2026-12-24T13:30:00+00:00',
  )
})
