import { describe, expect, test } from 'vitest'
import { type RepeatOptions, repeatTimes } from '../src/index.ts'

const startsOf = (options: RepeatOptions): string[] =>
  [...repeatTimes(options)].map(({ startTime }) => startTime)

const lunch: RepeatOptions = {
  from: '2026-03-06T12:00',
  to: '13:00',
  timeZone: 'America/New_York',
  rrule: 'FREQ=DAILY',
  between: { from: '2026-03-06', to: '2026-03-09' },
}

/** Blocks, each on one line. */
const blocks = (options: RepeatOptions): string[] =>
  [...repeatTimes(options)].map(({ startTime, endTime }) => `${startTime} ${endTime}`)

describe('the range', () => {
  test('of days includes them whole', () => {
    expect(startsOf(lunch)).toEqual([
      '2026-03-06T12:00:00-05:00',
      '2026-03-07T12:00:00-05:00',
      '2026-03-08T12:00:00-04:00',
      '2026-03-09T12:00:00-04:00',
    ])
  })

  test('has the blocks that overlap it, not those that touch it', () => {
    const at = (from: string, to: string): string[] => startsOf({ ...lunch, between: { from, to } })
    expect(at('2026-03-07T12:59:59', '2026-03-08T12:00:00')).toEqual(['2026-03-07T12:00:00-05:00'])
    expect(at('2026-03-07T13:00:00', '2026-03-08T12:00:01')).toEqual(['2026-03-08T12:00:00-04:00'])
    expect(at('2026-03-07T13:00:00', '2026-03-08T12:00:00')).toEqual([])
  })

  test('has blocks that began long before, by clock and by duration', () => {
    const between = { from: '2026-06-15T00:00', to: '2026-06-15T00:01' }
    const series = { ...lunch, rrule: 'FREQ=YEARLY', between }
    const { to: _, ...open } = series
    expect(startsOf({ ...series, to: '2026-06-20T12:00' })).toEqual(['2026-03-06T12:00:00-05:00'])
    expect(startsOf({ ...open, duration: 'P3M10DT1H' })).toEqual(['2026-03-06T12:00:00-05:00'])
    expect(startsOf({ ...open, duration: 'P3M8D' })).toEqual([])
  })

  test('bounds an endless series', () => {
    const endless = [
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=MINUTELY;BYSETPOS=2;BYHOUR=1',
    ]
    for (const rrule of endless) {
      expect(startsOf({ ...lunch, rrule, between: { from: '2026-01-01', to: '2036-01-01' } })).toEqual([])
    }
    const huge = 9_007_199_254_740_991
    const between = { from: '2026-01-01', to: '9999-12-30' }
    expect(startsOf({ ...lunch, rrule: `FREQ=YEARLY;INTERVAL=${huge}`, between })).toHaveLength(1)
    expect(
      startsOf({ ...lunch, rrule: `FREQ=SECONDLY;INTERVAL=${huge};COUNT=${huge}`, between }),
    ).toHaveLength(1)
  })

  test('is reached fast in fine and old series', () => {
    const between = { from: '9000-01-01T12:00:00', to: '9000-01-01T12:00:03' }
    const seconds = { ...lunch, to: '12:00:01', between }
    expect(startsOf({ ...seconds, rrule: 'FREQ=SECONDLY' })).toHaveLength(3)
    expect(startsOf({ ...seconds, rrule: 'FREQ=SECONDLY;COUNT=9007199254740991' })).toHaveLength(3)
    expect(startsOf({ ...seconds, rrule: 'FREQ=SECONDLY;BYDAY=WE;BYHOUR=12;BYMINUTE=0' })).toHaveLength(3)
  })
})

test('blocks are computed lazily, and each iteration begins at the start', () => {
  const seconds = repeatTimes({
    ...lunch,
    to: '12:00:01',
    rrule: 'FREQ=SECONDLY',
    between: { from: '2026-03-01', to: '9000-01-01' },
  })
  for (const _ of [1, 2]) {
    const [first, second] = seconds
    expect([first?.startTime, second?.startTime]).toEqual([
      '2026-03-06T12:00:00-05:00',
      '2026-03-06T12:00:01-05:00',
    ])
  }
})

