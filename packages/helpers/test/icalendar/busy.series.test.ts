import { describe, expect, test } from 'vitest'
import type { BusyTime } from '../../src/icalendar/index.ts'
import { calendar, event, readAll, sorted, timesOf } from '../support/calendar.ts'

describe('a series and overrides of its instances', () => {
  const series = event(
    'SUMMARY:Daily',
    'DTSTART;TZID=America/New_York:20260302T090000',
    'DTEND;TZID=America/New_York:20260302T100000',
    'RRULE:FREQ=DAILY;COUNT=4',
  )
  const short = (busy: BusyTime[]): string[] =>
    busy.map(
      ({ title, startTime, recurrenceId }) => `${title} ${startTime.slice(5, 16)} of ${recurrenceId ?? '-'}`,
    )

  test('every instance has an id, which stays the same when it is moved, in any zone', async () => {
    const moved = event(
      'SUMMARY:Moved',
      'RECURRENCE-ID:20260303T140000Z',
      'DTSTART:20260310T160000Z',
      'DTEND:20260310T170000Z',
    )
    const daily = [
      'Daily 03-02T09:00 of 2026-03-02T14:00:00+00:00',
      'Daily 03-04T09:00 of 2026-03-04T14:00:00+00:00',
      'Daily 03-05T09:00 of 2026-03-05T14:00:00+00:00',
    ]
    const override = 'Moved 03-10T16:00 of 2026-03-03T14:00:00+00:00'
    expect(short((await readAll(calendar(series, moved))).busy)).toEqual([...daily, override])
    expect(short((await readAll(calendar(moved, series))).busy)).toEqual([override, ...daily])
  })

  test('a cancelled or free instance is removed; one without its master stays', async () => {
    const cancelled = event(
      'RECURRENCE-ID;TZID=America/New_York:20260303T090000',
      'DTSTART;TZID=America/New_York:20260303T090000',
      'DURATION:PT1H',
      'STATUS:CANCELLED',
    )
    const free = event(
      'RECURRENCE-ID;TZID=America/New_York:20260304T090000',
      'DTSTART;TZID=America/New_York:20260304T090000',
      'DURATION:PT1H',
      'TRANSP:TRANSPARENT',
    )
    const orphan =
      'BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Orphan\r\nRECURRENCE-ID:20260306T140000Z\r\nDTSTART:20260306T150000Z\r\nDURATION:PT1H\r\nEND:VEVENT'
    const { busy } = await readAll(calendar(cancelled, series, free, orphan))
    expect(short(busy)).toEqual([
      'Daily 03-02T09:00 of 2026-03-02T14:00:00+00:00',
      'Daily 03-05T09:00 of 2026-03-05T14:00:00+00:00',
      'Orphan 03-06T15:00 of 2026-03-06T14:00:00+00:00',
    ])
  })

  test('a RECURRENCE-ID without a zone is in the zone of its event', async () => {
    const moved = event(
      'SUMMARY:Moved',
      'RECURRENCE-ID:20260303T090000',
      'DTSTART;TZID=America/New_York:20260303T120000',
      'DURATION:PT1H',
    )
    const { busy } = await readAll(calendar(series, moved), { defaultTimeZone: 'Asia/Tokyo' })
    expect(busy.map(({ startTime }) => startTime.slice(8, 13))).toEqual(['02T09', '04T09', '05T09', '03T12'])
  })

  test('an instance that is moved into the window', async () => {
    const moved = event(
      'SUMMARY:Moved',
      'RECURRENCE-ID:20260303T140000Z',
      'DTSTART:20260610T160000Z',
      'DTEND:20260610T170000Z',
    )
    const { busy } = await readAll(calendar(series, moved), {
      between: { from: '2026-06-01', to: '2026-06-30' },
    })
    expect(short(busy)).toEqual(['Moved 06-10T16:00 of 2026-03-03T14:00:00+00:00'])
  })

  test('of two versions of an instance, the one with the higher SEQUENCE is used', async () => {
    const version = (sequence: number, title: string): string =>
      event(
        `SUMMARY:${title}`,
        `SEQUENCE:${sequence}`,
        'RECURRENCE-ID:20260303T140000Z',
        'DTSTART:20260303T160000Z',
        'DURATION:PT1H',
      )
    const { busy } = await readAll(calendar(version(2, 'New'), series, version(1, 'Old')))
    expect(busy.map(({ title }) => title)).toEqual(['New', 'Daily', 'Daily', 'Daily'])
  })

  test('THISANDFUTURE shifts all later instances as it shifts its own, until the next one', async () => {
    const from = (day: string, start: string, title: string): string =>
      event(
        `SUMMARY:${title}`,
        `RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:${day}T090000`,
        `DTSTART;TZID=${start}`,
        'DURATION:PT30M',
      )
    const later = from('20260303', 'America/New_York:20260304T113000', 'Later')
    const abroad = from('20260305', 'Europe/Berlin:20260305T080000', 'Abroad')
    const long = series.replace('COUNT=4', 'COUNT=6')
    const { busy } = await readAll(calendar(abroad, long, later))
    const said = busy.map(({ title, startTime, endTime, recurrenceId }) =>
      [title, startTime, endTime.slice(11, 16), recurrenceId?.slice(8, 10)].join(' '),
    )
    expect(sorted(said, String)).toEqual([
      'Abroad 2026-03-05T08:00:00+01:00 08:30 05',
      'Abroad 2026-03-06T08:00:00+01:00 08:30 06',
      'Abroad 2026-03-07T08:00:00+01:00 08:30 07',
      'Daily 2026-03-02T09:00:00-05:00 10:00 02',
      'Later 2026-03-04T11:30:00-05:00 12:00 03',
      'Later 2026-03-05T11:30:00-05:00 12:00 04',
    ])
    const cancelled = from('20260303', 'America/New_York:20260303T090000', 'x').replace(
      'DURATION',
      'STATUS:CANCELLED\r\nDURATION',
    )
    expect((await readAll(calendar(long, cancelled))).busy).toHaveLength(1)
  })

  test('whole days are matched by date, written as a date, as midnight in a zone, or in UTC', async () => {
    const days = event(
      'DTSTART;VALUE=DATE:20260316',
      'RRULE:FREQ=DAILY;UNTIL=20260320T220000Z',
      'EXDATE;TZID=Europe/Berlin:20260317T000000',
      'EXDATE:20260317T230000Z',
    )
    const moved = event('RECURRENCE-ID;VALUE=DATE:20260319', 'DTSTART;VALUE=DATE:20260401')
    const { busy } = await readAll(calendar(days, moved), { defaultTimeZone: 'Europe/Berlin' })
    // UNTIL is 23:00 on the 20th in Berlin.
    expect(busy.map(({ startTime, recurrenceId }) => `${startTime} ${recurrenceId}`)).toEqual([
      '2026-03-16T00:00:00+01:00 2026-03-16',
      '2026-03-20T00:00:00+01:00 2026-03-20',
      '2026-04-01T00:00:00+02:00 2026-03-19',
    ])
  })

  test('RDATE has times, days and periods with their lengths, and EXDATE excludes them', async () => {
    const dates = event(
      'DTSTART;TZID=America/New_York:20260302T090000',
      'DURATION:PT1H',
      'RDATE;TZID=America/New_York:20260303T100000,20260304T100000',
      'RDATE;VALUE=DATE:20260305',
      'RDATE;VALUE=PERIOD:20260306T140000Z/20260306T163000Z,20260307T140000Z/PT5M,20260308T140000Z/PT0S',
      'EXDATE:20260304T150000Z',
    )
    expect(await timesOf([dates])).toMatchInlineSnapshot(`
      [
        "2026-03-02T09:00:00-05:00 2026-03-02T10:00:00-05:00",
        "2026-03-03T10:00:00-05:00 2026-03-03T11:00:00-05:00",
        "2026-03-05T09:00:00-05:00 2026-03-05T10:00:00-05:00",
        "2026-03-06T09:00:00-05:00 2026-03-06T11:30:00-05:00",
        "2026-03-07T09:00:00-05:00 2026-03-07T09:05:00-05:00",
        "Line 8, event "a": An entry of RDATE is skipped. The period 20260308T140000Z/PT0S does not end after it starts.",
      ]
    `)
  })

  test('a free series gives no block, and one with a malformed rule its first instance', async () => {
    const broken = event('DTSTART:20260302T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=FORTNIGHTLY')
    expect(await timesOf([series.replace('SUMMARY', 'TRANSP:TRANSPARENT\r\nSUMMARY'), broken]))
      .toMatchInlineSnapshot(`
        [
          "2026-03-02T09:00:00+00:00 2026-03-02T10:00:00+00:00",
          "Line 14, event "a": The rule "FREQ=FORTNIGHTLY" needs one FREQ of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY. Of this rule, only the first instance is given.",
        ]
      `)
  })

  test('EXRULE of older exporters excludes instances', async () => {
    const but = series.replace('COUNT=4', 'COUNT=4\r\nEXRULE:FREQ=DAILY;INTERVAL=2')
    const { busy } = await readAll(calendar(but))
    expect(busy.map(({ startTime }) => startTime.slice(5, 10))).toEqual(['03-03', '03-05'])
  })

  test('blocks that overlap the window are given in full', async () => {
    const long = event('DTSTART:20260101T000000Z', 'DURATION:P10D', 'RRULE:FREQ=MONTHLY')
    expect(
      await timesOf([long], { between: { from: '2026-05-05', to: '2026-06-02' }, defaultTimeZone: 'UTC' }),
    ).toEqual([
      '2026-05-01T00:00:00+00:00 2026-05-11T00:00:00+00:00',
      '2026-06-01T00:00:00+00:00 2026-06-11T00:00:00+00:00',
    ])
    const next = { from: '2026-05-11', to: '2026-05-31' }
    expect(await timesOf([long], { between: next, defaultTimeZone: 'UTC' })).toEqual([])
  })

  test('THISANDFUTURE can move a series into the window, forward and back', async () => {
    const id = 'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York'
    const ended = [
      event(
        'DTSTART;TZID=America/New_York:20260601T100000',
        'DURATION:PT1H',
        'RRULE:FREQ=WEEKLY;UNTIL=20260629T140000Z',
      ),
      event(`${id}:20260615T100000`, 'DTSTART;TZID=America/New_York:20260620T100000', 'DURATION:PT1H'),
    ]
    expect(await timesOf(ended, { between: { from: '2026-07-04', to: '2026-07-31' } })).toEqual([
      '2026-07-04T10:00:00-04:00 2026-07-04T11:00:00-04:00',
    ])
    const later = [
      event('DTSTART;TZID=America/New_York:20270104T100000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=5'),
      event(`${id}:20270104T100000`, 'DTSTART;TZID=America/New_York:20261228T100000', 'DURATION:PT1H'),
    ]
    const { busy } = await readAll(calendar(...later))
    const days = busy.map(({ startTime }) => startTime.slice(5, 10))
    expect(sorted(days, String)).toEqual(['12-28', '12-29', '12-30', '12-31'])
  })

  test('an instance overridden without a length, or cancelled without a DTSTART, does not reappear', async () => {
    const master = event('DTSTART:20260301T000000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3')
    const empty = event(
      'RECURRENCE-ID:20260302T000000Z',
      'DTSTART:20260302T020000Z',
      'DTEND:20260302T020000Z',
    )
    const cancelled = event('RECURRENCE-ID:20260303T000000Z', 'STATUS:CANCELLED')
    expect(await timesOf([master, empty, cancelled])).toMatchInlineSnapshot(`
      [
        "2026-03-01T00:00:00+00:00 2026-03-01T01:00:00+00:00",
        "Line 12, event "a": It runs from 2026-03-02T02:00:00+00:00 to 2026-03-02T02:00:00+00:00: end not after start. The instance takes no time.",
      ]
    `)
  })

  test('an RDATE in the second pass of an hour that occurs twice, as a time and as a period', async () => {
    const dates = event(
      'DTSTART;TZID=America/New_York:20261030T013000',
      'DURATION:PT1H',
      'RDATE:20261101T063000Z',
      'RDATE;VALUE=PERIOD:20261101T064500Z/PT5M',
    )
    const first = '2026-10-30T01:30:00-04:00 2026-10-30T02:30:00-04:00'
    const period = '2026-11-01T01:45:00-05:00 2026-11-01T01:50:00-05:00'
    expect(await timesOf([dates])).toEqual([
      first,
      '2026-11-01T01:30:00-05:00 2026-11-01T02:30:00-05:00',
      period,
    ])
    const without = dates.replace('RDATE:', 'EXDATE:20261101T063000Z\r\nRDATE:')
    expect(await timesOf([without])).toEqual([first, period])
  })

  test('RECURRENCE-ID as a date in a series with times is that day at the time of the series', async () => {
    const moved = event(
      'SUMMARY:Moved',
      'RECURRENCE-ID;VALUE=DATE:20260303',
      'DTSTART;TZID=America/New_York:20260303T120000',
      'DURATION:PT1H',
    )
    const { busy } = await readAll(calendar(series, moved), { defaultTimeZone: 'Asia/Tokyo' })
    expect(short(busy).at(-1)).toBe('Moved 03-03T12:00 of 2026-03-03T14:00:00+00:00')
    const all = moved.replace('VALUE=DATE', 'VALUE=DATE;RANGE=THISANDFUTURE')
    expect(short((await readAll(calendar(series, all))).busy)).toEqual([
      'Daily 03-02T09:00 of 2026-03-02T14:00:00+00:00',
      'Moved 03-04T12:00 of 2026-03-04T14:00:00+00:00',
      'Moved 03-05T12:00 of 2026-03-05T14:00:00+00:00',
      'Moved 03-03T12:00 of 2026-03-03T14:00:00+00:00',
    ])
  })

  test('of two versions of a series, the one with the higher SEQUENCE is used, even if it has ended', async () => {
    const newer = series
      .replace('SUMMARY:Daily', 'SUMMARY:New\r\nSEQUENCE:1')
      .replaceAll('T09', 'T08')
      .replaceAll('T10', 'T09')
    const ended = newer.replaceAll(':2026', ':2016').replace('COUNT=4', 'UNTIL=20160401T000000Z')
    for (const [versions, titles] of [
      [[series, newer], 'New New New New'],
      [[newer, series], 'New New New New'],
      [[series, ended], ''],
      [[ended, series], ''],
      [[series.replace('SUMMARY', 'SEQUENCE:-1\r\nSUMMARY')], 'Daily Daily Daily Daily'],
      [[series, series.replaceAll('T09', 'T08')], 'Daily Daily Daily Daily Daily Daily Daily Daily'],
    ] as const) {
      const { busy } = await readAll(calendar(...versions))
      expect(busy.map(({ title }) => title).join(' ')).toBe(titles)
    }
  })
})
