import { describe, expect, test } from 'vitest'
import { type HoursOptions, outsideHours, type WeekHours } from '../src/index.ts'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** The same hours on all days of the week. */
function daily(...ranges: string[]): WeekHours {
  return Object.fromEntries(weekdays.map((day) => [day, ranges]))
}

/** The free ranges between the blocks, one per line. */
function free(options: HoursOptions): string[] {
  const blocks = outsideHours({ end: 'midnight', ...options })
  return blocks.slice(1).map(({ startTime }, index) => `${blocks[index]?.endTime} ${startTime}`)
}

/** The free time that begins on a day, to the minute. */
function freeAround(day: string, timeZone: string, hours: WeekHours): string[] {
  const at = Date.parse(day)
  const between = { from: new Date(at - 129_600_000), to: new Date(at + 259_200_000) }
  const clock = (text: string): string => text.slice(0, 16) + text.slice(19)
  return free({ hours, timeZone, between })
    .map((each) => each.split(' ').map(clock).join(' '))
    .filter((each) => each.startsWith(day))
}

test('blocks leave only the opening hours free', () => {
  expect(
    outsideHours({
      hours: { thursday: ['13:00-17:00', '09:00-12:00'], friday: undefined },
      between: { from: '2026-12-24', to: '2026-12-25' },
      timeZone: 'America/New_York',
    }),
  ).toStrictEqual([
    { startTime: '2026-12-24T00:00:00-05:00', endTime: '2026-12-24T09:00:00-05:00' },
    { startTime: '2026-12-24T12:00:00-05:00', endTime: '2026-12-24T13:00:00-05:00' },
    { startTime: '2026-12-24T17:00:00-05:00', endTime: '2026-12-25T23:59:00-05:00' },
  ])
})

describe('the end of a day', () => {
  const between = { from: '2026-12-24', to: '2026-12-25' }
  const ends = (hours: WeekHours, options: Partial<HoursOptions> = {}): string[] =>
    outsideHours({ hours, between, timeZone: 'America/New_York', ...options }).map(({ endTime }) => endTime)

  test('is its last minute or the next midnight, also where hours begin at midnight', () => {
    expect(ends({})).toEqual(['2026-12-25T23:59:00-05:00'])
    expect(ends({}, { end: 'midnight' })).toEqual(['2026-12-26T00:00:00-05:00'])
    expect(ends({ friday: ['00:00-12:00'] })).toEqual([
      '2026-12-24T23:59:00-05:00',
      '2026-12-25T23:59:00-05:00',
    ])
  })

  test('is not moved elsewhere, nor so far that the block has no length', () => {
    expect(ends({}, { between: { from: '2026-12-24', to: '2026-12-25T05:00Z' } })).toEqual([
      '2026-12-24T23:59:00-05:00',
    ])
    const short = { from: '2026-12-24T23:59:00', to: '2026-12-25T00:00' }
    expect(ends({}, { between: short })).toEqual(['2026-12-25T00:00:00-05:00'])
    expect(
      ends({}, { timeZone: 'Europe/Berlin', between: { from: '2026-12-24', to: '2026-12-25T05:00Z' } }),
    ).toEqual(['2026-12-25T06:00:00+01:00'])
  })

  test('is an option with two values', () => {
    expect(() => Reflect.apply(ends, undefined, [{}, { end: '23:59' }])).toThrow(
      '"23:59" is not a value of end. Use "last-minute" or "midnight".',
    )
  })
})

test('a range has at most 100,000 days', () => {
  const upTo = (to: string) => (): unknown =>
    outsideHours({ hours: daily('09:00-17:00'), between: { from: '2026-12-24', to }, timeZone: 'UTC' })
  expect(upTo('9999-12-30')).toThrow(
    /^Expected between to have at most 100000 days and got 2912085\. Give an earlier end\.$/,
  )
})

test('each weekday has its own hours', () => {
  const hours = Object.fromEntries(weekdays.map((day, index) => [day, [`1${index}:00-20:00`]]))
  const between = { from: '2026-12-21', to: '2026-12-27' }
  expect(free({ hours, between, timeZone: 'UTC' }).map((each) => each.slice(5, 13))).toEqual(
    weekdays.map((_, index) => `12-2${index + 1}T1${index}`),
  )
})

