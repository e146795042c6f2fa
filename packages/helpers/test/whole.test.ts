import { readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill/implementation'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { wholeDays, type WholeDaysOptions } from '../src/index.ts'
import { intlOffset } from '../src/zone/source.ts'

type Vector = { zone: string; date: string; start: string; end: string }

const vectors = readFileSync(new URL('vectors/days.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Vector => JSON.parse(line))

/** True when the runtime agrees with the offsets that a vector was computed with. */
const agreed = vectors.filter(({ zone, start, end }) =>
  [start, end].every((text) => {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? []
    const offset = Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60)
    return intlOffset(zone, Date.parse(text) / 1000) === offset
  }),
)

test(`at most three days are skipped for the rules of the runtime, now ${vectors.length - agreed.length} of ${vectors.length}`, () => {
  expect(vectors).toHaveLength(29)
  expect(agreed.length).toBeGreaterThanOrEqual(26)
})

/** Start and end on one line. */
function days(options: WholeDaysOptions): string {
  const { startTime, endTime } = wholeDays(options)
  return `${startTime} ${endTime}`
}

describe.each(['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Apia'])('on a host in %s', (host) => {
  beforeEach(() => {
    vi.stubEnv('TZ', host)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test('days of 22 to 26 hours begin and end by the clock', () => {
    for (const { zone: timeZone, date: from, start, end } of agreed) {
      expect([from, days({ from, timeZone, end: 'midnight' })]).toEqual([from, `${start} ${end}`])
    }
  })

  test('the last minute is one minute before the end: 23:59, or 22:59 if the last hour was skipped', () => {
    for (const { zone: timeZone, date: from, start, end } of agreed) {
      const { startTime, endTime } = wholeDays({ from, timeZone })
      const clock = `${from} in ${timeZone}` === '2026-03-28 in America/Nuuk' ? '22:59' : '23:59'
      expect([timeZone, startTime, endTime.slice(0, 16)]).toEqual([timeZone, start, `${from}T${clock}`])
      // In St John's the clock showed that day for another hour after one minute of the next.
      const more = `${from} in ${timeZone}` === '2006-10-28 in America/St_Johns' ? 60 : 0
      expect([timeZone, Date.parse(endTime)]).toEqual([timeZone, Date.parse(end) + (more - 1) * 60_000])
    }
  })
})

test.each([
  ['Europe/Berlin', '2026-12-24', '2026-12-26', '2026-12-24T00:00:00+01:00 2026-12-26T23:59:00+01:00'],
  ['Europe/Berlin', '2026-10-24', '2026-10-25', '2026-10-24T00:00:00+02:00 2026-10-25T23:59:00+01:00'],
  ['+05:30', '2026-12-31', '2027-01-01', '2026-12-31T00:00:00+05:30 2027-01-01T23:59:00+05:30'],
  // A day that does not exist, at either end of a range and inside.
  ['Pacific/Apia', '2011-12-29', '2011-12-30', '2011-12-29T00:00:00-10:00 2011-12-29T23:59:00-10:00'],
  ['Pacific/Apia', '2011-12-30', '2011-12-31', '2011-12-31T00:00:00+14:00 2011-12-31T23:59:00+14:00'],
  ['Pacific/Apia', '2011-12-28', '2012-01-01', '2011-12-28T00:00:00-10:00 2012-01-01T23:59:00+14:00'],
  // 23:59 occurs twice (São Paulo: the clock went from 24:00 back to 23:00), and the night begins at 01:00.
  ['America/Sao_Paulo', '2018-02-17', '2018-02-17', '2018-02-17T00:00:00-02:00 2018-02-17T23:59:00-03:00'],
  ['America/Sao_Paulo', '2018-11-03', '2018-11-04', '2018-11-03T00:00:00-03:00 2018-11-04T23:59:00-02:00'],
  // 23:30 to 00:30 were skipped (Toronto, 1919), so that 23:29 is the last minute.
  ['America/Toronto', '1919-03-30', '1919-03-30', '1919-03-30T00:00:00-05:00 1919-03-30T23:29:00-05:00'],
  ['America/Toronto', '1919-03-31', '1919-03-31', '1919-03-31T00:30:00-04:00 1919-03-31T23:59:00-04:00'],
  // The clock was set back across midnight: 29 October began, and an hour of the 28th was repeated.
  ['America/St_Johns', '2006-10-28', '2006-10-28', '2006-10-28T00:00:00-02:30 2006-10-28T23:59:00-03:30'],
  ['America/St_Johns', '2006-10-29', '2006-10-29', '2006-10-29T00:00:00-02:30 2006-10-29T23:59:00-03:30'],
])('in %s from %s to %s', (timeZone, from, to, expected) => {
  expect(days({ from, to, timeZone })).toBe(expected)
})

test('days may be Temporal objects in any calendar', () => {
  const from = Temporal.PlainDate.from('2026-12-24')
  const to = {
    [Symbol.toStringTag]: 'Temporal.PlainDate',
    toString: () => '2026-12-25[u-ca=hebrew]',
  } as const
  expect(days({ from, to, timeZone: 'UTC' })).toBe('2026-12-24T00:00:00+00:00 2026-12-25T23:59:00+00:00')
})

test('zoneSource is used', () => {
  const zoneSource = (): number => 7200
  expect(days({ from: '2026-12-24', timeZone: 'Europe/Berlin', zoneSource, end: 'midnight' })).toBe(
    '2026-12-24T00:00:00+02:00 2026-12-25T00:00:00+02:00',
  )
})

test('years go from 0000 to 9999', () => {
  expect(days({ from: '0000-01-01', to: '9999-12-31', timeZone: 'UTC' })).toBe(
    '0000-01-01T00:00:00+00:00 9999-12-31T23:59:00+00:00',
  )
})

/** The result or error of options that the types forbid. */
function refusal(options: unknown): string {
  try {
    return JSON.stringify(Reflect.apply(wholeDays, undefined, [options]))
  } catch (error) {
    return String(error)
  }
}

test('invalid days, ranges and zones are rejected with a fix', () => {
  const [from, timeZone] = ['2026-12-24', 'Europe/Berlin']
  expect(
    [
      { from: '2011-12-30', timeZone: 'Pacific/Apia' },
      { from: '1993-08-21', to: '1993-08-21', timeZone: 'Pacific/Kwajalein' },
      { from, to: '2026-12-23', timeZone },
      { from: '2026-02-29', timeZone },
      { from: '2026-13-01', timeZone },
      { from: '2026-12-24T12:00', timeZone },
      { from: '24.12.2026', timeZone },
      { from, to: '2026-12-24 ', timeZone },
      { from: '+012026-12-24', timeZone },
      { from: new Date(0), timeZone },
      { from, to: Date.now, timeZone },
      { from, to: 0, timeZone },
      { from, to: null, timeZone },
      { from: Temporal.Instant.fromEpochMilliseconds(0), timeZone },
      { from: Temporal.PlainDateTime.from('2026-12-24T12:00'), timeZone },
      { from: Temporal.ZonedDateTime.from('2026-12-24T12:00[UTC]'), timeZone },
      { from: Temporal.PlainYearMonth.from('2026-12'), timeZone },
      { from: '9999-12-31', timeZone, end: 'midnight' },
      { from },
      { from, timeZone: 'Berlin' },
      { from, timeZone, end: 'noon' },
      { timeZone },
      '2026-12-24',
    ].map(refusal),
  ).toMatchInlineSnapshot(`
    [
      "RangeError: The day 2011-12-30 was skipped in Pacific/Apia, where 2011-12-29 is followed by 2011-12-31. Give a day that exists there.",
      "RangeError: The day 1993-08-21 was skipped in Pacific/Kwajalein, where 1993-08-20 is followed by 1993-08-22. Give a day that exists there.",
      "RangeError: The last day, 2026-12-23, is before the first, 2026-12-24. Give "to" on or after "from".",
      "RangeError: "2026-02-29" does not exist. Its day must be from 1 to 28.",
      "RangeError: "2026-13-01" does not exist. Its month must be from 1 to 12.",
      "RangeError: "2026-12-24T12:00" has more than a day in it. Give "2026-12-24", or use blockTimes for a part of a day.",
      "RangeError: "24.12.2026" is not a day. Write one such as 2026-12-24.",
      "RangeError: "2026-12-24 " is not a day. Write one such as 2026-12-24.",
      "RangeError: "+012026-12-24" is not a day. Write one such as 2026-12-24.",
      "TypeError: Expected "from" to be a day and got an object (Date). A Date is an instant, and its day depends on the zone. Give toOffsetDateTime(date, { timeZone }).slice(0, 10).",
      "TypeError: Expected "to" to be a day and got a function. Give a text such as "2026-12-24", or a Temporal.PlainDate.",
      "TypeError: Expected "to" to be a day and got 0. Give a text such as "2026-12-24", or a Temporal.PlainDate.",
      "TypeError: Expected "to" to be a day and got null. Give a text such as "2026-12-24", or a Temporal.PlainDate.",
      "TypeError: Expected "from" to be a day and got an object (Temporal.Instant). The day of an instant depends on the zone. Give instant.toZonedDateTimeISO(timeZone).toPlainDate().",
      "TypeError: Expected "from" to be a day and got an object (Temporal.PlainDateTime). Take its day with toPlainDate().",
      "TypeError: Expected "from" to be a day and got an object (Temporal.ZonedDateTime). Take its day with toPlainDate().",
      "TypeError: Expected "from" to be a day and got an object (Temporal.PlainYearMonth). Give a text such as "2026-12-24", or a Temporal.PlainDate.",
      "RangeError: The result lies outside the years 0000 to 9999, which RFC 3339 cannot write. Give a time well inside them.",
      "TypeError: Expected "timeZone" to be a text such as "America/New_York" and got undefined.",
      "RangeError: "Berlin" is not a time zone. Did you mean Europe/Berlin?",
      "RangeError: "noon" is not a value of end. Use "last-minute" or "midnight".",
      "TypeError: Expected "from" to be a day and got undefined. Give a text such as "2026-12-24", or a Temporal.PlainDate.",
      "TypeError: Expected options such as { from: "2026-12-24", to: "2026-12-26", timeZone: "Europe/Berlin" } and got "2026-12-24".",
    ]
  `)
})
