import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type BlockTimes, describeTimes, readTime } from '../src/index.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('times of the service', () => {
  test.each([
    ['2026-07-13T09:00:00-04:00', 1_783_947_600_000, '-04:00', '2026-07-13T09:00:00'],
    ['2026-10-09T16:30:00+0530', 1_791_543_600_000, '+05:30', '2026-10-09T16:30:00'],
    ['2026-10-09T16:30:00.250+0530', 1_791_543_600_250, '+05:30', '2026-10-09T16:30:00.250'],
    ['2026-10-09 16:30+05:30', 1_791_543_600_000, '+05:30', '2026-10-09T16:30:00'],
    ['2026-10-09T11:00:00.000Z', 1_791_543_600_000, '+00:00', '2026-10-09T11:00:00'],
    ['2026-10-09T16:30:00[Asia/Kolkata]', 1_791_543_600_000, '+05:30', '2026-10-09T16:30:00'],
  ])('%s is an instant with an offset', (text, epochMs, offset, clock) => {
    const expected = { epochMs, offset, clock, zoneless: false, ambiguous: false }
    expect(readTime(text)).toStrictEqual(expected)
    expect(readTime(text, { timeZone: 'America/New_York' })).toStrictEqual(expected)
  })

  test.each(['UTC', 'America/Los_Angeles', 'Pacific/Apia'])(
    'a time without an offset is marked and never guessed, not even on a host in %s',
    (host) => {
      vi.stubEnv('TZ', host)
      expect(readTime('2026-10-09 16:30:00')).toStrictEqual({
        epochMs: undefined,
        offset: undefined,
        clock: '2026-10-09T16:30:00',
        zoneless: true,
        ambiguous: false,
      })
    },
  )

  test('a time without an offset is read in timeZone and stays marked', () => {
    expect(readTime('2026-10-09 16:30:00', { timeZone: 'Asia/Kolkata' })).toMatchObject({
      epochMs: 1_791_543_600_000,
      offset: '+05:30',
      zoneless: true,
      ambiguous: false,
    })
    expect(readTime('2026-10-09 16:30:00', { timeZone: 'Asia/Kolkata', zoneSource: () => 0 })).toMatchObject({
      epochMs: Date.parse('2026-10-09T16:30:00Z'),
      offset: '+00:00',
    })
  })

  test.each([
    ['2026-10-25 01:30:00', '2026-10-25T00:30:00Z', '+01:00'],
    ['2026-03-29 01:30:00', '2026-03-29T01:30:00Z', '+01:00'],
  ])('%s in London is marked as ambiguous and resolved as compatible', (text, instant, offset) => {
    expect(readTime(text, { timeZone: 'Europe/London' })).toMatchObject({
      epochMs: Date.parse(instant),
      offset,
      clock: text.replace(' ', 'T'),
      zoneless: true,
      ambiguous: true,
    })
  })
})

const [startTime, endTime] = ['2021-06-23T03:30:00+05:30', '2021-06-23T04:30:00+05:30']
const times: BlockTimes = { startTime, endTime }

