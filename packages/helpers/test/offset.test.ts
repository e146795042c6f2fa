import { Temporal } from 'temporal-polyfill/implementation'
import { describe, expect, test } from 'vitest'
import { toOffsetDateTime } from '../src/index.ts'

const at = (timeZone: string): string => toOffsetDateTime('2026-07-01T12:00', { timeZone })

describe('a wall clock', () => {
  test.each([
    ['2021-06-23T03:30', '2021-06-23T03:30:00+05:30'],
    ['2021-06-23T03:30:15', '2021-06-23T03:30:15+05:30'],
    ['2021-06-23 03:30', '2021-06-23T03:30:00+05:30'],
    ['2021-06-23t03:30:15', '2021-06-23T03:30:15+05:30'],
    ['2021-06-23T03:30:15.25', '2021-06-23T03:30:15.250+05:30'],
    ['2021-06-23T03:30:15.000', '2021-06-23T03:30:15+05:30'],
    ['2024-02-29T00:00', '2024-02-29T00:00:00+05:30'],
    ['2000-02-29T23:59:59', '2000-02-29T23:59:59+05:30'],
    ['0099-01-01T00:00+00:00', '0099-01-01T05:53:00+05:53'],
  ])('%s is read in the zone', (text, expected) => {
    expect(toOffsetDateTime(text, { timeZone: 'Asia/Kolkata' })).toBe(expected)
  })

  test('is truncated to milliseconds, as in Temporal', () => {
    expect(toOffsetDateTime('2021-06-23T03:30:00.123999999', { timeZone: 'UTC' })).toBe(
      '2021-06-23T03:30:00.123+00:00',
    )
  })

  test('is read in any zone of Temporal: in any case, as UTC, as a fixed offset', () => {
    expect(at('america/new_york')).toBe('2026-07-01T12:00:00-04:00')
    expect(at('UTC')).toBe('2026-07-01T12:00:00+00:00')
    expect(at('utc')).toBe('2026-07-01T12:00:00+00:00')
    expect(at('Etc/GMT+5')).toBe('2026-07-01T12:00:00-05:00')
    expect(at('-03:30')).toBe('2026-07-01T12:00:00-03:30')
    expect(at('US/Eastern')).toBe('2026-07-01T12:00:00-04:00')
    expect(at('EST5EDT')).toBe('2026-07-01T12:00:00-04:00')
    expect(at('CET')).toBe('2026-07-01T12:00:00+02:00')
  })
})

describe('text with its own zone', () => {
  test.each([
    ['2021-06-23T03:30[Asia/Kolkata]', '2021-06-23T03:30:00+05:30'],
    ['2021-06-23T03:30[!Asia/Kolkata][u-ca=iso8601]', '2021-06-23T03:30:00+05:30'],
    ['2021-06-23T03:30+05:30[Asia/Kolkata][foo=bar-1]', '2021-06-23T03:30:00+05:30'],
    ['2021-06-22T22:00Z[Asia/Kolkata]', '2021-06-23T03:30:00+05:30'],
    ['2021-06-23T03:30[+05:30]', '2021-06-23T03:30:00+05:30'],
    ['2026-11-01T01:30-05:00[America/New_York]', '2026-11-01T01:30:00-05:00'],
    ['2026-11-01T01:30-04:00[America/New_York]', '2026-11-01T01:30:00-04:00'],
    // The offset was -00:44:30: rounded to the minute it agrees, and the clock reading is used.
    ['1971-06-01T12:00:00-00:45[Africa/Monrovia]', '1971-06-01T11:59:30-00:45'],
  ])('%s', (text, expected) => {
    expect(toOffsetDateTime(text)).toBe(expected)
  })

  test('is read there and written in timeZone', () => {
    const timeZone = 'America/New_York'
    expect(toOffsetDateTime('2021-06-23T03:30[Asia/Kolkata]', { timeZone })).toBe('2021-06-22T18:00:00-04:00')
    expect(toOffsetDateTime('2021-06-22T22:00Z[Asia/Kolkata]', { timeZone })).toBe(
      '2021-06-22T18:00:00-04:00',
    )
  })
})