describe('the end', () => {
  test('is a clock reading, or a duration, which is exact in hours', () => {
    const { to: _, ...night } = { ...lunch, from: '2026-03-07T22:00', rrule: 'FREQ=DAILY;COUNT=1' }
    expect(blocks({ ...night, to: '06:00' })).toEqual(['2026-03-07T22:00:00-05:00 2026-03-08T06:00:00-04:00'])
    expect(blocks({ ...night, duration: 'PT8H' })).toEqual([
      '2026-03-07T22:00:00-05:00 2026-03-08T07:00:00-04:00',
    ])
    expect(blocks({ ...night, duration: 'P1D' })).toEqual([
      '2026-03-07T22:00:00-05:00 2026-03-08T22:00:00-04:00',
    ])
    expect(blocks({ ...night, to: '2026-03-09T06:00' })).toEqual([
      '2026-03-07T22:00:00-05:00 2026-03-09T06:00:00-04:00',
    ])
  })

  test('as a clock reading covers both passes of one that occurs twice; a duration is exact', () => {
    const between = { from: '2026-11-01', to: '2026-11-01' }
    const { to: _, ...early } = { ...lunch, from: '2026-10-01T01:30', between }
    expect(blocks({ ...early, to: '01:45' })).toEqual(['2026-11-01T01:30:00-04:00 2026-11-01T01:45:00-05:00'])
    expect(blocks({ ...early, duration: 'PT15M' })).toEqual([
      '2026-11-01T01:30:00-04:00 2026-11-01T01:45:00-04:00',
    ])
    const hourly = {
      from: '2026-11-01T00:00',
      duration: 'PT1H',
      timeZone: 'America/New_York',
      rrule: 'FREQ=HOURLY;COUNT=4',
      between,
    }
    expect(blocks(hourly)).toEqual([
      '2026-11-01T00:00:00-04:00 2026-11-01T01:00:00-04:00',
      '2026-11-01T01:00:00-04:00 2026-11-01T01:00:00-05:00',
      '2026-11-01T02:00:00-05:00 2026-11-01T03:00:00-05:00',
      '2026-11-01T03:00:00-05:00 2026-11-01T04:00:00-05:00',
    ])
  })

  test('at or before the start, in a gap, gives no block', () => {
    const lordHowe = {
      from: '2026-10-03T02:15',
      to: '02:45',
      timeZone: 'Australia/Lord_Howe',
      between: { from: '2026-10-03', to: '2026-10-05' },
    }
    expect(startsOf({ ...lordHowe, rrule: 'FREQ=DAILY' })).toEqual([
      '2026-10-03T02:15:00+10:30',
      '2026-10-05T02:15:00+11:00',
    ])
    const london = {
      from: '2026-03-28T01:30',
      to: '02:00',
      timeZone: 'Europe/London',
      between: { from: '2026-03-28', to: '2026-03-30' },
    }
    expect(startsOf({ ...london, rrule: 'FREQ=DAILY' })).toEqual([
      '2026-03-28T01:30:00+00:00',
      '2026-03-30T01:30:00+01:00',
    ])
  })

  test('of two blocks with one start is the later end', () => {
    const hours = {
      ...lunch,
      from: '2026-03-08T02:00',
      to: '03:00',
      rrule: 'FREQ=DAILY;BYHOUR=2,3',
      between: { from: '2026-03-08', to: '2026-03-08' },
    }
    expect(blocks(hours)).toEqual(['2026-03-08T03:00:00-04:00 2026-03-08T04:00:00-04:00'])
  })
})

describe('UNTIL', () => {
  const evening = {
    ...lunch,
    from: '2026-03-01T21:00',
    to: '22:00',
    between: { from: '2026-03-03', to: '2026-03-10' },
  }
  test.each([
    ['20260305T020000Z', 4],
    ['20260305T015959Z', 3],
    ['20260304T210000', 4],
    ['20260304T205959', 3],
    ['20260304', 4],
  ])('%s: the last is on the %dth', (until, day) => {
    expect(startsOf({ ...evening, rrule: `FREQ=DAILY;UNTIL=${until}` }).at(-1)).toBe(
      `2026-03-0${day}T21:00:00-05:00`,
    )
  })

  test('as an instant in the second pass includes all of the first', () => {
    const minutes = {
      ...lunch,
      from: '2026-11-01T01:00',
      to: '01:01',
      between: { from: '2026-11-01', to: '2026-11-01' },
    }
    expect(startsOf({ ...minutes, rrule: 'FREQ=MINUTELY;INTERVAL=10;UNTIL=20261101T061500Z' })).toHaveLength(
      6,
    )
  })
})

