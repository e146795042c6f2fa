import { describe, expect, test } from 'vitest'
import { calendar, event, readAll, timesOf } from '../support/calendar.ts'

describe('zones', () => {
  const at = (tzid: string): string =>
    event(`DTSTART;TZID=${tzid}:20260701T090000`, `DTEND;TZID=${tzid}:20260701T100000`)
  const summer: [string, string][] = [
    ['America/Chicago', '-05:00'],
    ['america/chicago', '-05:00'],
    ['"America/Chicago"', '-05:00'],
    ['Central Standard Time', '-05:00'],
    ['central standard time (mexico)', '-06:00'],
    ['/mozilla.org/20070129_1/America/Argentina/Buenos_Aires', '-03:00'],
    ['/freeassociation.sourceforge.net/Europe/Berlin', '+02:00'],
    ['tzone://Microsoft/Utc', '+00:00'],
    ['"(UTC-05:00) Eastern Time (US & Canada)"', '-04:00'],
    ['(UTC-05:00) Eastern Time (US & Canada)', '-04:00'],
    ['(UTC-05:00) Indiana (East)', '-04:00'],
    ['(UTC-09:00) Alaska', '-08:00'],
    ['(UTC-07:00) Arizona', '-07:00'],
    ['(UTC-04:00) Atlantic Time (Canada)', '-03:00'],
    ['(UTC+01:00) Amsterdam\\, Berlin\\, Bern\\, Rome\\, Stockholm\\, Vienna'.replaceAll('\\', ''), '+02:00'],
    ['(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', '+05:30'],
    // There is a La Paz in Bolivia too, with another offset.
    ['(UTC-07:00) La Paz, Mazatlan', '-07:00'],
    ['(UTC) Dublin, Edinburgh, Lisbon, London', '+01:00'],
    ['(UTC+10:30) Lord Howe Island', '+10:30'],
    ['UTC+02:00', '+02:00'],
    ['GMT-0330', '-03:30'],
    ['Etc/GMT+5', '-05:00'],
    ['Z', '+00:00'],
    ['Eastern Daylight Time', '-04:00'],
    ['W. Europe Daylight Time', '+02:00'],
    ['GMT Summer Time', '+01:00'],
    ['Eastern Standard Time 1', '-04:00'],
    ['W. Europe Standard Time 2', '+02:00'],
    ['Pacific Time (US & Canada)', '-07:00'],
    ['Eastern Time', '-04:00'],
    ['"(UTC-05:00) Eastern Time (US & Canada) 1"', '-04:00'],
    ['(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna', '+02:00'],
    ['GMT +01:00 Amsterdam / Berlin / Berne / Rome / Stockholm / Vienne', '+02:00'],
    ['(GMT) Greenwich Mean Time - Dublin / Edinburgh / Lisbon / London', '+01:00'],
    ['"Amsterdam, Berlin, Bern, Rom, Stockholm, Wien"', '+02:00'],
    ['"(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien"', '+02:00'],
    ['(UTC-05:00) Eastern Time (USA & Kanada)', '-04:00'],
    ['(UTC-08:00) Pacific Time (USA und Kanada)', '-07:00'],
    ['Eastern Normalzeit', '-04:00'],
    ['Eastern Normalzeit (Mexiko)', '-05:00'],
    ['Mitteleuropäische Zeit', '+02:00'],
    ['W. Mitteleuropäische Zeit', '+02:00'],
    ['Mitteleuropaeische Sommerzeit', '+02:00'],
    ['Westeuropäische Zeit', '+01:00'],
    ['Osteuropäische Zeit', '+03:00'],
    ['America/New York', '-04:00'],
    ["'America/New_York'", '-04:00'],
    ['America\\/New_York', '-04:00'],
    ['/America/New_York', '-04:00'],
    ['Europe/Berlin (UTC+1)', '+02:00'],
    ['"Europe/Berlin (UTC+01:00)"', '+02:00'],
    ['America/New_York (GMT-5)', '-04:00'],
    ['(GMT+01:00) Europe/Berlin', '+02:00'],
    ['Europe/Berlin 1', '+02:00'],
  ]
  test.each(summer)('TZID=%s is %s in July, without a definition or a warning', async (tzid, offset) => {
    expect(await timesOf([at(tzid)])).toEqual([`2026-07-01T09:00:00${offset} 2026-07-01T10:00:00${offset}`])
  })

  test('a zone with a known offset only, or an unknown one, gives a warning, once per name', async () => {
    const some = at('"(UTC-03:00) Nowhere in Particular"')
    const none = at('tzone://Microsoft/Custom')
    expect(await timesOf([some, some, none, none])).toMatchInlineSnapshot(`
      [
        "2026-07-01T09:00:00-03:00 2026-07-01T10:00:00-03:00",
        "2026-07-01T09:00:00-03:00 2026-07-01T10:00:00-03:00",
        "2026-07-01T09:00:00-04:00 2026-07-01T10:00:00-04:00",
        "2026-07-01T09:00:00-04:00 2026-07-01T10:00:00-04:00",
        "Line 4, event "a": The time zone "(UTC-03:00) Nowhere in Particular" is not known. It is read as -03:00 all year.",
        "Line 14, event "a": The time zone "tzone://Microsoft/Custom" is neither known nor defined. It is read as America/New_York.",
      ]
    `)
  })

  const definition = (tzid: string, ...parts: string[]): string =>
    ['BEGIN:VTIMEZONE', `TZID:${tzid}`, ...parts, 'END:VTIMEZONE'].join('\r\n')
  const part = (name: string, from: string, to: string, ...lines: string[]): string =>
    [`BEGIN:${name}`, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, ...lines, `END:${name}`].join('\r\n')

  test('a definition in the file applies to unknown names', async () => {
    const rules = [
      part(
        'STANDARD',
        '+0330',
        '+0230',
        'DTSTART:16010101T030000',
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
      ),
      part('DAYLIGHT', '+0230', '+0330', 'DTSTART:16010101T020000', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3'),
    ]
    const of = (day: string): string => event(`DTSTART;TZID=Ours:${day}T120000`, 'DURATION:PT1H')
    expect(
      await timesOf([
        definition('Ours', ...rules),
        of('20260328'),
        of('20260329'),
        of('20261024'),
        of('20261025'),
      ]),
    ).toEqual([
      '2026-03-28T12:00:00+02:30 2026-03-28T13:00:00+02:30',
      '2026-03-29T12:00:00+03:30 2026-03-29T13:00:00+03:30',
      '2026-10-24T12:00:00+03:30 2026-10-24T13:00:00+03:30',
      '2026-10-25T12:00:00+02:30 2026-10-25T13:00:00+02:30',
    ])
  })

  test('of two generations of rules without an end, the newer one applies once it has begun', async () => {
    const rules = [
      part(
        'STANDARD',
        '-0400',
        '-0500',
        'DTSTART:19671029T020000',
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
      ),
      part('DAYLIGHT', '-0500', '-0400', 'DTSTART:19870405T020000', 'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4'),
      part('DAYLIGHT', '-0500', '-0400', 'DTSTART:20070311T020000', 'RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3'),
      part('STANDARD', '-0400', '-0500', 'DTSTART:20071104T020000', 'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11'),
    ]
    // By the older rules, which applied in 2006, winter time begins before 2026-10-28.
    const of = (day: string): string =>
      event(`DTSTART;TZID=Customized Time Zone 1:${day}T120000`, 'DURATION:PT1H')
    const days = ['20060320', '20061030', '20260320', '20261028', '20261102']
    const times = await timesOf([definition('Customized Time Zone 1', ...rules), ...days.map(of)], {
      between: { from: '2006-01-01', to: '2026-12-31' },
    })
    expect(times.map((time) => time.slice(0, 25))).toEqual([
      '2006-03-20T12:00:00-05:00',
      '2006-10-30T12:00:00-05:00',
      '2026-03-20T12:00:00-04:00',
      '2026-10-28T12:00:00-04:00',
      '2026-11-02T12:00:00-05:00',
    ])
  })

  test('a definition by single dates, with seconds in its offsets, and one that ends', async () => {
    const rules = [
      part('STANDARD', '+001932', '+0020', 'DTSTART:19370701T000000'),
      part('DAYLIGHT', '+0020', '+0120', 'DTSTART:20260301T000000', 'RDATE:20270301T000000,20280301T000000'),
      part(
        'STANDARD',
        '+0120',
        '+0020',
        'DTSTART:20261001T000000',
        'RRULE:FREQ=YEARLY;UNTIL=20270930T224000Z',
      ),
    ]
    const of = (day: string): string => event(`DTSTART;TZID=Nieuw:${day}T120000`, 'DURATION:PT1H')
    const days = ['20260201', '20260401', '20261101', '20270401', '20271101', '20281101']
    const times = await timesOf([definition('Nieuw', ...rules), ...days.map(of)], {
      between: { from: '2026-01-01', to: '2029-01-01' },
    })
    expect(times.map((time) => time.slice(19, 25))).toEqual([
      '+00:20',
      '+01:20',
      '+00:20',
      '+01:20',
      '+00:20',
      '+01:20',
    ])
  })

  test('a definition applies wherever it is in the file, and its first offset before its first change', async () => {
    const late = part('STANDARD', '+0530', '+0600', 'DTSTART:20260601T000000')
    const of = (day: string): string => event(`DTSTART;TZID=Late:${day}T120000`, 'DURATION:PT1H')
    const times = await timesOf([of('20260301'), definition('Late', late), of('20260301'), of('20260701')])
    expect(times.map((time) => time.slice(0, 25))).toEqual([
      '2026-03-01T12:00:00+05:30',
      '2026-03-01T12:00:00+05:30',
      '2026-07-01T12:00:00+06:00',
    ])
  })

  test('a definition has precedence over a guess from the name, wherever it is', async () => {
    const names = ['Eastern Standard Time 1', 'Eastern Daylight Time', 'GMT+0300', '']
    for (const name of names) {
      const own = definition(name, part('STANDARD', '+0130', '+0130', 'DTSTART:19700101T000000'))
      expect(await timesOf([at(name), own])).toEqual(['2026-07-01T09:00:00+01:30 2026-07-01T10:00:00+01:30'])
    }
  })

  test('a definition of which one part cannot be read is used, with a warning', async () => {
    const parts = [
      part('STANDARD', '+0053:2', '+0100', 'DTSTART:18930401T000000'),
      part(
        'STANDARD',
        '+02:00',
        '+01:00',
        'DTSTART:1996-10-27T03:00:00',
        'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
      ),
      part('DAYLIGHT', '+0100', '+0200', 'DTSTART:19810329T020000', 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU'),
    ]
    const [block, ...messages] = await timesOf([definition('Ours', ...parts), at('Ours')])
    expect(block).toBe('2026-07-01T09:00:00+02:00 2026-07-01T10:00:00+02:00')
    expect(messages).toEqual([
      'Line 24, event "a": The definition of "Ours" in line 4: its TZOFFSETFROM is "+0053:2", which is not an offset such as -0500. This STANDARD is skipped.',
    ])
  })

  test('a definition ends with its calendar', async () => {
    const ours = definition('Ours', part('STANDARD', '+0530', '+0530', 'DTSTART:19700101T000000'))
    const { busy } = await readAll(calendar(ours, at('Ours')) + calendar(at('Ours')))
    expect(busy.map(({ startTime }) => startTime.slice(19))).toEqual(['+05:30', '-04:00'])
  })

  test('a definition that cannot be read is skipped with a warning', async () => {
    const bad = definition('Broken', part('STANDARD', 'x', '+0100', 'DTSTART:20260101T000000'))
    expect(await timesOf([bad, at('Broken'), at('Broken')])).toMatchInlineSnapshot(`
      [
        "2026-07-01T09:00:00-04:00 2026-07-01T10:00:00-04:00",
        "2026-07-01T09:00:00-04:00 2026-07-01T10:00:00-04:00",
        "Line 12, event "a": The definition of "Broken" in line 4: its TZOFFSETFROM is "x", which is not an offset such as -0500. This STANDARD is skipped.",
        "Line 12, event "a": The time zone "Broken" is neither known nor defined. It is read as America/New_York.",
      ]
    `)
  })

  test('an IANA or Windows name has precedence over the definition in the file', async () => {
    const wrong = ['Europe/Paris', 'Romance Standard Time'].map((name) =>
      definition(name, part('STANDARD', '+0900', '+0900', 'DTSTART:19700101T000000')),
    )
    expect(await timesOf([...wrong, at('Europe/Paris'), at('Romance Standard Time')])).toEqual(
      Array.from({ length: 2 }, () => '2026-07-01T09:00:00+02:00 2026-07-01T10:00:00+02:00'),
    )
  })

  test('X-WR-TIMEZONE is the zone of floating times and whole days, and ends with its calendar', async () => {
    const floating = event('DTSTART:20260701T090000', 'DURATION:PT1H')
    const day = event('DTSTART;VALUE=DATE:20260701')
    const first = calendar('X-WR-TIMEZONE;VALUE=TEXT:Asia/Kolkata', floating, day)
    const { busy } = await readAll(first + calendar(floating))
    expect(busy.map(({ startTime, endTime }) => `${startTime} ${endTime}`)).toEqual([
      '2026-07-01T09:00:00+05:30 2026-07-01T10:00:00+05:30',
      '2026-07-01T00:00:00+05:30 2026-07-02T00:00:00+05:30',
      '2026-07-01T09:00:00-04:00 2026-07-01T10:00:00-04:00',
    ])
  })

  test('zoneSource is used for every zone', async () => {
    const zoneSource = (zone: string): number => {
      if (/^(?:America\/New_York|Moon\/Base)$/.test(zone)) return 5400
      throw new RangeError(`${zone} is not here`)
    }
    expect(await timesOf([at('Moon/Base'), event('DTSTART:20260701')], { zoneSource })).toEqual([
      '2026-07-01T09:00:00+01:30 2026-07-01T10:00:00+01:30',
      '2026-07-01T00:00:00+01:30 2026-07-02T00:00:00+01:30 allDay',
    ])
  })

  test('the Windows display name of UTC is UTC, without a warning', async () => {
    expect(
      await timesOf([
        at('"(UTC) Coordinated Universal Time"'),
        at('(UTC) Koordinierte Weltzeit'),
        at('(GMT)'),
      ]),
    ).toEqual([
      '2026-07-01T09:00:00+00:00 2026-07-01T10:00:00+00:00',
      '2026-07-01T09:00:00+00:00 2026-07-01T10:00:00+00:00',
      '2026-07-01T09:00:00+00:00 2026-07-01T10:00:00+00:00',
    ])
    expect(await timesOf([at('"(UTC) Tiempo universal coordinado"')])).toMatchInlineSnapshot(`
      [
        "2026-07-01T09:00:00+00:00 2026-07-01T10:00:00+00:00",
        "Line 4, event "a": The time zone "(UTC) Tiempo universal coordinado" is not known. It is read as +00:00 all year.",
      ]
    `)
  })

  test('a name longer than any real one is not searched, not even for an offset', async () => {
    const long = at(`(UTC-03:00) ${'N'.repeat(244)}`)
    expect((await timesOf([long])).at(0)).toMatch(/T09:00:00-03:00/)
    expect(await timesOf([long.replaceAll('NN:', 'NNN:')])).toMatchInlineSnapshot(`
      [
        "2026-07-01T09:00:00-04:00 2026-07-01T10:00:00-04:00",
        "Line 4, event "a": The time zone "(UTC-03:00) NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN…" is neither known nor defined. It is read as America/New_York.",
      ]
    `)
  })
})
