import { describe, expect, test } from 'vitest'
import { calendar, good, inWinter, readEach } from '../support/calendar.ts'

describe('a hostile file', { timeout: 30_000 }, () => {
  test('nested a million deep, or with END without BEGIN', async () => {
    const deep = `${'BEGIN:X\r\n'.repeat(1_000_000)}DTSTART:20200101T000000Z\r\n${'END:X\r\n'.repeat(1_000_000)}`
    const inside = good.replace('UID', `${deep}UID`)
    expect(await readEach(calendar(inside, 'END:VEVENT', 'END:VALARM', good))).toHaveLength(2)
  })

  test('with an endless line keeps at most 32 MiB of it', async () => {
    const messages: string[] = []
    function* source(): Generator<string> {
      yield `BEGIN:VCALENDAR\r\n${good.replace('END:VEVENT', 'EXDATE:20260302T090000Z')}`
      const part = ',20270101T000000Z'.repeat(60_000)
      for (let index = 0; index < 34; index++) yield part
      yield `\r\nATTACH:${'A'.repeat(2 ** 20)}\r\nRRULE:FREQ=DAILY;COUNT=2\r\nEND:VEVENT\r\n${good}\r\nEND:VCALENDAR`
    }
    const busy = await readEach(source(), inWinter(messages))
    expect(busy.map(({ startTime }) => startTime)).toEqual([
      '2026-03-03T09:00:00+00:00',
      '2026-03-02T09:00:00+00:00',
    ])
    expect(messages).toMatchInlineSnapshot(`
      [
        "Line 6, event "good": EXDATE is too long. Everything after 33554432 bytes is dropped.",
      ]
    `)
  })

  test('with a million EXDATEs in one line excludes them', async () => {
    const two = (value: number): string => String(value).padStart(2, '0')
    const times = Array.from({ length: 86_400 }, (_, second) =>
      [second / 3600, (second / 60) % 60, second % 60].map((part) => two(Math.floor(part))).join(''),
    )
    const dates = Array.from({ length: 12 }, (_, day) =>
      times.map((time) => `202603${two(day + 1)}T${time}Z`).join(','),
    )
    const series = `BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260301T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=20\r\nEXDATE:${dates.join(',')}\r\nEND:VEVENT`
    const busy = await readEach(calendar(series))
    expect(busy.map(({ startTime }) => startTime.slice(8, 10))).toEqual([
      '13',
      '14',
      '15',
      '16',
      '17',
      '18',
      '19',
      '20',
    ])
  })

  test('with an event every second for a century gives the maximum of instances and a warning', async () => {
    const messages: string[] = []
    const series =
      'BEGIN:VEVENT\r\nUID:a\r\nDTSTART:19500101T000000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY;UNTIL=20500101T000000Z\r\nEND:VEVENT'
    const given = { ...inWinter(messages), between: { from: '1950-01-01', to: '2049-12-31' } }
    const busy = await readEach(calendar(series, good), given)
    expect(busy.length).toBeGreaterThan(99_000)
    expect(busy.at(-1)?.uid).toBe('good')
    expect(messages).toMatchInlineSnapshot(`
      [
        "Line 2, event "a": It has more than 100000 instances in the window, or ten times as many around it. The others are skipped.",
      ]
    `)
  })

  test('with extreme dates and lengths', async () => {
    const messages: string[] = []
    const of = (...lines: string[]): string => ['BEGIN:VEVENT', 'UID:a', ...lines, 'END:VEVENT'].join('\r\n')
    const events = [
      of(
        'DTSTART:20260302T090000Z',
        'DURATION:PT1H',
        'RRULE:FREQ=DAILY;UNTIL=99991231T235959Z',
        'EXDATE:99991231T090000Z',
      ),
      of('DTSTART:99991231T230000Z', 'DURATION:PT2H'),
      of('DTSTART;VALUE=DATE:00000101', 'DURATION:P99999999W'),
      of('DTSTART:00010101T000000', 'DURATION:PT99999999999999999999999H', 'RRULE:FREQ=YEARLY'),
    ]
    expect(await readEach(calendar(...events, good), inWinter(messages))).toHaveLength(31)
    expect(messages).toMatchInlineSnapshot(`
      [
        "Line 17, event "a": The result lies outside the years 0000 to 9999, which RFC 3339 cannot write. Give a time well inside them. The event is skipped.",
        "Line 19, event "a": The result lies outside the years 0000 to 9999, which RFC 3339 cannot write. Give a time well inside them. The event is skipped.",
      ]
    `)
    const whole = { ...inWinter(messages), between: { from: '0000-01-02', to: '9999-12-30' } }
    expect((await readEach(calendar(good), whole)).length).toBe(1)
  })

  test('with more zones, parts of zones and changes than the limits', async () => {
    const part =
      'BEGIN:STANDARD\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nDTSTART:20000101T000000\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD'
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Mine',
      ...Array.from({ length: 2000 }, () => part),
      'END:VTIMEZONE',
    ]
    const zones = Array.from(
      { length: 2000 },
      (_, index) => `BEGIN:VTIMEZONE\r\nTZID:Z${index}\r\nEND:VTIMEZONE`,
    )
    const mine = good.replace(':20260302T090000Z', ';TZID=Mine:20260302T090000')
    const unknown = Array.from({ length: 1500 }, (_, index) =>
      good.replace(':20260302T090000Z', `;TZID=No${index}:20260302T090000`),
    )
    const busy = await readEach(calendar(...zone, mine, ...zones, ...unknown))
    expect(busy).toHaveLength(1501)
    expect(busy[0]?.startTime).toBe('2026-03-02T09:00:00+01:00')
  })

  test('with zone names that are expensive to search', async () => {
    const names = [`a${' '.repeat(300_000)}b`, '('.repeat(300_000), 'a/'.repeat(150_000)]
    const named = names.map((name) => good.replace(':20260302T090000Z', `;TZID="${name}":20260302T090000`))
    const calls: string[] = []
    const messages: string[] = []
    const zoneSource = (zone: string): number => {
      calls.push(zone)
      return 0
    }
    expect(await readEach(calendar(...named), { ...inWinter(messages), zoneSource })).toHaveLength(3)
    // Neither the names nor parts of them are looked up.
    expect(calls.filter((name) => name !== 'UTC')).toEqual([])
    expect(messages).toHaveLength(3)
  })

  test('with 150,000 RDATEs gives those in the window', async () => {
    const dates = Array.from({ length: 150_000 }, (_, index) => {
      const day = new Date(Date.UTC(2026, 2, 3) + index * 86_400_000)
      return `${day.toISOString().slice(0, 10).replaceAll('-', '')}T090000Z`
    })
    const busy = await readEach(
      calendar(good.replace('END:VEVENT', `RDATE:${dates.join(',')}\r\nEND:VEVENT`)),
    )
    expect(busy).toHaveLength(29 + 1)
  })

  test('with an event every second for months counts only instances in the window', async () => {
    const messages: string[] = []
    const series =
      'BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20251201T000000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT'
    const given = { ...inWinter(messages), between: { from: '2026-06-01', to: '2026-06-01' } }
    expect(await readEach(calendar(series), given)).toHaveLength(86_400)
    expect(messages).toEqual([])
  })

  test('with the same rule a thousand times, or an endless EXRULE, ends', async () => {
    const messages: string[] = []
    const rule = 'RRULE:FREQ=SECONDLY;COUNT=90000\r\n'
    const same = `BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260302T000000Z\r\nDURATION:PT1S\r\n${rule.repeat(1000)}END:VEVENT`
    expect(await readEach(calendar(same), inWinter(messages))).toHaveLength(90_000)
    const but = good.replace('END:', 'RRULE:FREQ=DAILY\r\nEXRULE:FREQ=SECONDLY\r\nEND:')
    expect(await readEach(calendar(but), inWinter(messages))).toEqual([])
    expect(messages).toMatchInlineSnapshot(`
      [
        "Line 2, event "a": It has more than 100000 instances in the window, or ten times as many around it. The others are skipped.",
        "Line 2, event "good": It has more than 100000 instances in the window, or ten times as many around it. The others are skipped.",
      ]
    `)
  })
})