describe('dates', () => {
  test('are excluded as clock readings, instants of any zone, and whole local days', () => {
    const exdates = ['2026-03-06T12:00', '2026-03-07T18:00[Europe/Paris]', new Date('2026-03-08T16:00Z')]
    expect(startsOf({ ...lunch, exdates })).toEqual(['2026-03-09T12:00:00-04:00'])
    expect(startsOf({ ...lunch, exdates: ['2026-03-07', '2026-03-08', '2026-03-09'] })).toEqual([
      '2026-03-06T12:00:00-05:00',
    ])
    // 23:30 is on the next day in UTC.
    expect(
      startsOf({ ...lunch, from: '2026-03-06T23:30', to: '23:45', exdates: ['2026-03-07'] }),
    ).toHaveLength(3)
  })

  test('excluded as a day include starts moved to it', () => {
    const apia = {
      from: '2011-12-28T10:00',
      to: '11:00',
      timeZone: 'Pacific/Apia',
      rrule: 'FREQ=DAILY',
      between: { from: '2011-12-28', to: '2012-01-01' },
    }
    expect(startsOf({ ...apia, exdates: ['2011-12-31'] })).toEqual([
      '2011-12-28T10:00:00-10:00',
      '2011-12-29T10:00:00-10:00',
      '2012-01-01T10:00:00+14:00',
    ])
    expect(startsOf({ ...apia, exdates: ['2011-12-30'] })).toHaveLength(4)
  })

  test('excluded as a day include starts moved from it', () => {
    // The clock goes from 23:30 on the 7th to 00:30 on the 8th.
    const zoneSource = (_: string, epoch: number): number =>
      epoch < Date.UTC(2026, 2, 7, 23, 30) / 1000 ? 0 : 3600
    const late = { ...lunch, from: '2026-03-06T23:45', duration: 'PT5M', to: undefined, zoneSource }
    const moved = '2026-03-08T00:45:00+01:00'
    expect(startsOf(late)).toContain(moved)
    expect(startsOf({ ...late, exdates: ['2026-03-07'] })).not.toContain(moved)
    expect(startsOf({ ...late, exdates: ['2026-03-08'] })).not.toContain(moved)
  })

  test('added at the end of the range are outside it', () => {
    const series = { ...lunch, rdates: ['2026-03-07T15:00'], rrule: 'FREQ=DAILY;COUNT=1' }
    expect(startsOf({ ...series, between: { from: '2026-03-06', to: '2026-03-07T15:00' } })).toHaveLength(1)
    expect(startsOf({ ...series, between: { from: '2026-03-06', to: '2026-03-07T15:01' } })).toHaveLength(2)
  })

  test('are added in order, each once, a day at the time of the start, and can be excluded again', () => {
    const rdates = ['2026-03-20T15:00', '2026-03-12', '2026-03-07T12:00', '2026-03-10T08:00Z']
    const series = {
      ...lunch,
      rrule: 'FREQ=DAILY;COUNT=3',
      rdates,
      between: { from: '2026-03-07', to: '2026-03-31' },
    }
    expect(blocks(series)).toEqual([
      '2026-03-07T12:00:00-05:00 2026-03-07T13:00:00-05:00',
      '2026-03-08T12:00:00-04:00 2026-03-08T13:00:00-04:00',
      '2026-03-10T04:00:00-04:00 2026-03-10T05:00:00-04:00',
      '2026-03-12T12:00:00-04:00 2026-03-12T13:00:00-04:00',
      '2026-03-20T15:00:00-04:00 2026-03-20T16:00:00-04:00',
    ])
    expect(startsOf({ ...series, exdates: ['2026-03-12', '2026-03-20T15:00'] })).toHaveLength(3)
  })
})

describe('the zone', () => {
  test('may be that of the start, and every reading is converted to its clock', () => {
    const { timeZone: _, ...series } = lunch
    expect(blocks({ ...series, from: '2026-03-06T12:00[America/New_York]' })).toEqual(blocks(lunch))
    expect(
      blocks({ ...lunch, from: '2026-03-06T18:00[Europe/Paris]', to: '2026-03-06T19:00[Europe/Paris]' }),
    ).toEqual(blocks(lunch))
    expect(blocks({ ...lunch, from: '2026-03-06T17:00Z', to: new Date('2026-03-06T18:00Z') })).toEqual(
      blocks(lunch),
    )
  })

  test('is read from zoneSource', () => {
    const zoneSource = (_: string, epoch: number): number =>
      epoch < Date.UTC(2026, 2, 8) / 1000 ? 3600 : 7200
    expect(startsOf({ ...lunch, timeZone: 'Mars/Olympus', zoneSource })).toEqual([
      '2026-03-06T12:00:00+01:00',
      '2026-03-07T12:00:00+01:00',
      '2026-03-08T12:00:00+02:00',
      '2026-03-09T12:00:00+02:00',
    ])
  })
})

