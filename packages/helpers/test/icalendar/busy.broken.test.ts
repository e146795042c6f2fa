import { describe, expect, test } from 'vitest'
import { busyTimes } from '../../src/icalendar/index.ts'
import { calendar, event, readAll, timesOf } from '../support/calendar.ts'

describe('problems in a file', () => {
  test('a property of an alarm is not a property of its event', async () => {
    const alarm = [
      'BEGIN:VALARM',
      'DURATION:PT15M',
      'SUMMARY:Alarm',
      'BEGIN:X-DEEP',
      'DTSTART:19990101T000000Z',
      'END:X-DEEP',
      'DTSTART:19990101T000000Z',
      'END:VALARM',
    ]
    const { busy } = await readAll(
      calendar(
        event(
          ...alarm,
          'SUMMARY:A \\, b\\; c\\nd \\\\ e',
          'DTSTART:20260302T090000Z',
          'DTEND:20260302T100000Z',
        ),
      ),
    )
    expect(busy.map(({ title }) => title)).toEqual(['A , b; c d \\ e'])
  })

  test('text that is not UTF-8 is read line by line, with one warning', async () => {
    const lines = ['Zoë', 'Zoë Ünal', '日本'].map((title) =>
      event(`SUMMARY:${title}`, 'DTSTART:20260302T090000Z', 'DURATION:PT1H'),
    )
    const bytes = Buffer.concat([
      Buffer.from(`BEGIN:VCALENDAR\r\n${lines[0]}\r\n${lines[1]}\r\n`, 'latin1'),
      Buffer.from(`${lines[2]}\r\nEND:VCALENDAR\r\n`),
    ])
    const { busy, messages } = await readAll(bytes)
    expect(busy.map(({ title }) => title)).toEqual(['Zoë', 'Zoë Ünal', '日本'])
    expect(messages).toMatchInlineSnapshot(`
      [
        "Line 4: The text is not UTF-8, so it is read as ISO-8859-1. Names may look odd; times are not affected.",
      ]
    `)
  })

  test('text that is not UTF-8 in a property that is not read is no problem', async () => {
    const text = calendar(event('DESCRIPTION:Zoë', 'SUMMARY:A', 'DTSTART:20260302T090000Z', 'DURATION:PT1H'))
    const { busy, messages } = await readAll(Buffer.from(text, 'latin1'))
    expect(busy.map(({ title }) => title)).toEqual(['A'])
    expect(messages).toEqual([])
  })

  test('the same mistake in two events gives a warning for each', async () => {
    const times = ['DTSTART:20260302T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=0;UNTIL=20260303']
    const { busy, messages } = await readAll(calendar(event(...times), event(...times)))
    expect(busy).toHaveLength(4)
    expect(messages).toMatchInlineSnapshot(`
      [
        "Line 6, event "a": The rule "FREQ=DAILY;COUNT=0;UNTIL=20260303" has COUNT=0. It is read without it.",
        "Line 12, event "a": The rule "FREQ=DAILY;COUNT=0;UNTIL=20260303" has COUNT=0. It is read without it.",
      ]
    `)
  })

  test('the status of Outlook is read besides the standard one', async () => {
    const times = ['DTSTART:20260302T090000Z', 'DURATION:PT1H', 'TRANSP:OPAQUE', 'STATUS:CONFIRMED']
    const said = await Promise.all(
      ['FREE', 'tentative', 'BUSY', 'OOF', 'WORKINGELSEWHERE'].map(async (status) => {
        const { busy } = await readAll(calendar(event(...times, `X-MICROSOFT-CDO-BUSYSTATUS:${status}`)))
        return busy.map(({ tentative = false }) => tentative)
      }),
    )
    expect(said).toEqual([[], [true], [false], [false], [false]])
  })

  test('tasks, journals and unknown components are skipped', async () => {
    const others = ['VTODO', 'VJOURNAL', 'X-NEW'].map(
      (name) => `BEGIN:${name}\r\nDTSTART:20260302T090000Z\r\nDURATION:PT1H\r\nEND:${name}`,
    )
    expect(await timesOf(others)).toEqual([])
  })

  test('each event is read separately, and each warning has the line and the reason', async () => {
    const bad = [
      event('SUMMARY:No start'),
      event('DTSTART:yesterday'),
      event('DTSTART:20260302T090000Z', 'DTEND:20260302T090000Z'),
      event('DTSTART:20260302T250000Z'),
      event('DTSTART:20260302T090000Z', 'DURATION:P1H'),
      event('DTSTART'),
      'BEGIN:VFREEBUSY\r\nFREEBUSY:20260302T090000Z,20260302T100000Z/PT1H,20260302T100000Z/PT0S\r\nEND:VFREEBUSY',
      event(
        'DTSTART:20260302T090000Z',
        'DTEND:20260302T100000Z',
        'RRULE:FREQ=DAILY;COUNT=2',
        'EXDATE:20260399,20260303T090000Z',
      ),
    ]
    expect(await timesOf(bad)).toMatchInlineSnapshot(`
      [
        "2026-03-02T09:00:00+00:00 2026-03-02T10:00:00+00:00",
        "2026-03-02T10:00:00+00:00 2026-03-02T11:00:00+00:00",
        "2026-03-02T09:00:00+00:00 2026-03-02T10:00:00+00:00",
        "Line 2, event "a": It has no DTSTART. The event is skipped.",
        "Line 8, event "a": "yesterday" is not a date or time. It must be one that exists, such as 20261231 or 20261231T235900Z. The event is skipped.",
        "Line 13, event "a": It runs from 2026-03-02T09:00:00+00:00 to 2026-03-02T09:00:00+00:00: end not after start. The event is skipped.",
        "Line 17, event "a": "20260302T250000Z" is not a date or time. It must be one that exists, such as 20261231 or 20261231T235900Z. The event is skipped.",
        "Line 26, event "a": "" is not a date or time. It must be one that exists, such as 20261231 or 20261231T235900Z. The event is skipped.",
        "Line 29: An entry of FREEBUSY is skipped. 20260302T090000Z is not a period such as 20261231T230000Z/PT1H.",
        "Line 29: An entry of FREEBUSY is skipped. The period 20260302T100000Z/PT0S does not end after it starts.",
        "Line 36, event "a": An entry of EXDATE is skipped. "20260399" is not a date or time. It must be one that exists, such as 20261231 or 20261231T235900Z.",
      ]
    `)
  })

  test('a missing END, in every place', async () => {
    const times = ['DTSTART:20260302T090000Z', 'DURATION:PT1H']
    const lines = [
      'BEGIN:VEVENT',
      'UID:one',
      ...times,
      'BEGIN:VALARM',
      'BEGIN:VEVENT',
      'UID:two',
      ...times,
      'BEGIN:VCALENDAR',
      event(...times),
      'END:VALARM',
    ]
    expect(await timesOf(lines)).toMatchInlineSnapshot(`
      [
        "2026-03-02T09:00:00+00:00 2026-03-02T10:00:00+00:00",
        "2026-03-02T09:00:00+00:00 2026-03-02T10:00:00+00:00",
        "2026-03-02T09:00:00+00:00 2026-03-02T10:00:00+00:00",
        "Line 7, event "one": END:VEVENT is missing before BEGIN:VEVENT. What begins in line 2 is read as if it ended there.",
        "Line 11, event "two": END:VEVENT is missing before BEGIN:VCALENDAR. What begins in line 7 is read as if it ended there.",
        "Line 11: END:VCALENDAR is missing before BEGIN:VCALENDAR. What begins in line 1 is read as if it ended there.",
      ]
    `)
  })

  const start = ['BEGIN:VCALENDAR', event('SUMMARY:First', 'DTSTART:20260302T090000Z', 'DURATION:PT1H')]
  test('a truncated file gives all blocks before the end, series too, and then the error', async () => {
    const series = event(
      'SUMMARY:Series',
      'DTSTART:20260303T090000Z',
      'DURATION:PT1H',
      'RRULE:FREQ=DAILY;COUNT=2',
    )
    const text = [...start, series, 'BEGIN:VEVENT', 'UID:cut', 'DTSTART:20260304T0900'].join('\r\n')
    const { busy, failure } = await readAll(text)
    expect(busy.map(({ title }) => title)).toEqual(['First', 'Series', 'Series'])
    expect(failure).toBeInstanceOf(RangeError)
    expect(failure).toMatchInlineSnapshot(
      `[RangeError: The calendar is truncated: line 17 is its last, and END is missing for the VCALENDAR of line 1 and the VEVENT of line 15. Everything before has been read; get the whole file and read it again.]`,
    )
    expect(String((await readAll(start.join('\r\n'))).failure)).toMatchInlineSnapshot(
      `"RangeError: The calendar is truncated: line 7 is its last, and END is missing for the VCALENDAR of line 1. Everything before has been read; get the whole file and read it again."`,
    )
    expect(String((await readAll(`${start.join('\r\n')}\r\nEND:VCALENDA`)).failure)).toMatch(
      /line 8 is its last, and END is missing for the VCALENDAR of line 1\./,
    )
  })

  test('a file that is not a calendar is never read as one without events', async () => {
    for (const text of ['', '<!DOCTYPE html>\n<title>Sign in</title>', 'BEGIN:VCARD\r\nEND:VCARD\r\n']) {
      const { busy, failure } = await readAll(text)
      expect(busy).toEqual([])
      expect(failure).toBeInstanceOf(RangeError)
    }
    expect(String((await readAll('<!DOCTYPE html>\n<title>Sign in</title>')).failure)).toMatchInlineSnapshot(
      `"RangeError: This is not an iCalendar file: there is no BEGIN:VCALENDAR up to line 2, its last. It begins with "<!DOCTYPE html>". Check its source."`,
    )
    expect(String((await readAll('')).failure)).toMatchInlineSnapshot(
      `"RangeError: This is not an iCalendar file: there is no BEGIN:VCALENDAR up to line 1, its last. It is empty. Check its source."`,
    )
    expect((await readAll(calendar())).failure).toBeUndefined()
  })

  test('invalid arguments are rejected by the call', () => {
    const options = { between: { from: '2026-01-01', to: '2026-12-31' }, defaultTimeZone: 'Europe/Berlin' }
    const attempts: [unknown, unknown][] = [
      [null, options],
      [42, options],
      ['', undefined],
      ['', { ...options, defaultTimeZone: 'Eastern Standard Time' }],
      ['', { ...options, between: { from: '2026-01-02', to: '2026-01-01' } }],
    ]
    const errors = attempts.map(([source, given]) => {
      try {
        // @ts-expect-error -- values that the types forbid
        busyTimes(source, given)
        return 'taken'
      } catch (error) {
        return String(error)
      }
    })
    expect(errors).toMatchInlineSnapshot(`
      [
        "TypeError: Expected an iCalendar text, its bytes, or a stream of either and got null. Give a string, a Uint8Array, an (async) iterable of them, or response.body.",
        "TypeError: Expected an iCalendar text, its bytes, or a stream of either and got 42. Give a string, a Uint8Array, an (async) iterable of them, or response.body.",
        "TypeError: Expected options such as { between: { from: "2026-12-01", to: "2026-12-31" }, defaultTimeZone: "America/New_York" } and got undefined.",
        "RangeError: "Eastern Standard Time" is not a time zone. Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.",
        "RangeError: The span "between" must end after it starts. This one came out as 2026-01-02T00:00:00+01:00 to 2026-01-02T00:00:00+01:00. Give a later "to".",
      ]
    `)
  })

  test('the error for UTF-16 names the encoding, with and without BOM, in both byte orders', async () => {
    const little = Buffer.from([...start, 'END:VCALENDAR'].join('\r\n'), 'utf16le')
    const big = Buffer.from(little).swap16()
    const files = [
      little,
      big,
      Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
      Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
    ]
    for (const file of files) {
      const { busy, failure } = await readAll(file)
      expect(busy).toEqual([])
      expect(String(failure)).toMatchInlineSnapshot(
        `"RangeError: The calendar is in UTF-16, and iCalendar is UTF-8. Save it as UTF-8, or decode it with a TextDecoder for "utf-16le" or "utf-16be" and give the text."`,
      )
    }
  })
})
