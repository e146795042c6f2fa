import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { busyTimes } from '../../src/icalendar/index.ts'
import { calendar, event, inWinter, readAll, timesOf } from '../support/calendar.ts'

type Vector = {
  id: string
  defaultZone: string
  lines: string[]
  blocks: string[]
  warnings: string[]
  lastMinute?: string[]
  from?: string
  to?: string
}

const vectors: Vector[] = readFileSync(new URL('../vectors/ics-mistakes.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => JSON.parse(line))

describe('calendars with mistakes of exporters', () => {
  test.each(vectors.map((vector): [string, Vector] => [vector.id, vector]))('%s', async (_, vector) => {
    const {
      defaultZone,
      lines,
      blocks,
      warnings,
      lastMinute,
      from = '2025-01-01',
      to = '2027-12-31',
    } = vector
    const options = { defaultTimeZone: defaultZone, between: { from, to } }
    const { busy, messages, failure } = await readAll(calendar(...lines), options)
    expect(failure).toBeUndefined()
    expect(busy.map(({ startTime, endTime }) => `${startTime} ${endTime}`)).toEqual(blocks)
    expect(messages).toHaveLength(warnings.length)
    for (const [index, words] of warnings.entries()) expect(messages[index]).toContain(words)
    if (lastMinute === undefined) return
    const usual = await readAll(calendar(...lines), { ...options, end: undefined })
    expect(usual.busy.map(({ startTime, endTime }) => `${startTime} ${endTime}`)).toEqual(lastMinute)
  })
})

describe('an event that cannot be read in full keeps at least its first instance', () => {
  const start = 'DTSTART;TZID=America/New_York:20260302T090000'
  const hour = '2026-03-02T09:00:00-05:00 2026-03-02T10:00:00-05:00'
  const restOfDay = '2026-03-02T09:00:00-05:00 2026-03-03T00:00:00-05:00'
  const second = '2026-03-03T09:00:00-05:00 2026-03-03T10:00:00-05:00'
  const cases: [string, string[], string[], string?][] = [
    [
      'COUNT and UNTIL, the count first',
      ['RRULE:FREQ=DAILY;COUNT=2;UNTIL=20260306'],
      [hour, second],
      'COUNT',
    ],
    ['COUNT and UNTIL, the day first', ['RRULE:FREQ=DAILY;COUNT=9;UNTIL=20260303'], [hour, second], 'COUNT'],
    ['COUNT=0', ['RRULE:FREQ=DAILY;COUNT=0;UNTIL=20260303'], [hour, second], 'COUNT=0'],
    ['INTERVAL=0', ['RRULE:FREQ=DAILY;INTERVAL=0;COUNT=2'], [hour, second], 'INTERVAL=0'],
    ['RSCALE=GREGORIAN', ['RRULE:RSCALE=GREGORIAN;FREQ=DAILY;SKIP=OMIT;COUNT=2'], [hour, second]],
    ['RSCALE of another calendar', ['RRULE:RSCALE=HEBREW;FREQ=DAILY;COUNT=2'], [hour], 'RSCALE=HEBREW'],
    ['an unknown FREQ', ['RRULE:FREQ=FORTNIGHTLY'], [hour], 'FREQ=FORTNIGHTLY'],
    ['an UNTIL that does not exist', ['RRULE:FREQ=DAILY;UNTIL=20260399'], [hour], 'UNTIL=20260399'],
    ['UNTIL before the start', ['RRULE:FREQ=DAILY;UNTIL=20260101'], [hour], 'does not match its own rule'],
    ['30 February', ['RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'], [hour], 'does not match its own rule'],
    ['UNTIL in ISO 8601', ['RRULE:FREQ=DAILY;UNTIL=2026-03-03T23:59:59Z'], [hour, second]],
    [
      'two rules, one of them unknown',
      ['RRULE:FREQ=NEVER', 'RRULE:FREQ=DAILY;COUNT=2'],
      [hour, second],
      'NEVER',
    ],
    ['an unknown EXRULE', ['RRULE:FREQ=DAILY;COUNT=2', 'EXRULE:FREQ=NEVER'], [hour, second], 'FREQ=NEVER'],
  ]
  test.each(cases)('%s', async (_, lines, times, words) => {
    const said = await timesOf([event(start, 'DURATION:PT1H', ...lines)])
    expect(said.slice(0, times.length)).toEqual(times)
    const messages = said.slice(times.length)
    expect(messages).toHaveLength(words === undefined ? 0 : 1)
    expect(messages.join('')).toMatch(words === undefined ? /^$/ : `, event "a": `)
    expect(messages.join('')).toContain(words ?? '')
  })

  test('and is busy until the end of its day when its end cannot be read', async () => {
    for (const end of ['DTEND:20260399T100000', 'DTEND:later', 'DURATION:an hour']) {
      const [block, message] = await timesOf([event(start, end)])
      expect(block).toBe(restOfDay)
      expect(message).toContain(end.split(':')[1])
    }
    const days = await timesOf([event('DTSTART;VALUE=DATE:20260302', 'DTEND;VALUE=DATE:20260399')])
    expect(days[0]).toBe('2026-03-02T00:00:00-05:00 2026-03-03T00:00:00-05:00 allDay')
  })

  test('and is skipped when its start cannot be read, with the whole value', async () => {
    for (const line of ['DTSTART:10.03.2026 09:00:00', 'DTSTART;TZID=America/New_York:10.03.2026 09:00:00']) {
      expect(await timesOf([event(line, 'DURATION:PT1H')])).toEqual([
        'Line 4, event "a": "10.03.2026 09:00:00" is not a date or time. It must be one that exists, such as 20261231 or 20261231T235900Z. The event is skipped.',
      ])
    }
  })

  test('but takes no time when its end is not after its start', async () => {
    const [message, ...others] = await timesOf([event(start, 'DTEND;TZID=America/New_York:20260302T080000')])
    expect(message).toContain('end not after start')
    expect(others).toEqual([])
  })

  test('and so is a period', async () => {
    const dates = ['RDATE;VALUE=PERIOD:20260303T140000Z/soon', 'DURATION:PT1H']
    const [, block, message] = await timesOf([event(start, ...dates)])
    expect(block).toBe('2026-03-03T09:00:00-05:00 2026-03-04T00:00:00-05:00')
    expect(message).toContain('"soon" is not a date or time')
    const free = ['BEGIN:VFREEBUSY', 'FREEBUSY:20260302T090000Z/P1X', 'END:VFREEBUSY']
    expect((await timesOf(free))[0]).toBe('2026-03-02T09:00:00+00:00 2026-03-03T05:00:00+00:00')
  })

  test('an override whose RECURRENCE-ID cannot be read is an event of its own', async () => {
    const series = event(start, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2')
    const moved = event('RECURRENCE-ID:tomorrow', 'DTSTART:20260305T090000Z', 'DURATION:PT1H')
    const said = await timesOf([series, moved])
    expect(said.slice(0, 3)).toEqual([hour, second, '2026-03-05T09:00:00+00:00 2026-03-05T10:00:00+00:00'])
    expect(said[3]).toContain('"tomorrow" is not a date or time')
    expect(said).toHaveLength(4)
  })
})

describe('times that have one meaning are read', () => {
  const noon = '2026-03-10T12:00:00-04:00'
  const cases: [string, string, string][] = [
    ['ISO 8601 with a zone', 'DTSTART;TZID=America/New_York:2026-03-10T12:00:00', noon],
    [
      'ISO 8601 with an offset, on the clock of the zone',
      'DTSTART;TZID=America/New_York:2026-03-10T17:00+01:00',
      noon,
    ],
    ['milliseconds', 'DTSTART:2026-03-10T16:00:00.000Z', '2026-03-10T16:00:00+00:00'],
    ['a blank in place of the T', 'DTSTART:2026-03-10 12:00:00', noon],
    ['a colon before TZID', 'DTSTART:TZID=Asia/Tokyo:20260310T120000', '2026-03-10T12:00:00+09:00'],
    ['24:00 is the next midnight', 'DTSTART:20260310T240000', '2026-03-11T00:00:00-04:00'],
    ['a zone with colons and an ISO 8601 date', 'DTSTART;TZID=UTC-04:00:2026-03-10T12:00:00', noon],
  ]
  test.each(cases)('%s', async (_, line, time) => {
    const [block, ...messages] = await timesOf([event(line, 'DURATION:PT1H')])
    expect(block?.slice(0, 25)).toBe(time)
    expect(messages).toEqual([])
  })

  test('a length without its T, or with a fraction of a second', async () => {
    for (const length of ['P1H', 'PT60M', 'P60M', 'PT3600.0S']) {
      expect(await timesOf([event('DTSTART:20260310T160000Z', `DURATION:${length}`)])).toEqual([
        '2026-03-10T16:00:00+00:00 2026-03-10T17:00:00+00:00',
      ])
    }
  })

  test('a title has one line', async () => {
    const { busy } = await readAll(
      calendar(
        event('SUMMARY:One\\nTwo\\N\\nThree\u2028\u0085', 'DTSTART:20260310T160000Z', 'DURATION:PT1H'),
      ),
    )
    expect(busy.map(({ title }) => title)).toEqual(['One Two Three'])
  })
})

describe('THISANDFUTURE', () => {
  const series = event(
    'DTSTART;TZID=America/New_York:20260306T023000',
    'DURATION:PT1H',
    'RRULE:FREQ=DAILY;COUNT=5',
  )
  const later = (id: string, start: string): string =>
    event(`RECURRENCE-ID;RANGE=THISANDFUTURE${id}`, `DTSTART${start}`, 'DURATION:PT2H')
  const zone = ';TZID=America/New_York:'
  // On 8 March 2026, 02:30 was skipped; that instance is at 03:30.
  test.each([
    ['as a clock reading', `${zone}20260308T023000`, `${zone}20260308T023000`, '02:30'],
    ['in UTC', ':20260308T073000Z', ':20260308T073000Z', '02:30'],
    ['as a clock reading, and in UTC', `${zone}20260308T023000`, ':20260308T073000Z', '02:30'],
    ['in UTC, and as a clock reading', ':20260308T073000Z', `${zone}20260308T023000`, '02:30'],
    ['an hour later', `${zone}20260308T023000`, ':20260308T083000Z', '03:30'],
    ['before a gap, in UTC', ':20260307T073000Z', ':20260307T073000Z', '02:30'],
  ])('follows the clock of the series when it is written %s', async (_, id, start, time) => {
    const { busy } = await readAll(calendar(series, later(id, start)))
    expect(
      busy.filter(({ startTime }) => startTime > '2026-03-09').map(({ startTime }) => startTime.slice(5, 16)),
    ).toEqual([`03-09T${time}`, `03-10T${time}`])
  })
})

describe('cancellations', () => {
  const times = ['DTSTART:20260302T090000Z', 'DURATION:PT1H']
  const attendance = (status: string, address = 'mailto:Me@Example.com'): string =>
    `ATTENDEE;CN="Doe: J";PARTSTAT=${status}:${address}`

  test('METHOD:CANCEL cancels every event of its calendar, wherever it is', async () => {
    const series = event(...times, 'RRULE:FREQ=DAILY')
    expect(await timesOf(['METHOD:CANCEL', event(...times), series])).toEqual([])
    expect(await timesOf([event(...times), 'METHOD:cancel'])).toEqual([])
    expect(await timesOf(['METHOD:PUBLISH', event(...times)])).toHaveLength(1)
    const both = await readAll(calendar('METHOD:CANCEL', event(...times)) + calendar(event(...times)))
    expect(both.busy).toHaveLength(1)
  })

  test('an event is declined by its owner, whom only the caller knows', async () => {
    const declined = [event(...times, attendance('ACCEPTED', 'mailto:a@b.example'), attendance('DECLINED'))]
    expect(await timesOf(declined)).toHaveLength(1)
    expect(await timesOf(declined, { attendee: 'a@b.example' })).toHaveLength(1)
    expect(await timesOf(declined, { attendee: 'me@example.com' })).toEqual([])
    expect(await timesOf(declined, { attendee: ['x@example.com', 'MAILTO:me@example.com'] })).toEqual([])
    const byEmail = event(...times, 'ATTENDEE;EMAIL=me@example.com;PARTSTAT=DELEGATED:urn:uuid:1')
    expect(await timesOf([byEmail], { attendee: 'me@example.com' })).toEqual([])
    const { busy } = await readAll(calendar(event(...times, attendance('TENTATIVE'))), {
      attendee: 'me@example.com',
    })
    expect(busy.map(({ tentative }) => tentative)).toEqual([true])
  })

  test('addresses that are not text are rejected', () => {
    for (const attendee of [42, ['a@b.example', null], []]) {
      const attempt = (): unknown => Reflect.apply(busyTimes, undefined, ['', { ...inWinter(), attendee }])
      expect(attempt).toThrow(
        /^Expected "attendee" to be an address such as "me@example\.com", or a list of them, and got /,
      )
    }
  })

  test('of two versions of a single event, the one with the higher SEQUENCE is used, in any order', async () => {
    const version = (sequence: number, day: number): string =>
      event(`SEQUENCE:${sequence}`, `DTSTART:2026010${day}T090000Z`, 'DURATION:PT1H')
    const newer = '2026-01-02T09:00:00+00:00 2026-01-02T10:00:00+00:00'
    expect(await timesOf([version(0, 1), version(1, 2)])).toEqual([newer])
    expect(await timesOf([version(1, 2), version(0, 1)])).toEqual([newer])
    const outside = version(2, 3).replace('2026', '2016')
    expect(await timesOf([version(1, 2), outside])).toEqual([])
    expect(await timesOf([outside, version(1, 2)])).toEqual([])
    expect(await timesOf([version(1, 1), version(1, 2)])).toHaveLength(2)
  })
})

test('a rule that is given up, or a definition with too many changes, gives a warning', async () => {
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:Often',
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0100',
    'RRULE:FREQ=DAILY',
    'END:STANDARD',
    'END:VTIMEZONE',
  ]
  const said = await timesOf([...zone, event('DTSTART;TZID=Often:20260302T090000', 'DURATION:PT1H')])
  expect(said[1]).toContain('more than 1000 changes')
  const never = event(
    'DTSTART:20260302T090000Z',
    'DURATION:PT1H',
    'RRULE:FREQ=SECONDLY;BYHOUR=9;BYMINUTE=0;BYSECOND=0;BYSETPOS=2',
  )
  const messages = await timesOf([never], { between: { from: '2026-01-01', to: '9000-01-01' } })
  expect(messages.some((message) => message.includes('four million steps'))).toBe(true)
})