describe('ranges', () => {
  const free1 = (...ranges: string[]): string[] =>
    freeAround('2026-12-24', 'Europe/Berlin', { thursday: ranges }).map((each) =>
      each.replaceAll('+01:00', ''),
    )

  test('that overlap or touch are joined', () => {
    expect(free1('09:00-12:00', '11:00-13:00', '13:00-14:00', '09:30-10:00')).toEqual([
      '2026-12-24T09:00 2026-12-24T14:00',
    ])
  })

  test('may last until the end of the day, or past it', () => {
    expect(free1('18:00-24:00')).toEqual(['2026-12-24T18:00 2026-12-25T00:00'])
    expect(free1('18:00-00:00')).toEqual(['2026-12-24T18:00 2026-12-25T00:00'])
    expect(free1('22:00-02:00')).toEqual(['2026-12-24T22:00 2026-12-25T02:00'])
    expect(free1('00:00-24:00')).toEqual(['2026-12-24T00:00 2026-12-25T00:00'])
  })

  test('join those of the next day across midnight', () => {
    const hours: WeekHours = { thursday: ['18:00-24:00'], friday: ['00:00-03:00', '02:00-04:00'] }
    expect(freeAround('2026-12-24', 'UTC', hours)).toEqual(['2026-12-24T18:00+00:00 2026-12-25T04:00+00:00'])
  })
})

describe('exceptions', () => {
  const hours = daily('09:00-17:00')
  const between = { from: '2026-12-24', to: '2026-12-26' }
  const timeZone = 'Europe/Berlin'

  test('replace the hours of days, or close them', () => {
    const except = { '2026-12-24': ['09:00-12:00'], '2026-12-25': [], '2027-01-01': [] }
    expect(free({ hours, between, timeZone, except })).toEqual([
      '2026-12-24T09:00:00+01:00 2026-12-24T12:00:00+01:00',
      '2026-12-26T09:00:00+01:00 2026-12-26T17:00:00+01:00',
    ])
  })

  test('do not affect hours that began the evening before', () => {
    const except = { '2026-12-24': ['22:00-02:00'], '2026-12-25': [], '2026-12-26': [] }
    expect(free({ hours, between, timeZone, except })).toEqual([
      '2026-12-24T22:00:00+01:00 2026-12-25T02:00:00+01:00',
    ])
  })
})

describe('the range', () => {
  const hours = daily('09:00-17:00')

  test('may begin and end within the hours', () => {
    const between = { from: '2026-12-24T10:00:00.250', to: '2026-12-25T16:00[UTC]' }
    expect(outsideHours({ hours, between, timeZone: 'UTC' })).toEqual([
      { startTime: '2026-12-24T17:00:00+00:00', endTime: '2026-12-25T09:00:00+00:00' },
    ])
  })

  test('may be outside or within the hours, and as short as a millisecond', () => {
    const timeZone = 'UTC'
    const from = '2026-12-24T20:00:00Z'
    expect(outsideHours({ hours, timeZone, between: { from, to: '2026-12-24T20:00:00.001Z' } })).toEqual([
      { startTime: '2026-12-24T20:00:00+00:00', endTime: '2026-12-24T20:00:00.001+00:00' },
    ])
    expect(
      outsideHours({ hours, timeZone, between: { from: '2026-12-24T10:00Z', to: '2026-12-24T11:00Z' } }),
    ).toEqual([])
  })

  test('of days includes whole days of 23 and 25 hours', () => {
    const timeZone = 'Europe/Berlin'
    expect(
      outsideHours({
        hours: {},
        timeZone,
        end: 'midnight',
        between: { from: '2026-03-29', to: '2026-10-25' },
      }),
    ).toEqual([{ startTime: '2026-03-29T00:00:00+01:00', endTime: '2026-10-26T00:00:00+01:00' }])
  })

  test.each([
    ['2026-10-25T02:30', '2027-03-28T02:30', '2026-10-25T02:30:00+02:00', '2027-03-28T03:30:00+02:00'],
    ['2026-03-29T02:30', '2026-10-25T02:30', '2026-03-29T01:30:00+01:00', '2026-10-25T02:30:00+01:00'],
  ])('is as wide as %s to %s can mean', (from, to, startTime, endTime) => {
    expect(outsideHours({ hours: {}, timeZone: 'Europe/Berlin', between: { from, to } })).toEqual([
      { startTime, endTime },
    ])
  })
})