describe('an instant', () => {
  test.each([
    ['2021-06-23T03:30-04:00', '2021-06-23T03:30:00-04:00'],
    ['2021-06-23T03:30:00Z', '2021-06-23T03:30:00+00:00'],
    ['2021-06-23t03:30:00.5z', '2021-06-23T03:30:00.500+00:00'],
    ['2021-06-23T03:30:00-00:00', '2021-06-23T03:30:00+00:00'],
    [new Date('2021-06-23T03:30:00Z'), '2021-06-23T03:30:00+00:00'],
    [0, '1970-01-01T00:00:00+00:00'],
    [-1, '1969-12-31T23:59:59.999+00:00'],
  ])('%s keeps its offset, or has UTC', (value, expected) => {
    expect(toOffsetDateTime(value)).toBe(expected)
  })

  test('is written in timeZone', () => {
    const timeZone = 'Asia/Kolkata'
    expect(toOffsetDateTime('2021-06-23T03:30+05:30', { timeZone })).toBe('2021-06-23T03:30:00+05:30')
    expect(toOffsetDateTime('2021-06-22T18:00-04:00', { timeZone })).toBe('2021-06-23T03:30:00+05:30')
    expect(toOffsetDateTime(1_624_399_200_000, { timeZone })).toBe('2021-06-23T03:30:00+05:30')
    expect(toOffsetDateTime(new Date(1_624_399_200_000), { timeZone })).toBe('2021-06-23T03:30:00+05:30')
  })
})

describe('a Temporal object', () => {
  const zoned = Temporal.ZonedDateTime.from('2026-11-01T01:30-05:00[America/New_York]')

  test('keeps its instant and offset', () => {
    expect(toOffsetDateTime(zoned)).toBe('2026-11-01T01:30:00-05:00')
    expect(toOffsetDateTime(zoned, { timeZone: 'Asia/Kolkata' })).toBe('2026-11-01T12:00:00+05:30')
    expect(toOffsetDateTime(zoned.toInstant())).toBe('2026-11-01T06:30:00+00:00')
    expect(toOffsetDateTime(zoned.toInstant(), { timeZone: 'Asia/Kolkata' })).toBe(
      '2026-11-01T12:00:00+05:30',
    )
    expect(toOffsetDateTime(zoned.toPlainDateTime(), { timeZone: 'Asia/Kolkata' })).toBe(
      '2026-11-01T01:30:00+05:30',
    )
  })

  test('may have microseconds, which are truncated, and another calendar, which is ignored', () => {
    expect(toOffsetDateTime(zoned.with({ millisecond: 7, microsecond: 9 }))).toBe(
      '2026-11-01T01:30:00.007-05:00',
    )
    const parts = { [Symbol.toStringTag]: 'Temporal.ZonedDateTime' } as const
    const hebrew = { ...parts, toString: () => '2026-11-01T01:30:00-05:00[America/New_York][u-ca=hebrew]' }
    expect(toOffsetDateTime(hebrew)).toBe('2026-11-01T01:30:00-05:00')
  })
})

test('calls do not affect each other', () => {
  const first = toOffsetDateTime('2026-11-01T01:30[America/New_York]', { disambiguation: 'later' })
  for (let year = 1900; year < 2100; year += 1) toOffsetDateTime(`${year}-11-01T01:30[America/New_York]`)
  expect(toOffsetDateTime('2026-11-01T01:30[America/New_York]', { disambiguation: 'later' })).toBe(first)
})

/** A call that the types forbid. */
function cast(...values: readonly unknown[]): unknown {
  return Reflect.apply(toOffsetDateTime, undefined, values)
}

/** The error of a call as text. */
function thrown(call: () => unknown): string {
  try {
    return `no error but ${String(call())}`
  } catch (error) {
    return String(error)
  }
}