test('seconds have no fractions: a start is truncated, an end rounded up', () => {
  const { to: _, ...series } = { ...lunch, from: '2026-03-06T12:00:00.750', rrule: 'FREQ=DAILY;COUNT=1' }
  expect(blocks({ ...series, to: '2026-03-06T13:00:00.250' })).toEqual([
    '2026-03-06T12:00:00-05:00 2026-03-06T13:00:01-05:00',
  ])
  expect(blocks({ ...series, duration: 'PT1.5S' })).toEqual([
    '2026-03-06T12:00:00-05:00 2026-03-06T12:00:02-05:00',
  ])
})

describe('whole days', () => {
  const days = {
    from: '2026-10-24',
    timeZone: 'Europe/Berlin',
    rrule: 'FREQ=WEEKLY;COUNT=3',
    between: { from: '2026-01-01', to: '2026-12-31' },
  } as const

  test('last one day without an end, and end in their last minute', () => {
    expect(blocks(days)).toEqual([
      '2026-10-24T00:00:00+02:00 2026-10-24T23:59:00+02:00',
      '2026-10-31T00:00:00+01:00 2026-10-31T23:59:00+01:00',
      '2026-11-07T00:00:00+01:00 2026-11-07T23:59:00+01:00',
    ])
  })

  test('last until a day, or for a number of days, and may end at midnight', () => {
    const [toDay, forDays] = [
      { ...days, to: '2026-10-25', end: 'midnight' } as const,
      { ...days, duration: 'P2D', end: 'midnight' } as const,
    ]
    expect(blocks(toDay)[0]).toBe('2026-10-24T00:00:00+02:00 2026-10-26T00:00:00+01:00')
    expect(blocks(forDays)).toEqual(blocks(toDay))
    const month = { ...days, from: '2026-01-31', duration: 'P1M', rrule: 'FREQ=YEARLY;COUNT=1' }
    expect(blocks(month)).toEqual(['2026-01-31T00:00:00+01:00 2026-02-27T23:59:00+01:00'])
  })

  test('begin at the first instant of a day, also with gaps: skip, and a skipped day takes no time', () => {
    const saoPaulo = {
      from: '2018-11-03',
      timeZone: 'America/Sao_Paulo',
      rrule: 'FREQ=DAILY;COUNT=2',
      gaps: 'skip',
      between: { from: '2018-11-01', to: '2018-11-30' },
    } as const
    expect(blocks(saoPaulo)).toEqual([
      '2018-11-03T00:00:00-03:00 2018-11-03T23:59:00-03:00',
      '2018-11-04T01:00:00-02:00 2018-11-04T23:59:00-02:00',
    ])
    const apia = {
      from: '2011-12-29',
      timeZone: 'Pacific/Apia',
      rrule: 'FREQ=DAILY;COUNT=3',
      between: { from: '2011-12-01', to: '2012-01-31' },
    }
    expect(blocks(apia)).toEqual([
      '2011-12-29T00:00:00-10:00 2011-12-29T23:59:00-10:00',
      '2011-12-31T00:00:00+14:00 2011-12-31T23:59:00+14:00',
    ])
  })

  test('are left out and added as days', () => {
    expect(blocks({ ...days, exdates: ['2026-10-31'], rdates: ['2026-12-24'] })).toEqual([
      '2026-10-24T00:00:00+02:00 2026-10-24T23:59:00+02:00',
      '2026-11-07T00:00:00+01:00 2026-11-07T23:59:00+01:00',
      '2026-12-24T00:00:00+01:00 2026-12-24T23:59:00+01:00',
    ])
  })

  test('need an end that is a day on or after the first, or a length in days', () => {
    const attempt = (more: object) => (): unknown =>
      Reflect.apply(repeatTimes, undefined, [{ ...days, ...more }])
    expect(attempt({ to: '2026-10-23' })).toThrow(
      'The last day, 2026-10-23, is before the first, 2026-10-24.',
    )
    expect(attempt({ to: '12:00' })).toThrow('"12:00" is not a day.')
    expect(attempt({ duration: 'PT8H' })).toThrow(
      'A series of whole days has a duration in days and got "PT8H".',
    )
    expect(attempt({ duration: 'P0D' })).toThrow('The duration "P0D" is not above zero.')
    expect(attempt({ to: '2026-10-24', duration: 'P1D' })).toThrow('Give "to" or "duration", and not both.')
    expect(attempt({ end: 'evening' })).toThrow('"evening" is not a value of end.')
    const { timeZone: _, ...zoneless } = days
    expect(() => Reflect.apply(repeatTimes, undefined, [zoneless])).toThrow('follows the clock of a zone')
  })
})
