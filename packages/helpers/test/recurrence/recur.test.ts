import { describe, expect, test } from 'vitest'
import { type Limits, occurrences } from '../../src/recurrence/recur.ts'
import { parseRule } from '../../src/recurrence/rule.ts'

const daySeconds = 86_400
const second = (clock: string): number => Date.parse(`${clock}Z`) / 1000

/** The first instances of a series; those at 09:00 as days. */
function first(rule: string, start: string, most = 6, limits: Partial<Limits> = {}): string[] {
  const from = second(`${start}T09:00`)
  const found: string[] = []
  for (const wall of occurrences(parseRule(rule), from, {
    from,
    to: from + 400_000 * daySeconds,
    ...limits,
  })) {
    found.push(new Date(wall * 1000).toISOString().slice(0, 16).replace('T09:00', ''))
    if (found.length >= most) break
  }
  return found
}

test('weeks begin on WKST (the example of the RFC)', () => {
  const rule = 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST='
  expect(first(`${rule}MO`, '1997-08-05')).toEqual(['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'])
  expect(first(`${rule}SU`, '1997-08-05')).toEqual(['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'])
})

test('a start that its rule does not match is not an instance, and not counted', () => {
  expect(first('FREQ=MONTHLY;BYMONTHDAY=10;COUNT=2', '2026-03-03')).toEqual(['2026-03-10', '2026-04-10'])
})

test('BYSETPOS includes instances before the start in its week or month', () => {
  expect(first('FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1', '2026-03-04', 2)).toEqual([
    '2026-03-09',
    '2026-03-16',
  ])
  expect(first('FREQ=MONTHLY;BYDAY=WE;BYSETPOS=1,-1,1', '2026-03-05', 3)).toEqual([
    '2026-03-25',
    '2026-04-01',
    '2026-04-29',
  ])
  expect(first('FREQ=DAILY;BYHOUR=8,9,10;BYSETPOS=-1', '2026-03-05', 2)).toEqual([
    '2026-03-05T10:00',
    '2026-03-06T10:00',
  ])
})

test('BYSETPOS beyond the set selects nothing, and selects each once', () => {
  expect(first('FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1,-1', '2026-03-02', 2)).toEqual(['2026-03-02', '2026-04-06'])
  const fifth = first('FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-5', '2026-01-01', 3)
  expect(fifth).toEqual(['2026-03-02', '2026-06-01', '2026-08-03'])
})

test('weekdays with and without numbers can be combined', () => {
  expect(first('FREQ=MONTHLY;BYDAY=1MO,FR', '2026-03-01', 6)).toEqual([
    '2026-03-02',
    '2026-03-06',
    '2026-03-13',
    '2026-03-20',
    '2026-03-27',
    '2026-04-03',
  ])
})

test('a numbered weekday counts in the year, or in the months of BYMONTH', () => {
  expect(first('FREQ=YEARLY;BYDAY=-1MO,2TU', '2026-01-01', 4)).toEqual([
    '2026-01-13',
    '2026-12-28',
    '2027-01-12',
    '2027-12-27',
  ])
  expect(first('FREQ=YEARLY;BYMONTH=3,11;BYDAY=2SU', '2026-01-01', 3)).toEqual([
    '2026-03-08',
    '2026-11-08',
    '2027-03-14',
  ])
})

describe('weeks by number', () => {
  test('have the weekday of the start without BYDAY', () => {
    expect(first('FREQ=YEARLY;BYWEEKNO=20', '2026-05-13', 3)).toEqual([
      '2026-05-13',
      '2027-05-19',
      '2028-05-17',
    ])
  })

  test('belong to the year that has most of their days, around New Year', () => {
    expect(first('FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO', '2025-01-01', 3)).toEqual([
      '2025-12-29',
      '2027-01-04',
      '2028-01-03',
    ])
    expect(first('FREQ=YEARLY;BYWEEKNO=53;BYDAY=SA', '2020-01-01', 3)).toEqual([
      '2021-01-02',
      '2027-01-02',
      '2033-01-01',
    ])
    expect(first('FREQ=YEARLY;INTERVAL=2;BYWEEKNO=-1;BYDAY=SA', '2027-01-02', 3)).toEqual([
      '2027-01-02',
      '2028-12-30',
      '2030-12-28',
    ])
  })
})