describe('where the clocks change', () => {
  const berlin = 'Europe/Berlin'

  test.each([
    // 02:00 to 03:00 was skipped.
    [berlin, '2026-03-29', '01:00-05:00', ['2026-03-29T01:00+01:00 2026-03-29T05:00+02:00']],
    [berlin, '2026-03-29', '01:00-02:00', ['2026-03-29T01:00+01:00 2026-03-29T03:00+02:00']],
    [berlin, '2026-03-29', '03:00-05:00', ['2026-03-29T03:00+02:00 2026-03-29T05:00+02:00']],
    // Hours that begin or end at a time that was skipped.
    [berlin, '2026-03-29', '02:30-05:00', ['2026-03-29T03:30+02:00 2026-03-29T05:00+02:00']],
    [berlin, '2026-03-29', '01:00-02:30', ['2026-03-29T01:00+01:00 2026-03-29T01:30+01:00']],
    [berlin, '2026-03-29', '02:15-02:45', []],
    // At 03:00 it was set back to 02:00.
    [berlin, '2026-10-25', '01:00-05:00', ['2026-10-25T01:00+02:00 2026-10-25T05:00+01:00']],
    [berlin, '2026-10-25', '02:30-05:00', ['2026-10-25T02:30+01:00 2026-10-25T05:00+01:00']],
    [berlin, '2026-10-25', '01:00-02:30', ['2026-10-25T01:00+02:00 2026-10-25T02:30+02:00']],
    [berlin, '2026-10-25', '02:00-03:00', ['2026-10-25T02:00+01:00 2026-10-25T03:00+01:00']],
    [berlin, '2026-10-25', '02:15-02:45', []],
    // At midnight: 00:00 to 01:00 was skipped, and 23:00 to 24:00 occurred twice.
    ['America/Sao_Paulo', '2018-11-04', '00:00-02:00', ['2018-11-04T01:00-02:00 2018-11-04T02:00-02:00']],
    ['America/Sao_Paulo', '2018-11-03', '22:00-24:00', ['2018-11-03T22:00-03:00 2018-11-04T01:00-02:00']],
    ['America/Sao_Paulo', '2018-02-17', '22:00-24:00', ['2018-02-17T22:00-02:00 2018-02-18T00:00-03:00']],
    ['America/Sao_Paulo', '2018-02-17', '22:00-23:30', ['2018-02-17T22:00-02:00 2018-02-17T23:30-02:00']],
    // There was no 30 December, so hours of that day have no length.
    ['Pacific/Apia', '2011-12-31', '09:00-17:00', ['2011-12-31T09:00+14:00 2011-12-31T17:00+14:00']],
    ['Pacific/Apia', '2011-12-30', '09:00-17:00', []],
  ])('in %s on %s, %s', (timeZone, day, range, expected) => {
    expect(freeAround(day, timeZone, daily(range))).toEqual(expected)
  })

  test.each([
    ['America/Sao_Paulo', '2018-11-01', '2018-11-10'],
    ['America/Sao_Paulo', '2018-02-15', '2018-02-20'],
    ['America/St_Johns', '2006-10-25', '2006-10-31'],
    ['Pacific/Apia', '2011-12-28', '2012-01-02'],
  ])('hours around the clock give no block: in %s from %s to %s', (timeZone, from, to) => {
    expect(outsideHours({ hours: daily('00:00-24:00'), timeZone, between: { from, to } })).toEqual([])
    expect(
      outsideHours({ hours: daily('12:00-00:00', '00:00-12:00'), timeZone, between: { from, to } }),
    ).toEqual([])
  })
})

test('zoneSource is used', () => {
  const [, second] = outsideHours({
    hours: daily('09:00-17:00'),
    between: { from: '2026-12-24', to: '2026-12-24' },
    timeZone: 'Mars/Phobos',
    zoneSource: () => 27_000,
  })
  expect(second?.startTime).toBe('2026-12-24T17:00:00+07:30')
})