describe('descriptions', () => {
  test.each([
    [times, 'Asia/Kolkata', 'Wed 2021-06-23 03:30 to 04:30 Asia/Kolkata (+05:30)'],
    [times, 'America/New_York', 'Tue 2021-06-22 18:00 to 19:00 America/New_York (-04:00)'],
    [
      { startTime, endTime: '2021-06-24T12:00:00Z' },
      'Asia/Kolkata',
      'Wed 2021-06-23 03:30 to Thu 2021-06-24 17:30 Asia/Kolkata (+05:30)',
    ],
    [
      { startTime: '2026-10-25T01:30:00+02:00', endTime: '2026-10-25T09:00:07.250+01:00' },
      'Europe/Berlin',
      'Sun 2026-10-25 01:30 to 09:00:07.250 Europe/Berlin (+02:00 to +01:00)',
    ],
    [
      { startTime: '1966-01-01T12:00:00Z', endTime: '1966-01-01T12:00:30Z' },
      '-11:00',
      'Sat 1966-01-01 01:00 to 01:00:30 -11:00 (-11:00)',
    ],
  ])('%o in %s', (block, timeZone, expected) => {
    expect(describeTimes(block, { timeZone })).toBe(expected)
  })

  test('the second zone follows if its clock differs', () => {
    expect(describeTimes(times, { timeZone: 'Asia/Kolkata', otherTimeZone: 'Europe/Berlin' })).toBe(
      'Wed 2021-06-23 03:30 to 04:30 Asia/Kolkata (+05:30) = Wed 2021-06-23 00:00 to 01:00 Europe/Berlin (+02:00)',
    )
    expect(describeTimes(times, { timeZone: 'Europe/Paris', otherTimeZone: 'Europe/Berlin' })).toBe(
      'Wed 2021-06-23 00:00 to 01:00 Europe/Paris (+02:00)',
    )
    expect(describeTimes(times, { timeZone: 'Europe/Paris', otherTimeZone: 'Europe/Paris' })).not.toContain(
      '=',
    )
  })

  test('a time without an offset is unchanged and has no zone', () => {
    const zoneless = { startTime: '2026-10-09 16:30:00', endTime: '2026-10-10 00:00:00' }
    expect(describeTimes(zoneless, { timeZone: 'Asia/Kolkata', otherTimeZone: 'UTC' })).toBe(
      'Fri 2026-10-09 16:30 to Sat 2026-10-10 00:00 (no zone)',
    )
    expect(
      describeTimes({ ...zoneless, endTime: '2026-10-09T12:00:00Z' }, { timeZone: 'Asia/Kolkata' }),
    ).toBe('Fri 2026-10-09 16:30 to 17:30 Asia/Kolkata (no zone to +05:30)')
  })

  test('several blocks are written one per line', () => {
    expect(describeTimes(new Set([times, { ...times }]), { timeZone: 'UTC' })).toBe(
      'Tue 2021-06-22 22:00 to 23:00 UTC (+00:00)\nTue 2021-06-22 22:00 to 23:00 UTC (+00:00)',
    )
    expect(describeTimes([], { timeZone: 'UTC' })).toBe('')
  })

  test('the weekday is in the language of the locale, digits are always ASCII', () => {
    const text = (locale: string): string => describeTimes(times, { timeZone: 'Asia/Kolkata', locale })
    const week = new Intl.DateTimeFormat('ar-EG', { weekday: 'short', timeZone: 'UTC' })
    expect(text('de')).toBe('Mi 2021-06-23 03:30 – 04:30 Asia/Kolkata (+05:30)')
    expect(text('ar-EG')).toBe(
      `${week.format(Date.parse('2021-06-23'))} 2021-06-23 03:30 – 04:30 Asia/Kolkata (+05:30)`,
    )
    expect(text('EN-us')).toBe('Wed 2021-06-23 03:30 to 04:30 Asia/Kolkata (+05:30)')
  })

  test('an unsupported language falls back to English, not to that of the host', () => {
    const source = `
      import { describeTimes } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
      console.log(new Intl.DateTimeFormat().resolvedOptions().locale)
      console.log(describeTimes(${JSON.stringify(times)}, { timeZone: 'UTC', locale: 'tlh' }))
    `
    const env = { ...process.env, LC_ALL: 'de_DE.UTF-8' }
    const printed = execFileSync(process.execPath, ['--input-type=module'], {
      input: source,
      encoding: 'utf8',
      env,
    })
    expect(printed).toBe('de-DE\nTue 2021-06-22 22:00 – 23:00 UTC (+00:00)\n')
  })

  test('English weekdays agree with Date, before 1970 too', () => {
    const week = new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: 'UTC' })
    for (let day = -8; day < 8; day += 1) {
      const at = new Date(day * 86_400_000)
      const time = at.toISOString()
      expect(describeTimes({ startTime: time, endTime: time }, { timeZone: 'UTC' })).toBe(
        `${week.format(at)} ${time.slice(0, 10)} 00:00 to 00:00 UTC (+00:00)`,
      )
    }
  })

  test('zoneSource is used', () => {
    expect(describeTimes(times, { timeZone: 'Mars/Phobos', zoneSource: () => 60 })).toBe(
      'Tue 2021-06-22 22:01 to 23:01 Mars/Phobos (+00:01)',
    )
    const time = '2021-06-23T03:30[Europe/Berlin]'
    expect(describeTimes({ startTime: time, endTime: time }, { timeZone: 'UTC', zoneSource: () => 0 })).toBe(
      'Wed 2021-06-23 03:30 to 03:30 UTC (+00:00)',
    )
  })
})