test('every rejected text has a message with the reason and a fix', () => {
  const refused = [
    '',
    'tomorrow',
    '06/23/2021 03:30',
    '20210623T033000',
    '2021-06-23T3:30',
    '17:00',
    '2021-06-23',
    '2021-06-23T',
    '+002021-06-23T03:30',
    '2021-02-30T10:00',
    '2100-02-29T10:00',
    '2200-02-29T10:00',
    '2021-13-01T10:00',
    '2021-00-10T10:00',
    '2021-06-31',
    '2021-06-23T24:00',
    '2021-06-23T25:00',
    '2021-06-23T03:60',
    '2016-12-31T23:59:61Z',
    '2021-06-23T03:30:75',
    '2021-06-23T03:30-0500',
    '2021-06-23T03:30-05',
    '2021-06-23T03:30-05:00:30',
    '2021-06-23T03:30+24:00',
    '2021-06-23T03:30:00,5Z',
    '2021-06-23T03:30:00.1234567890Z',
    '2021-06-23T03:30.5Z',
    '2021-06-23T03:30 [Asia/Kolkata]',
    '2021-06-23T03:30:00 EST',
    '2021-06-23T03:30[Asia/Kolkata',
    '2021-06-23T03:30[Asia/Kolkata][!x=y]',
    '2021-06-23T03:30[u-ca=iso8601][Asia/Kolkata]',
    '2021-06-23T03:30[Asia/Kolkata][u-ca=hebrew]',
    '2021-06-23T03:30[Asia/Kolkata][Europe/Berlin]',
    '2021-06-23T03:30[]',
    `2021-06-23T03:30${'x'.repeat(1000)}`,
  ]
  const timeZone = 'UTC'
  expect(refused.map((text) => thrown(() => toOffsetDateTime(text, { timeZone })))).toMatchInlineSnapshot(`
    [
      "RangeError: "" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: "tomorrow" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: "06/23/2021 03:30" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: "20210623T033000" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: "2021-06-23T3:30" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: "17:00" has no date. Write one before the time, such as 2021-06-23T17:00.",
      "RangeError: "2021-06-23" has no time of day. Write one after the date, such as 2021-06-23T00:00.",
      "RangeError: "2021-06-23T" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: "+002021-06-23T03:30" has a year of six digits. Write a year from 0000 to 9999.",
      "RangeError: "2021-02-30T10:00" does not exist. Its day must be from 1 to 28.",
      "RangeError: "2100-02-29T10:00" does not exist. Its day must be from 1 to 28.",
      "RangeError: "2200-02-29T10:00" does not exist. Its day must be from 1 to 28.",
      "RangeError: "2021-13-01T10:00" does not exist. Its month must be from 1 to 12.",
      "RangeError: "2021-00-10T10:00" does not exist. Its month must be from 1 to 12.",
      "RangeError: "2021-06-31" does not exist. Its day must be from 1 to 30.",
      "RangeError: "2021-06-23T24:00" has hour 24. Write midnight as 00:00 of the next day.",
      "RangeError: "2021-06-23T25:00" does not exist. Its hour must be from 0 to 23.",
      "RangeError: "2021-06-23T03:60" does not exist. Its minute must be from 0 to 59.",
      "RangeError: "2016-12-31T23:59:61Z" does not exist. Its second must be from 0 to 59.",
      "RangeError: "2021-06-23T03:30:75" does not exist. Its second must be from 0 to 59.",
      "RangeError: "2021-06-23T03:30-0500" has an offset that RFC 3339 does not allow. Write hours and minutes, such as -05:00.",
      "RangeError: "2021-06-23T03:30-05" has an offset that RFC 3339 does not allow. Write hours and minutes, such as -05:00.",
      "RangeError: "2021-06-23T03:30-05:00:30" has an offset that RFC 3339 does not allow. Write hours and minutes, such as -05:00.",
      "RangeError: "2021-06-23T03:30+24:00" has an offset that RFC 3339 does not allow. Write hours and minutes, such as -05:00.",
      "RangeError: "2021-06-23T03:30:00,5Z" has a comma before its fraction of a second. Write a point.",
      "RangeError: "2021-06-23T03:30:00.1234567890Z" has more than nine digits of a second. Three are kept; write no more than nine.",
      "RangeError: "2021-06-23T03:30.5Z" has ".5Z" after its time. Write nothing, an offset such as -05:00, or a zone such as [America/New_York].",
      "RangeError: "2021-06-23T03:30 [Asia/Kolkata]" has " [Asia/Kolkata]" after its time. Write nothing, an offset such as -05:00, or a zone such as [America/New_York].",
      "RangeError: "2021-06-23T03:30:00 EST" has " EST" after its time. Write nothing, an offset such as -05:00, or a zone such as [America/New_York].",
      "RangeError: "2021-06-23T03:30[Asia/Kolkata" has "[Asia/Kolkata" after its time. Write nothing, an offset such as -05:00, or a zone such as [America/New_York].",
      "RangeError: "2021-06-23T03:30[Asia/Kolkata][!x=y]" has an annotation that is not supported: "[!x=y]". Only a zone, which comes first, and [u-ca=iso8601] are. Drop the others.",
      "RangeError: "2021-06-23T03:30[u-ca=iso8601][Asia/Kolkata]" has an annotation that is not supported: "[Asia/Kolkata]". Only a zone, which comes first, and [u-ca=iso8601] are. Drop the others.",
      "RangeError: "2021-06-23T03:30[Asia/Kolkata][u-ca=hebrew]" is in a calendar other than iso8601. Convert it, or drop [u-ca=hebrew] if the date is an ISO date.",
      "RangeError: "2021-06-23T03:30[Asia/Kolkata][Europe/Berlin]" has an annotation that is not supported: "[Europe/Berlin]". Only a zone, which comes first, and [u-ca=iso8601] are. Drop the others.",
      "RangeError: "" is not a time zone. Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.",
      "RangeError: "2021-06-23T03:30xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" has "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" after its time. Write nothing, an offset such as -05:00, or a zone such as [America/New_York].",
    ]
  `)
})