test('invalid hours are rejected with a fix', () => {
  const [timeZone, between] = ['UTC', { from: '2026-12-24', to: '2026-12-24' }]
  const good = { hours: daily('09:00-17:00'), between, timeZone }
  const refusal = (options: unknown): string => {
    try {
      return JSON.stringify(Reflect.apply(outsideHours, undefined, [options]))
    } catch (error) {
      return String(error)
    }
  }
  expect([
    ...[
      undefined,
      ['09:00-17:00'],
      { Monday: [] },
      { thu: [] },
      { '': [] },
      { friyay: [] },
      { caturday: [] },
      { monday: '09:00-17:00' },
      { monday: null },
      { monday: ['09:00–17:00'] },
      { monday: ['9-17'] },
      { monday: ['09:00-17:00', '24:00-02:00'] },
      { monday: ['09:00-24:30'] },
      { monday: ['09:00-09:00'] },
      { monday: [900] },
    ].map((hours) => refusal({ ...good, hours })),
    ...[
      null,
      ['2026-12-25'],
      { christmas: [] },
      { '2026-02-30': [] },
      { '2026-12-25': 'closed' },
      { '2026-12-25': ['closed'] },
    ].map((except) => refusal({ ...good, except })),
    ...[
      undefined,
      { from: '2026-12-24' },
      { from: '2026-12-25', to: '2026-12-24' },
      { from: '2026-12-24T12:00', to: '2026-12-24T12:00' },
      { from: 0, to: 'tomorrow' },
      { from: '2011-12-30', to: '2011-12-30' },
    ].map((span) => refusal({ ...good, between: span, timeZone: 'Pacific/Apia' })),
    refusal({ ...good, timeZone: undefined }),
    refusal(undefined),
  ]).toMatchInlineSnapshot(`
    [
      "TypeError: Expected options such as hours: { monday: ["09:00-12:00", "13:00-17:00"] } and got undefined.",
      "RangeError: "0" is not a weekday in hours. Write "monday" to "sunday".",
      "RangeError: "Monday" is not a weekday in hours. Write "monday".",
      "RangeError: "thu" is not a weekday in hours. Write "thursday".",
      "RangeError: "" is not a weekday in hours. Write "monday" to "sunday".",
      "RangeError: "friyay" is not a weekday in hours. Write "friday".",
      "RangeError: "caturday" is not a weekday in hours. Write "monday" to "sunday".",
      "TypeError: Expected hours.monday to be a list such as ["09:00-12:00", "13:00-17:00"] and got "09:00-17:00". Write [] for a day that is closed.",
      "TypeError: Expected hours.monday to be a list such as ["09:00-12:00", "13:00-17:00"] and got null. Write [] for a day that is closed.",
      "RangeError: hours.monday[0]: "09:00–17:00" is not a range of hours. Write one such as "09:00-17:30", with a hyphen and two digits each; "24:00" is the end of the day.",
      "RangeError: hours.monday[0]: "9-17" is not a range of hours. Write one such as "09:00-17:30", with a hyphen and two digits each; "24:00" is the end of the day.",
      "RangeError: hours.monday[1]: "24:00-02:00" is not a range of hours. Write one such as "09:00-17:30", with a hyphen and two digits each; "24:00" is the end of the day.",
      "RangeError: hours.monday[0]: "09:00-24:30" is not a range of hours. Write one such as "09:00-17:30", with a hyphen and two digits each; "24:00" is the end of the day.",
      "RangeError: hours.monday[0]: "09:00-09:00" has no length. Write "00:00-24:00" for a whole day, or leave the range out.",
      "RangeError: hours.monday[0]: 900 is not a range of hours. Write one such as "09:00-17:30", with a hyphen and two digits each; "24:00" is the end of the day.",
      "TypeError: Expected options such as except: { "2026-12-25": [] } and got null.",
      "RangeError: "0" is not a day. Write one such as 2026-12-24.",
      "RangeError: "christmas" is not a day. Write one such as 2026-12-24.",
      "RangeError: "2026-02-30" does not exist. Its day must be from 1 to 28.",
      "TypeError: Expected except["2026-12-25"] to be a list such as ["09:00-12:00", "13:00-17:00"] and got "closed". Write [] for a day that is closed.",
      "RangeError: except["2026-12-25"][0]: "closed" is not a range of hours. Write one such as "09:00-17:30", with a hyphen and two digits each; "24:00" is the end of the day.",
      "TypeError: Expected options such as between: { from: "2026-12-01", to: "2026-12-31" } and got undefined.",
      "TypeError: Expected "between.to" to be a time and got undefined. Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant.",
      "RangeError: The span "between" must end after it starts. This one came out as 2026-12-25T00:00:00+13:00 to 2026-12-25T00:00:00+13:00. Give a later "to".",
      "RangeError: The span "between" must end after it starts. This one came out as 2026-12-24T12:00:00+13:00 to 2026-12-24T12:00:00+13:00. Give a later "to".",
      "RangeError: "tomorrow" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: The span "between" must end after it starts. This one came out as 2011-12-31T00:00:00+14:00 to 2011-12-31T00:00:00+14:00. Give a later "to".",
      "TypeError: Expected "timeZone" to be a text such as "America/New_York" and got undefined.",
      "TypeError: Expected options such as { hours: { monday: ["09:00-17:00"] }, between: { from: "2026-12-01", to: "2026-12-31" }, timeZone: "America/New_York" } and got undefined.",
    ]
  `)
})