/** The result or error of arguments that the types forbid. */
function refusal(call: (...args: never[]) => unknown, ...args: readonly unknown[]): string {
  try {
    return JSON.stringify(Reflect.apply(call, undefined, args))
  } catch (error) {
    return String(error)
  }
}

test('invalid times, zones and locales are rejected with a fix', () => {
  expect([
    refusal(readTime, 'tomorrow'),
    refusal(readTime, '2026-10-09'),
    refusal(readTime, '2026-10-09T16:30:00+05'),
    refusal(readTime, '2026-10-09T16:30:00+2530'),
    refusal(readTime, '2026-10-0916:30:00+0530'),
    refusal(readTime, new Date(0)),
    refusal(readTime, 1_791_543_600_000),
    refusal(readTime),
    refusal(readTime, '2026-10-09T16:30:00Z', { timeZone: 'IST' }),
    refusal(readTime, '2026-10-09T16:30:00Z', 'UTC'),
    refusal(describeTimes, times),
    refusal(describeTimes, times, {}),
    refusal(describeTimes, times, { timeZone: 'UTC', otherTimeZone: 'Berlin' }),
    refusal(describeTimes, times, { timeZone: 'UTC', locale: 'x' }),
    refusal(describeTimes, times, { timeZone: 'UTC', locale: 'en_GB' }),
    refusal(describeTimes, startTime, { timeZone: 'UTC' }),
    refusal(describeTimes, { startTime }, { timeZone: 'UTC' }),
    refusal(describeTimes, [null], { timeZone: 'UTC' }),
    refusal(describeTimes, { startTime, endTime: 'later' }, { timeZone: 'UTC' }),
  ]).toMatchInlineSnapshot(`
    [
      "RangeError: "tomorrow" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: "2026-10-09" has no time of day. Write one after the date, such as 2026-10-09T00:00.",
      "RangeError: "2026-10-09T16:30:00+05" has an offset that RFC 3339 does not allow. Write hours and minutes, such as -05:00.",
      "RangeError: "2026-10-09T16:30:00+25:30" has an offset that RFC 3339 does not allow. Write hours and minutes, such as -05:00.",
      "RangeError: "2026-10-0916:30:00+05:30" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "TypeError: Expected a text such as "2026-10-09T16:30:00+05:30" and got an object (Date). Use toOffsetDateTime for times of other kinds.",
      "TypeError: Expected a text such as "2026-10-09T16:30:00+05:30" and got 1791543600000. Use toOffsetDateTime for times of other kinds.",
      "TypeError: Expected a text such as "2026-10-09T16:30:00+05:30" and got undefined. Use toOffsetDateTime for times of other kinds.",
      "RangeError: "IST" is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use Asia/Kolkata, Europe/Dublin or Asia/Jerusalem.",
      "TypeError: Expected options such as { timeZone: "America/New_York" } and got "UTC".",
      "TypeError: Expected options such as { timeZone: "America/New_York" } and got undefined.",
      "TypeError: Expected "timeZone" to be a text such as "America/New_York" and got undefined.",
      "RangeError: "Berlin" is not a time zone. Did you mean Europe/Berlin?",
      "RangeError: "x" is not a locale. Write a language tag such as "en-GB" or "de".",
      "RangeError: "en_GB" is not a locale. Write a language tag such as "en-GB" or "de".",
      "TypeError: Expected times to be a block such as { startTime: "2026-12-24T12:00:00+01:00", endTime: "2026-12-24T18:00:00+01:00" } and got "2021-06-23T03:30:00+05:30".",
      "TypeError: Expected a text such as "2026-10-09T16:30:00+05:30" and got undefined. Use toOffsetDateTime for times of other kinds.",
      "TypeError: Expected each of times to be a block such as { startTime: "2026-12-24T12:00:00+01:00", endTime: "2026-12-24T18:00:00+01:00" } and got null.",
      "RangeError: "later" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
    ]
  `)
})