test('every other rejected value has a message with the reason', () => {
  const plainDate = Temporal.PlainDate.from('2021-06-23')
  expect([
    thrown(() => toOffsetDateTime(Number.NaN)),
    thrown(() => toOffsetDateTime(1.5)),
    thrown(() => toOffsetDateTime(Infinity)),
    thrown(() => toOffsetDateTime(new Date('nonsense'))),
    thrown(() => toOffsetDateTime(8.64e15)),
    thrown(() => toOffsetDateTime('9999-12-31T23:59Z', { timeZone: 'Asia/Kolkata' })),
    thrown(() => cast(undefined)),
    thrown(() => cast(null)),
    thrown(() => cast(1n)),
    thrown(() => cast(Symbol('now'))),
    thrown(() => cast([2021])),
    thrown(() => cast({ year: 2021 })),
    thrown(() => cast(plainDate)),
    thrown(() => cast('2021-06-23T03:30', 'Asia/Kolkata')),
    thrown(() => cast('2021-06-23T03:30', null)),
    thrown(() => cast('2021-06-23T03:30', { timeZone: 5 })),
    thrown(() => cast('2021-06-23T03:30', { timeZone: 'UTC', disambiguation: 'first' })),
  ]).toMatchInlineSnapshot(`
    [
      "RangeError: NaN is not a whole number of milliseconds in the years 0000 to 9999. Check how the value was computed.",
      "RangeError: 1.5 is not a whole number of milliseconds in the years 0000 to 9999. Check how the value was computed.",
      "RangeError: Infinity is not a whole number of milliseconds in the years 0000 to 9999. Check how the value was computed.",
      "RangeError: The Date is invalid or outside the years 0000 to 9999. Check how the value was computed.",
      "RangeError: 8640000000000000 is not a whole number of milliseconds in the years 0000 to 9999. Check how the value was computed.",
      "RangeError: The result lies outside the years 0000 to 9999, which RFC 3339 cannot write. Give a time well inside them.",
      "TypeError: Expected "value" to be a time and got undefined. Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.",
      "TypeError: Expected "value" to be a time and got null. Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.",
      "TypeError: Expected "value" to be a time and got 1n. Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.",
      "TypeError: Expected "value" to be a time and got a symbol. Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.",
      "TypeError: Expected "value" to be a time and got an object (Array). Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.",
      "TypeError: Expected "value" to be a time and got an object (Object). Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.",
      "TypeError: Expected "value" to be a time and got an object (Temporal.PlainDate). Add a time of day with toPlainDateTime("09:00").",
      "TypeError: Expected options such as { timeZone: "America/New_York" } and got "Asia/Kolkata".",
      "TypeError: Expected options such as { timeZone: "America/New_York" } and got null.",
      "TypeError: Expected "timeZone" to be a text such as "America/New_York" and got 5.",
      "RangeError: "first" is not a value of disambiguation. Use "compatible", "earlier", "later" or "reject".",
    ]
  `)
})