test('days that a month or year does not have are skipped', () => {
  expect(first('FREQ=MONTHLY', '2026-01-31', 3)).toEqual(['2026-01-31', '2026-03-31', '2026-05-31'])
  expect(first('FREQ=YEARLY;BYYEARDAY=366,-366', '2024-01-01', 4)).toEqual([
    '2024-01-01',
    '2024-12-31',
    '2028-01-01',
    '2028-12-31',
  ])
  // 2100 is not a leap year.
  expect(first('FREQ=YEARLY', '2096-02-29', 2)).toEqual(['2096-02-29', '2104-02-29'])
})

describe('the limits', () => {
  const [from, to] = [second('2026-03-02T09:00'), second('2026-03-04T09:00')]
  test('include the first and exclude the last reading', () => {
    expect(first('FREQ=DAILY', '2026-03-02', 9, { from, to })).toEqual(['2026-03-02', '2026-03-03'])
    expect(first('FREQ=DAILY', '2026-03-02', 9, { from: from + 1, to: to + 1 })).toEqual([
      '2026-03-03',
      '2026-03-04',
    ])
    expect(first('FREQ=WEEKLY;BYDAY=MO,TU,WE', '2026-03-02', 9, { from, to })).toEqual([
      '2026-03-02',
      '2026-03-03',
    ])
  })

  test('do not affect COUNT', () => {
    const limits = { from: second('2026-03-10T00:00') }
    expect(first('FREQ=DAILY;COUNT=9', '2026-03-02', 9, limits)).toEqual(['2026-03-10'])
    expect(first('FREQ=DAILY;BYDAY=MO;COUNT=3', '2026-03-02', 9, limits)).toEqual(['2026-03-16'])
    expect(first('FREQ=DAILY;BYHOUR=9,10;COUNT=17', '2026-03-02', 9, limits)).toEqual(['2026-03-10'])
    const exists = (wall: number): boolean => wall % (2 * daySeconds) > daySeconds
    expect(first('FREQ=DAILY;COUNT=5', '2026-03-02', 9, { ...limits, exists })).toEqual(['2026-03-11'])
  })

  test('include the last reading of the series', () => {
    expect(first('FREQ=DAILY', '2026-03-02', 9, { untilWall: to })).toHaveLength(3)
    expect(first('FREQ=DAILY', '2026-03-02', 9, { untilWall: to - 1 })).toHaveLength(2)
  })

  test('include four million steps without an instance', () => {
    const all = (most: number): string => Array.from({ length: most }, (_, index) => index).join(',')
    const rule = `FREQ=DAILY;BYHOUR=${all(24)};BYMINUTE=${all(60)};BYSECOND=${all(60)}`
    const after = (days: number): string[] =>
      first(rule, '2026-01-01', 1, {
        exists: (wall) => wall >= second('2026-01-01T09:00') + days * daySeconds,
      })
    expect(after(1)).toEqual(['2026-01-02'])
    expect(after(50)).toEqual([])
  })
})

test('a rule of every second of a year skips to the window', () => {
  const all = (most: number): string => Array.from({ length: most }, (_, index) => index).join()
  const rule = parseRule(
    `FREQ=YEARLY;BYYEARDAY=${all(367).slice(2)};BYHOUR=${all(24)};BYMINUTE=${all(60)};BYSECOND=${all(60)}`,
  )
  const from = Date.UTC(2026, 11, 31, 23) / 1000
  const found = [...occurrences(rule, Date.UTC(2020, 0, 1) / 1000, { from, to: from + 3 })]
  expect(found).toEqual([from, from + 1, from + 2])
})

test('a weekday repeated a hundred thousand times counts once', () => {
  expect(parseRule(`FREQ=YEARLY;BYDAY=${'53MO,'.repeat(100_000)}1TU`).weekdays).toHaveLength(2)
})
