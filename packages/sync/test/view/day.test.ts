import { expect, test } from 'vitest'
import { daysOf, minutesBetween, type Day } from '../../src/view/day.ts'

const hoursOf = (day: Day | undefined): number => ((day?.end ?? 0) - (day?.start ?? 0)) / 3_600_000

test.each([
  ['America/New_York', '2027-03-14', 23, { kind: 'skipped', from: 120, to: 180 }],
  ['America/New_York', '2026-11-01', 25, { kind: 'twice', from: 60, to: 120 }],
  ['Australia/Lord_Howe', '2026-10-04', 23.5, { kind: 'skipped', from: 120, to: 150 }],
  ['Australia/Lord_Howe', '2027-04-04', 24.5, { kind: 'twice', from: 90, to: 120 }],
  // Midnight is skipped, and comes twice.
  ['America/Sao_Paulo', '2018-11-04', 23, undefined],
  ['America/Sao_Paulo', '2018-02-17', 25, { kind: 'twice', from: 1380, to: 1440 }],
  ['Asia/Kolkata', '2027-03-14', 24, undefined],
])('%s has on %s a day of %d hours', (timeZone, date, hours, change) => {
  const [day, next] = daysOf(date, 2, timeZone)
  expect(hoursOf(day)).toBe(hours)
  expect(day?.change).toEqual(change)
  expect(day?.end).toBe(next?.start)
})

test('a day that a zone has left out has no time', () => {
  const [before, left, after] = daysOf('2011-12-29', 3, 'Pacific/Apia')
  expect([before, left, after].map(hoursOf)).toEqual([24, 0, 24])
  expect(left?.spans).toEqual([])
})

test('minutes are those of the clock, which skips some and shows some twice', () => {
  const between = (date: string, from: string, to: string) => {
    const [day] = daysOf(date, 1, 'America/New_York')
    return day && minutesBetween(day, Date.parse(from), Date.parse(to))
  }
  expect(between('2027-03-14', '2027-03-14T01:30:00-05:00', '2027-03-14T03:30:00-04:00')).toEqual({
    top: 90,
    bottom: 210,
  })
  expect(between('2027-03-14', '2027-03-14T05:00:00-04:00', '2027-03-14T06:00:00-04:00')).toEqual({
    top: 300,
    bottom: 360,
  })
  // From the first 01:30 to the second 01:10: the clock has shown all from 01:00 to 02:00.
  expect(between('2026-11-01', '2026-11-01T01:30:00-04:00', '2026-11-01T01:10:00-05:00')).toEqual({
    top: 60,
    bottom: 120,
  })
  expect(between('2026-11-01', '2026-11-01T01:30:00-05:00', '2026-11-01T01:30:00-05:00')).toEqual({
    top: 90,
    bottom: 90,
  })
})