test('a clock reading without a zone, with a contradictory offset, or ambiguous is rejected', () => {
  expect([
    thrown(() => toOffsetDateTime('2021-06-23T03:30')),
    thrown(() => toOffsetDateTime(Temporal.PlainDateTime.from('2021-06-23T03:30'))),
    thrown(() => toOffsetDateTime('2021-06-23T03:30-04:00[Asia/Kolkata]')),
    thrown(() => toOffsetDateTime('2026-11-01T01:30-06:00[America/New_York]')),
    thrown(() => toOffsetDateTime('2026-03-08T02:30-05:00[America/New_York]')),
    thrown(() => toOffsetDateTime('2026-03-08T02:30[America/New_York]', { disambiguation: 'reject' })),
    thrown(() => toOffsetDateTime('2026-11-01T01:30[America/New_York]', { disambiguation: 'reject' })),
  ]).toMatchInlineSnapshot(`
    [
      "RangeError: "2021-06-23T03:30:00" is a wall clock without a zone. Give one as { timeZone: "America/New_York" }, as "2021-06-23T03:30:00[America/New_York]", or an offset as "2021-06-23T03:30:00-05:00".",
      "RangeError: "2021-06-23T03:30:00" is a wall clock without a zone. Give one as { timeZone: "America/New_York" }, as "2021-06-23T03:30:00[America/New_York]", or an offset as "2021-06-23T03:30:00-05:00".",
      "RangeError: "2021-06-23T03:30-04:00[Asia/Kolkata]" contradicts itself: in Asia/Kolkata the offset is +05:30, not -04:00. Drop the offset to keep the clock reading, or drop the zone to keep the instant.",
      "RangeError: "2026-11-01T01:30-06:00[America/New_York]" contradicts itself: in America/New_York the offset is -04:00 or -05:00, not -06:00. Drop the offset to keep the clock reading, or drop the zone to keep the instant.",
      "RangeError: "2026-03-08T02:30-05:00[America/New_York]" contradicts itself: in America/New_York the clock skips that time. Drop the offset to keep the clock reading, or drop the zone to keep the instant.",
      "RangeError: 2026-03-08T02:30:00 does not exist in America/New_York, where the clocks change. Say which instant you mean with an offset such as -05:00, or choose "earlier" or "later" in place of "reject".",
      "RangeError: 2026-11-01T01:30:00 occurs twice in America/New_York, where the clocks change. Say which instant you mean with an offset such as -05:00, or choose "earlier" or "later" in place of "reject".",
    ]
  `)
})

test('"cover" is for ranges: a single time has one instant', () => {
  expect(
    thrown(() =>
      toOffsetDateTime('2026-11-01T01:30[America/New_York]', { disambiguation: 'cover' as 'later' }),
    ),
  ).toBe(
    'RangeError: "cover" is not a value of disambiguation. Use "compatible", "earlier", "later" or "reject".',
  )
})

test('a leap second is the second before, as in Temporal', () => {
  expect(toOffsetDateTime('2016-12-31T23:59:60Z')).toBe('2016-12-31T23:59:59+00:00')
  expect(toOffsetDateTime('2017-01-01t00:59:60.250[Europe/Berlin]')).toBe('2017-01-01T00:59:59.250+01:00')
})
